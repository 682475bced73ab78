import { element } from "../../sdk/cib/xml/element";
import { Watcher } from "../../sdk/await/watcher";
import type { OnAnyNode } from "../../sdk/transaction/group-commit";
import { ForeignWriters } from "../../sdk/transaction/foreign-writers";
import { NoUsableNode, NodeUnusable, SchedulerFailed } from "../../sdk/errors";
import { SEPARATOR } from "../../sdk/host/commands/pacemaker-scripts";
import type { Session } from "../../sdk/host/ssh/session";
import { fixture } from "../helpers";
import { LOG } from "./recorded";

/** A node that shows a moment of the lab's cluster. */
function showing(node: string, state: string, quorum: "0" | "1"): Session {
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
const old: Session = {
  node: "rsha1",
  run: ([program]) => {
    const part = (name: string): string => fixture(`pacemaker-1.1/1.1.10/start-failed.${name}`);
    const moment = [part("cib.xml"), part("simulation.txt"), part("monitor.xml")];
    const stdout =
      program === "pacemakerd" ? " Supporting v3.0.7:  cman" : moment.join(`\n${SEPARATOR}\n`);
    return Promise.resolve({ stdout, stderr: "", exitCode: 0 });
  },
  close: () => undefined,
};

const first =
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

const waiting = (
  onAnyNode: OnAnyNode,
  milliseconds = 0,
  writers = new ForeignWriters(),
): Promise<unknown> =>
  new Watcher(onAnyNode, writers).waitFor("slow", { resources: ["slow"] }, milliseconds);

/** Fails with these, one after the other, then shows a cluster in which everything runs. */
function failing(...errors: readonly Error[]): OnAnyNode {
  const [left, well] = [[...errors], first(showing("rsha1", "started", "1"))];
  return (work) => {
    const error = left.shift();
    return error ? Promise.reject(error) : well(work);
  };
}

test("what is waited for is looked at where there is quorum, whichever node is asked first", async () => {
  const [stopped, started] = [showing("rsha2", "starting", "0"), showing("rsha1", "started", "1")];
  await expect(waiting(first(stopped, started))).resolves.toMatchObject({
    cib: { attributes: { "have-quorum": "1" } },
  });
});

test("without quorum anywhere a wait ends at its deadline, and says why", async () => {
  const nodes = [showing("rsha1", "started", "0"), showing("rsha2", "started", "0")];
  const why =
    "its partition has no quorum: it does not speak for the cluster, and a change made there would be lost when the partition heals; bring the other nodes back";
  await expect(waiting(first(...nodes))).rejects.toThrow(
    `slow: no node of the cluster can be used:\n  - rsha1: ${why}\n  - rsha2: ${why}`,
  );
});

test("a hint names the log that the node has", async () => {
  const started = new Watcher(first(old), new ForeignWriters()).waitFor(
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

test("a scheduler that works on no node ends a wait at once", async () => {
  const failures = ["rsha1", "rsha2"].map((node) => new SchedulerFailed(node, "disk full"));
  await expect(waiting(failing(new NoUsableNode(failures)), 60_000)).rejects.toThrow(
    "slow: no node of the cluster can be used:\n  - rsha1: disk full\n  - rsha2: disk full",
  );
});

test("what keeps it from looking is said once, whatever numbers are in it", async () => {
  const log = jest.spyOn(console, "log").mockReturnValue(undefined);
  const moment = (pid: number): Error =>
    new NoUsableNode([
      new SchedulerFailed("rsha1", `shadow.${pid} is full`),
      new NodeUnusable("rsha2", "down"),
    ]);
  await waiting(failing(moment(77), moment(1234)), 60_000);
  const said = log.mock.calls.map(([line]) => line as string);
  log.mockRestore();
  expect(said).toEqual([
    "slow: cannot look at the cluster, trying again: no node of the cluster can be used: - rsha1: shadow.77 is full - rsha2: down",
  ]);
});

test.each<[string, number[], string]>([
  ["nobody else", [], "raise waitTimeout if it needs longer"],
  [
    "somebody else",
    [1],
    "another writer has just changed the configuration (update-client cibadmin, update-user root, update-origin rsha1, epoch 7), " +
      "and at each change Pacemaker plans anew: stop what keeps writing, or raise waitTimeout",
  ],
])("what takes too long while %s writes is told with what helps", async (_who, before, remedy) => {
  const log = jest.spyOn(console, "log").mockReturnValue(undefined);
  const writers = new ForeignWriters();
  for (const epoch of before)
    writers.noteVersion(element("cib", { admin_epoch: "0", epoch: String(epoch) }));
  const slow = waiting(first(showing("rsha1", "starting", "1")), 0, writers);
  await expect(slow).rejects.toMatchObject({
    name: "NotConverged",
    reasons: [`slow: not there in time: waiting for start on rsha1; ${remedy}`],
  });
  log.mockRestore();
});
