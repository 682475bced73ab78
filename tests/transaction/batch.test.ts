import { BatchWindow } from "../../sdk/transaction/batch";

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

/** A window after that many committed edits, in batches of at most eight that took `duration` milliseconds each. */
function windowAfter(edits: number, duration = 5): BatchWindow {
  const batchWindow = new BatchWindow();
  for (let left = edits; left > 0; left -= 8) batchWindow.noteCommit(Math.min(left, 8), duration);
  return batchWindow;
}

interface Batch {
  readonly size: number;
  /** Milliseconds. */
  readonly after: number;
}

/** Measures the batch when one edit waits and the others arrive at these times, in milliseconds. */
async function measureBatch(
  batchWindow: BatchWindow,
  ...arrivals: readonly number[]
): Promise<Batch> {
  let waiting = 1;
  for (const at of arrivals)
    setTimeout(() => {
      waiting++;
      batchWindow.noteArrival();
    }, at);
  const began = performance.now();
  const batch = batchWindow
    .waitForBatch(() => waiting)
    .then(() => ({ size: waiting, after: performance.now() - began }));
  await jest.advanceTimersByTimeAsync(10_000);
  return batch;
}

describe("BatchWindow", () => {
  test("does not delay a commit in a small program", async () => {
    expect(await measureBatch(windowAfter(29), 1, 2)).toEqual({ size: 1, after: 0 });
  });

  test("ends in a large program when no edit has arrived for the duration of one transaction", async () => {
    expect(await measureBatch(windowAfter(40), 3, 7, 13)).toEqual({ size: 3, after: 12 });
  });

  test("ends as soon as the batch is as large as the largest one so far", async () => {
    expect(await measureBatch(windowAfter(40), 1, 2, 3, 4, 5, 6, 7, 8)).toEqual({
      size: 8,
      after: 7,
    });
  });

  test("ends after one second at the latest", async () => {
    expect(await measureBatch(windowAfter(40, 600), 500, 900, 1100)).toEqual({
      size: 3,
      after: 1000,
    });
  });
});
