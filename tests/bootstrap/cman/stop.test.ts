import { parseCmanConf } from "../../../sdk/cman/cluster-conf";
import type { CmanNodeState } from "../../../sdk/cman/node-state";
import type { CmanPlan } from "../../../sdk/cman/plan";
import { parseStatus } from "../../../sdk/cman/status";
import { type CmanOperation, writeCmanPlan } from "../../../sdk/bootstrap/cman/apply";
import { stopNodes } from "../../../sdk/bootstrap/cman/services";
import { destroyCorosyncNode } from "../../../sdk/bootstrap/corosync/destroy";
import * as log from "../../../sdk/log";
import { fixture } from "../../helpers";
import { RootedNode } from "../../hosts/rooted-node";
import { recorded } from "../../cman/recordings";

const CONF = "/etc/cluster/cluster.conf";
const text = fixture("cluster-conf/guide-udpu.conf");
/** What EL6 prints while dlm_controld keeps CMAN running; Pacemaker's script exits with 0 (measured). */
const HALF_STOPPED = `printf 'Signaling Pacemaker Cluster Manager to terminate[  OK  ]\\r\\nStopping cluster: \\n   Leaving fence domain... [  OK  ]\\r\\n   Stopping dlm_controld... \\n[FAILED]\\r\\n'; exit 0`;
const CLAIM = "nothing was written, moved or started on any node";

let nodes: RootedNode[];
beforeEach(() => {
  nodes = ["rsha1", "rsha2"].map((name) => new RootedNode(name));
  for (const node of nodes) {
    node.write(CONF, text);
    node.program("service", 'echo "$*" >>"$DIR/calls"; exit 0');
    node.program("pidof", "exit 1");
  }
});
afterEach(() => {
  jest.restoreAllMocks();
  for (const node of nodes) node.close();
});

const runs: Pick<CmanNodeState, "cman" | "pacemaker" | "status"> = {
  cman: "running",
  pacemaker: "running",
  status: parseStatus(recorded("10-both-rsha1", "cman_tool status").output),
};
const stopped: typeof runs = { cman: "stopped", pacemaker: "stopped", status: undefined };

const inspected = (running = runs): CmanOperation["inspection"]["seen"] =>
  nodes.map((session) => ({
    session,
    facts: { conf: text, sysconfig: undefined, outputOf: () => ({ text: "", exitCode: 0 }) },
    state: {
      node: session.node,
      hostName: session.node,
      file: { text, conf: parseCmanConf(text) },
      ...running,
      fencingPending: false,
      startsAtBoot: true,
      quorumTimeout: "0",
      networkManager: false,
      foreignCorosync: false,
    },
  }));
const failure = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "it worked",
    (e: unknown) => (e as Error).message,
  );
const halfStop = (node: RootedNode): void => {
  node.program("service", HALF_STOPPED);
  node.program("pidof", '[ "$1" = corosync ]');
};
const remedy = `${CLAIM}; end what keeps it there (such as clvmd or a mounted GFS2), run \`service pacemaker stop\` until \`pidof corosync\` prints nothing, and run again`;
const STILL = `rsha2: corosync still runs after \`service pacemaker stop\` (Stopping dlm_controld... [FAILED]); ${remedy}`;

/** A change that needs a restart of the whole cluster. */
function restarting(): CmanOperation {
  const plan: CmanPlan = {
    ...{ text: "<new/>\n", version: 10, write: ["rsha1", "rsha2"], start: [], boot: [] },
    ...{ activate: true, restart: true, quorumTimeout: [], leave: [], forget: [], notes: [] },
  };
  return {
    ...{ plan, inspection: { seen: inspected(), unreachable: [] }, before: undefined },
    args: { clusterName: "pacemaker1" },
  } as unknown as CmanOperation;
}

describe("A stop that exits with 0", () => {
  test("is refused while a daemon of the cluster runs on a node, with the step that failed", async () => {
    await stopNodes(inspected());
    halfStop(nodes[1] as RootedNode);
    expect(await failure(stopNodes(inspected()))).toBe(STILL);
  }, 30_000);

  test("lets a restart of the whole cluster write nothing", async () => {
    halfStop(nodes[1] as RootedNode);
    jest.spyOn(log, "progress").mockReturnValue();
    expect(await failure(writeCmanPlan(restarting()))).toBe(STILL);
    expect(nodes.map((node) => node.read(CONF))).toEqual([text, text]);
  }, 30_000);

  test("is shown as progress, like the other steps, and not again at the end", async () => {
    const [progress, info] = [jest.spyOn(log, "progress"), jest.spyOn(log, "info")].map((spy) =>
      spy.mockReturnValue(),
    );
    await failure(writeCmanPlan(restarting()));
    expect([progress?.mock.calls, info?.mock.calls]).toEqual([
      [
        ["pacemaker1: stopping rsha1, rsha2"],
        ["pacemaker1: writing version 10 of cluster.conf to rsha1, rsha2"],
      ],
      [],
    ]);
  }, 30_000);

  test("looks at a stopped node too, and waits for a daemon that is about to exit", async () => {
    nodes[0]?.program("pidof", '[ -e "$DIR/looked" ] && exit 1; : >"$DIR/looked"');
    nodes[1]?.program("pidof", '[ "$1" = pacemakerd ]');
    expect(await failure(stopNodes(inspected(stopped)))).toBe(
      `rsha2: pacemakerd still runs after \`service pacemaker stop\`; ${remedy}`,
    );
  }, 30_000);

  test("is not believed where pidof is missing", async () => {
    nodes[0]?.program("pidof", "exit 127");
    expect(await failure(stopNodes(inspected()))).toBe(
      "rsha1: pidof corosync pacemakerd exited with 127: (no output)",
    );
  });

  test("is looked at in a corosync cluster too", async () => {
    const [node] = nodes as [RootedNode];
    node.program("pcs", "exit 0");
    await destroyCorosyncNode(node);
    node.program("pidof", "exit 0");
    expect(await failure(destroyCorosyncNode(node))).toBe(
      "rsha1: corosync and pacemakerd still run after `pcs cluster destroy`; run `systemctl stop pacemaker corosync` there until `pidof corosync pacemakerd` prints nothing, and run again",
    );
  }, 30_000);
});
