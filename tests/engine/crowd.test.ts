import { Crowd } from "../../sdk/engine/crowd";

/** A crowd in which that many have travelled already, at most eight together, for 5 ms each time. */
function after(served: number): Crowd {
  const crowd = new Crowd();
  for (let left = served; left > 0; left -= 8) crowd.left(Math.min(left, 8), 5);
  return crowd;
}

/** How often the queue is looked at until the transaction goes; so many are in it at each look. */
async function looks(crowd: Crowd, ...queue: number[]): Promise<number> {
  const waiting = jest.fn(() => queue.shift() ?? NaN);
  await crowd.gathers(waiting);
  return waiting.mock.calls.length;
}

test("in a small program nobody waits for company", async () => {
  expect(await looks(after(29), 1, 2, 3)).toBe(0);
});

test("in a large one a transaction goes when nobody has come for as long as one takes", async () => {
  expect(await looks(after(40), 1, 3, 3)).toBe(3);
});

test("it goes at once when as many wait as have ever travelled together", async () => {
  expect([await looks(after(40), 8), await looks(after(40), 2, 8)]).toEqual([1, 2]);
});
