import { readFile } from "node:fs/promises";
import { DeadlinePassed, withDeadline } from "../../../sdk/host/ssh/deadline";

/** Computes without a pause, as Node does for the test of a prime. */
function compute(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

describe("withDeadline", () => {
  test("does not count the time in which the process computes and reads no answer", async () => {
    const answer = withDeadline(0.5, readFile(__filename, "utf8"));
    compute(1000);
    await expect(answer).resolves.toContain("withDeadline");
  });

  test("passes after its seconds where no answer comes", async () => {
    const start = performance.now();
    await expect(withDeadline(0.5, new Promise(() => undefined))).rejects.toThrow(DeadlinePassed);
    expect(Math.round((performance.now() - start) / 500)).toBe(1);
  });
});
