import timers from "node:timers/promises";
import { element } from "../../sdk/cib/xml/element";
import type { Goal } from "../../sdk/await/goal";
import { Watcher } from "../../sdk/await/watcher";
import type { OnAnyNode } from "../../sdk/transaction/group-commit";
import { ForeignWriters } from "../../sdk/transaction/foreign-writers";
import { NoUsableNode, NodeUnusable, SchedulerFailed } from "../../sdk/errors";
import { SEPARATOR } from "../../sdk/host/commands/pacemaker-scripts";
import type { Session } from "../../sdk/host/ssh/session";
import { fixture } from "../helpers";
import { LOG } from "./recorded";

/** A node that answers with a recorded state of the lab's cluster. */
function nodeInState(node: string, state: string, quorum: "0" | "1"): Session {
  const cib = fixture(`snapshots/${state}.cib.xml`).replace(
    'have-quorum="1"',
    `have-quorum="${quorum}"`,
  );
  const stdout = [cib, SEPARATOR, fixture(`snapshots/${state}.simulation.xml`)].join("\n");
  return {
    node,
    run: () => Promise.resolve({ stdout, stderr: "", exitCode: 0 }),
    close: () => undefined,
  };
}

/** A node with Pacemaker 1.1.10 and CMAN on which a start has failed. */
const oldNode: Session = {
  node: "rsha1",
  run: ([program]) => {
    const part = (name: string): string => fixture(`pacemaker-1.1/1.1.10/start-failed.${name}`);
    const parts = [part("cib.xml"), part("simulation.txt"), part("monitor.xml")];
    const stdout =
      program === "pacemakerd" ? " Supporting v3.0.7:  cman" : parts.join(`\n${SEPARATOR}\n`);
    return Promise.resolve({ stdout, stderr: "", exitCode: 0 });
  },
  close: () => undefined,
};

const onFirstUsable =
  (...sessions: readonly Session[]): OnAnyNode =>
  async (work) => {
    const failures: NodeUnusable[] = [];
    for (const session of sessions)
      try {
        return await work(session);
      } catch (e) {
        if (!(e instanceof NodeUnusable)) throw e;
        failures.push(e);
      }
    throw new NoUsableNode(failures);
  };

const waitForSlow = (
  onAnyNode: OnAnyNode,
  milliseconds = 0,
  writers = new ForeignWriters(),
): Promise<unknown> =>
  new Watcher(onAnyNode, writers).waitFor("slow", { resources: ["slow"] }, milliseconds);

/** Fails with these errors, one after the other, then reads a cluster in which everything runs. */
function failFirst(...errors: readonly Error[]): OnAnyNode {
  const [left, succeed] = [[...errors], onFirstUsable(nodeInState("rsha1", "started", "1"))];
  return (work) => {
    const error = left.shift();
    return error ? Promise.reject(error) : succeed(work);
  };
}

describe("Watcher", () => {
  test("looks again soon after a waiter has come, then less often", async () => {
    const pauses: (number | undefined)[] = [];
    jest.spyOn(timers, "setTimeout").mockImplementation((ms) => {
      pauses.push(ms);
      return Promise.resolve();
    });
    jest.spyOn(console, "log").mockReturnValue();
    const away = Array.from({ length: 5 }, () => new NodeUnusable("rsha1", "away"));
    await waitForSlow(failFirst(...away), 60_000);
    jest.restoreAllMocks();
    expect(pauses).toEqual([100, 200, 400, 500, 500]);
  });

  test("looks again soon after a waiter has come during a pause", async () => {
    const pauses: (number | undefined)[] = [];
    const away = Array.from({ length: 8 }, () => new NodeUnusable("rsha1", "away"));
    const watcher = new Watcher(failFirst(...away), new ForeignWriters());
    const wait = (): Promise<unknown> => watcher.waitFor("slow", { resources: ["slow"] }, 60_000);
    const later: Promise<unknown>[] = [];
    jest.spyOn(timers, "setTimeout").mockImplementation((ms) => {
      if (pauses.push(ms) === 5) later.push(wait());
      return Promise.resolve();
    });
    jest.spyOn(console, "log").mockReturnValue();
    await Promise.all([wait(), ...later]);
    await Promise.all(later);
    jest.restoreAllMocks();
    expect(pauses).toEqual([100, 200, 400, 500, 500, 100, 200, 400]);
  });

  test.each([
    ["lets many resources start before it looks", 6, 300],
    ["waits half a second at most", 20, 500],
  ])("%s (%i)", async (_behaviour, many, first) => {
    const pauses: (number | undefined)[] = [];
    jest.spyOn(timers, "setTimeout").mockImplementation((ms) => {
      pauses.push(ms);
      return Promise.resolve();
    });
    const watcher = new Watcher(failFirst(), new ForeignWriters());
    const waitFor = (goal: Goal): Promise<unknown> => watcher.waitFor("slow", goal, 60_000);
    const resources = ["slow"];
    const settled = waitFor({ resources, onlySettled: true });
    await Promise.all([settled, ...Array.from({ length: many }, () => waitFor({ resources }))]);
    jest.restoreAllMocks();
    expect(pauses).toEqual([first]);
  });

  test("judges the snapshot of a node with quorum, whichever node answers first", async () => {
    const [stopped, started] = [
      nodeInState("rsha2", "starting", "0"),
      nodeInState("rsha1", "started", "1"),
    ];
    await expect(waitForSlow(onFirstUsable(stopped, started))).resolves.toMatchObject({
      cib: { attributes: { "have-quorum": "1" } },
    });
  });

  test("fails at the deadline when no node has quorum, and names the reason", async () => {
    const nodes = [nodeInState("rsha1", "started", "0"), nodeInState("rsha2", "started", "0")];
    const why =
      "its partition has no quorum: it does not speak for the cluster, and a change made there would be lost when the partition heals; bring the other nodes back";
    await expect(waitForSlow(onFirstUsable(...nodes))).rejects.toThrow(
      `slow: no node of the cluster can be used:\n  - rsha1: ${why}\n  - rsha2: ${why}`,
    );
  });

  test.each([
    ["slow", "slow stays stopped: slow is disabled (target-role=Stopped)"],
    ["location-slow", "location-slow: slow stays stopped: slow is disabled (target-role=Stopped)"],
  ])("names %s once in a warning", async (label, line) => {
    const log = jest.spyOn(console, "log").mockReturnValue();
    const watcher = new Watcher(
      onFirstUsable(nodeInState("rsha1", "disabled", "1")),
      new ForeignWriters(),
    );
    await watcher.waitFor(label, { resources: ["slow"] }, 1000);
    expect(log.mock.calls.flat()).toEqual([line]);
    log.mockRestore();
  });

  test("names the node's own log in a hint", async () => {
    const started = new Watcher(onFirstUsable(oldNode), new ForeignWriters()).waitFor(
      "grp",
      { resources: ["grp"] },
      0,
    );
    await expect(started).rejects.toMatchObject({
      reasons: [
        `m2: start on rsha1 and rsha2 failed: error (1); run on rsha1 or rsha2: crm_resource --force-check -r m2, and look at ${LOG}`,
      ],
    });
  });

  test("fails immediately when the scheduler works on no node", async () => {
    const failures = ["rsha1", "rsha2"].map((node) => new SchedulerFailed(node, "disk full"));
    await expect(waitForSlow(failFirst(new NoUsableNode(failures)), 60_000)).rejects.toThrow(
      "slow: no node of the cluster can be used:\n  - rsha1: disk full\n  - rsha2: disk full",
    );
  });

  test("logs once why it cannot take a snapshot, whatever numbers the error contains", async () => {
    const log = jest.spyOn(console, "log").mockReturnValue(undefined);
    const failure = (pid: number): Error =>
      new NoUsableNode([
        new SchedulerFailed("rsha1", `shadow.${pid} is full`),
        new NodeUnusable("rsha2", "down"),
      ]);
    await waitForSlow(failFirst(failure(77), failure(1234)), 60_000);
    const printed = log.mock.calls.map(([line]) => line as string);
    log.mockRestore();
    expect(printed).toEqual([
      "slow: cannot read the state of the cluster, trying again: no node of the cluster can be used: - rsha1: shadow.77 is full - rsha2: down",
    ]);
  });

  test.each<[string, number[], string]>([
    ["no foreign writer", [], "raise waitTimeout if it needs longer"],
    [
      "a foreign writer",
      [1],
      "another writer has just changed the configuration (update-client cibadmin, update-user root, update-origin rsha1, epoch 7), " +
        "and Pacemaker discards its plan after each change: stop that writer, or raise waitTimeout",
    ],
  ])("suggests a remedy at the deadline, with %s", async (_writer, before, remedy) => {
    const log = jest.spyOn(console, "log").mockReturnValue(undefined);
    const writers = new ForeignWriters();
    for (const epoch of before)
      writers.noteVersion(element("cib", { admin_epoch: "0", epoch: String(epoch) }));
    const slow = waitForSlow(onFirstUsable(nodeInState("rsha1", "starting", "1")), 0, writers);
    await expect(slow).rejects.toMatchObject({
      name: "NotConverged",
      reasons: [`slow: not there in time: waiting for start on rsha1; ${remedy}`],
    });
    log.mockRestore();
  });
});
