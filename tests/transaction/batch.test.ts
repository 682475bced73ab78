import { NodeUnusable } from "../../sdk/errors";
import { PATCH, PATCH_WITH_UPDATES } from "../../sdk/host/commands/pacemaker-scripts";
import type { Session } from "../../sdk/host/ssh/session";
import { BatchWindow, type Job, applyEdits, sendPatch } from "../../sdk/transaction/batch";
import { cib } from "../helpers";

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

/** A window after that many committed edits, in batches of at most eight that took `duration` milliseconds each. */
function windowAfter(edits: number, duration = 5): BatchWindow {
  const batchWindow = new BatchWindow();
  for (let left = edits; left > 0; left -= 8)
    batchWindow.noteCommit(Math.min(left, 8), 0, duration);
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

  test("delays a commit from the thirtieth edit on", async () => {
    expect(await measureBatch(windowAfter(30), 1, 2)).toEqual({ size: 3, after: 7 });
  });

  test("ends in a large program when no edit has arrived for the duration of one transaction", async () => {
    expect(await measureBatch(windowAfter(40), 3, 7, 13)).toEqual({ size: 3, after: 12 });
  });

  test("waits for as many edits as were under way at once", async () => {
    const batchWindow = windowAfter(40);
    batchWindow.noteCommit(8, 2, 5);
    expect(await measureBatch(batchWindow, 1, 2, 3, 4, 5, 6, 7, 8, 9)).toEqual({
      size: 10,
      after: 9,
    });
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

  test("ends after one second although edits keep arriving", async () => {
    expect(await measureBatch(windowAfter(40, 600), 500, 900, 1000, 1000)).toEqual({
      size: 4,
      after: 1000,
    });
  });
});

describe("applyEdits", () => {
  const job = (edit: Job["edit"]): Job => ({
    label: "p0",
    edit,
    ready: Promise.resolve(),
    ofConfiguration: true,
    resolve: () => undefined,
    reject: () => undefined,
  });

  test("throws what makes the node unusable, so that another node plans the edits", () => {
    const unusable = new NodeUnusable("rsha1", "it has no such agent");
    const failing = job(() => {
      throw unusable;
    });
    expect(() => applyEdits(cib(), [failing], [])).toThrow(unusable);
    const unprepared = [{ status: "rejected", reason: unusable }] as const;
    expect(() => applyEdits(cib(), [job((c) => ({ cib: c, value: 1 }))], unprepared)).toThrow(
      unusable,
    );
  });
});

describe("sendPatch", () => {
  /** Returns the script that applies the patch, its arguments after the end marker, and the source version. */
  async function sendTo(features: string): Promise<readonly unknown[]> {
    const sent: unknown[] = [];
    const session: Session = {
      node: "rsha1",
      run: (argv, { stdin = "" } = {}) => {
        if (argv[0] === "sh") sent.push(argv[2], argv.slice(5), /<source[^>]*>/.exec(stdin)?.[0]);
        const stdout = argv[0] === "sh" ? `committed\n<cib epoch="8"/>` : features;
        return Promise.resolve({ exitCode: 0, stdout, stderr: "" });
      },
      close: () => undefined,
    };
    const header = await sendPatch(session, { from: cib(), to: cib(), changes: [] });
    return [...sent, header.attributes];
  }

  test("names num_updates only for a Pacemaker that asks for it", async () => {
    expect(await sendTo(" Supporting v3.16.2:  systemd")).toEqual([
      PATCH.source,
      [],
      '<source admin_epoch="0" epoch="7"/>',
      { epoch: "8" },
    ]);
    expect(await sendTo(" Supporting v3.20.5:  systemd")).toEqual([
      PATCH_WITH_UPDATES.source,
      ["@num_updates@", "0", "7"],
      '<source admin_epoch="0" epoch="7" num_updates="@num_updates@"/>',
      { epoch: "8" },
    ]);
  });
});
