import { retryUntilKept } from "../../sdk/transaction/foreign-writers";

const after = (rounds: number, tried: number[]) => (round: number) => {
  tried.push(round);
  return Promise.resolve(round > rounds);
};

test("what stays is done once, what is undone is done again, five times at most", async () => {
  const [once, thrice, always]: number[][] = [[], [], []];
  await retryUntilKept(after(0, once ?? []), "a: overwritten");
  await retryUntilKept(after(2, thrice ?? []), "a: overwritten");
  await expect(retryUntilKept(after(9, always ?? []), "a: overwritten")).rejects.toThrow(
    "a: overwritten 5 times; stop what else changes this cluster, then run again",
  );
  expect([once, thrice, always]).toEqual([[1], [1, 2, 3], [1, 2, 3, 4, 5]]);
});
