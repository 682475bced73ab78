import { BatchWindow } from "../../sdk/transaction/batch-window";

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

/** A crowd in which that many have travelled already, at most eight together, for that many milliseconds each time. */
function after(served: number, took = 5): BatchWindow {
  const crowd = new BatchWindow();
  for (let left = served; left > 0; left -= 8) crowd.noteCommit(Math.min(left, 8), took);
  return crowd;
}

interface Gone {
  readonly together: number;
  readonly after: number;
}

/** How many travel together, and after how many milliseconds, if one waits and the others arrive then. */
async function gone(crowd: BatchWindow, ...arrivals: readonly number[]): Promise<Gone> {
  let waiting = 1;
  for (const at of arrivals)
    setTimeout(() => {
      waiting++;
      crowd.noteArrival();
    }, at);
  const began = performance.now();
  const going = crowd
    .waitForCompany(() => waiting)
    .then(() => ({ together: waiting, after: performance.now() - began }));
  await jest.advanceTimersByTimeAsync(10_000);
  return going;
}

test("in a small program nobody waits for company", async () => {
  expect(await gone(after(29), 1, 2)).toEqual({ together: 1, after: 0 });
});

test("in a large one a transaction goes when nobody has come for as long as one takes", async () => {
  expect(await gone(after(40), 3, 7, 13)).toEqual({ together: 3, after: 12 });
});

test("it goes at once when as many wait as have ever travelled together", async () => {
  expect(await gone(after(40), 1, 2, 3, 4, 5, 6, 7, 8)).toEqual({ together: 8, after: 7 });
});

test("nobody gathers company for longer than a second", async () => {
  expect(await gone(after(40, 600), 500, 900, 1100)).toEqual({ together: 3, after: 1000 });
});
