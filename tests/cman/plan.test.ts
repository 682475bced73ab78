import { parseCmanConf } from "../../sdk/cman/cluster-conf";
import { editClusterConf } from "../../sdk/cman/edit/edit";
import type { CmanNodeState } from "../../sdk/cman/node-state";
import { type CmanPlan, isEmptyCmanPlan, makeCmanPlan } from "../../sdk/cman/plan";
import type { CmanPlanRequest, WantedCman } from "../../sdk/cman/plan-request";
import type { CmanStatus } from "../../sdk/cman/status";

const spec: WantedCman = {
  clusterName: "pacemaker1",
  nodes: [{ name: "rsha1" }, { name: "rsha2" }],
};
const guide = editClusterConf(undefined, spec);
const at = (version: number, wanted = spec): string =>
  editClusterConf(undefined, wanted).replace(/config_version="\d+"/, `config_version="${version}"`);

const bare = (node: string): CmanNodeState => ({
  node,
  hostName: node,
  file: undefined,
  cman: "stopped",
  pacemaker: "stopped",
  status: undefined,
  fencingPending: false,
  startsAtBoot: false,
  quorumTimeout: undefined,
  networkManager: false,
  foreignCorosync: false,
});

const status = (configVersion: number, more: Partial<CmanStatus> = {}): CmanStatus => ({
  clusterName: "pacemaker1",
  configVersion,
  flags: ["2node"],
  multicast: ["239.192.165.23"],
  ...more,
});

/** A running member that has no drift apart from its file. */
function member(node: string, text = guide, running?: Partial<CmanStatus>): CmanNodeState {
  const conf = parseCmanConf(text);
  return {
    ...bare(node),
    file: { text, conf },
    cman: "running",
    pacemaker: "running",
    status: status(conf.version ?? 0, running),
    startsAtBoot: true,
    quorumTimeout: "0",
  };
}

const stopped = (node: string, text: string): CmanNodeState => ({
  ...member(node, text),
  cman: "stopped",
  pacemaker: "stopped",
  status: undefined,
});

const cluster = [member("rsha1"), member("rsha2")];
const request = (
  states: readonly CmanNodeState[],
  more: Partial<CmanPlanRequest> = {},
): CmanPlanRequest => ({
  spec,
  states,
  unreachable: [],
  ...more,
});
const EMPTY: CmanPlan = {
  text: guide,
  version: 1,
  write: [],
  activate: false,
  restart: false,
  start: [],
  boot: [],
  quorumTimeout: [],
  leave: [],
  forget: [],
  notes: [],
};

const refusal = (planRequest: CmanPlanRequest): string[] => {
  try {
    return [`no refusal but ${JSON.stringify(makeCmanPlan(planRequest))}`];
  } catch (e) {
    return (e as Error).message.split("\n");
  }
};

describe("makeCmanPlan", () => {
  test("writes the file and the quorum timeout on bare nodes, starts them and enables their services", () => {
    const both = ["rsha1", "rsha2"];
    expect(makeCmanPlan(request([bare("rsha1"), bare("rsha2")]))).toEqual({
      ...EMPTY,
      write: both,
      start: both,
      boot: both,
      quorumTimeout: both,
    });
  });

  test("is empty for a cluster without drift on the first run", () => {
    const plan = makeCmanPlan(request(cluster));
    expect([plan, isEmptyCmanPlan(plan)]).toEqual([EMPTY, true]);
  });

  test("writes a live change to every node in a higher version, and activates it once", () => {
    const wanted: WantedCman = { ...spec, totem: { token: 20_000 } };
    const plan = makeCmanPlan(request(cluster, { spec: wanted, before: spec }));
    expect({ ...plan, text: parseCmanConf(plan.text).totem }).toEqual({
      ...EMPTY,
      text: { token: "20000" },
      version: 2,
      write: ["rsha1", "rsha2"],
      activate: true,
    });
  });

  test.each<[string, CmanNodeState[], Partial<CmanPlan>]>([
    [
      "after a run that was killed between two copies",
      [member("rsha1", at(2), { configVersion: 1 }), member("rsha2", at(1))],
      {
        text: at(3),
        version: 3,
        write: ["rsha1", "rsha2"],
        activate: true,
        notes: [
          "cluster.conf on rsha1 (version 2) differs from that on rsha2 (version 1), which counts: CMAN runs with it",
        ],
      },
    ],
    [
      "after a run that was killed before the activation",
      ["rsha1", "rsha2"].map((n) => member(n, at(2), { configVersion: 1 })),
      { text: at(2), version: 2, activate: true },
    ],
    [
      "after an activation that reached only one node",
      [member("rsha1", at(2)), member("rsha2", at(1), { flags: ["2node", "Error"] })],
      {
        text: at(2),
        version: 2,
        write: ["rsha2"],
        activate: true,
        notes: [
          "cluster.conf on rsha2 (version 1) differs from that on rsha1 (version 2), which counts: CMAN runs with it",
        ],
      },
    ],
    [
      "for a node that stays suspended with the version of its file: a higher one for all",
      [member("rsha1", at(2)), member("rsha2", at(2), { flags: ["2node", "Error"] })],
      { text: at(3), version: 3, write: ["rsha1", "rsha2"], activate: true },
    ],
    [
      "for a suspended node whose file was copied just now: nothing but the wait",
      [
        member("rsha1", at(2)),
        member("rsha2", at(2), { configVersion: 1, flags: ["2node", "Error"] }),
      ],
      { text: at(2), version: 2, activate: true },
    ],
    [
      "for a stopped node that lost its file",
      [member("rsha1"), bare("rsha2")],
      { write: ["rsha2"], start: ["rsha2"], boot: ["rsha2"], quorumTimeout: ["rsha2"] },
    ],
    [
      "for stopped nodes with different files: the highest version counts",
      [stopped("rsha1", at(4)), stopped("rsha2", at(7))],
      {
        text: at(7),
        version: 7,
        write: ["rsha1"],
        start: ["rsha1", "rsha2"],
        notes: [
          "cluster.conf on rsha1 (version 4) differs from that on rsha2 (version 7), which counts: its version is the highest",
        ],
      },
    ],
  ])("completes the cluster %s", (_case, states, plan) => {
    expect(makeCmanPlan(request(states, { before: spec }))).toEqual({ ...EMPTY, ...plan });
  });

  test("removes a node from the cluster and from the file", () => {
    const three: WantedCman = { ...spec, nodes: [...spec.nodes, { name: "rsha3" }] };
    const states = ["rsha1", "rsha2"].map((n) => member(n, at(1, three)));
    const plan = makeCmanPlan(request(states, { before: three }));
    expect({ ...plan, text: parseCmanConf(plan.text).members.map((m) => m.name) }).toEqual({
      ...EMPTY,
      text: ["rsha1", "rsha2"],
      version: 2,
      write: ["rsha1", "rsha2"],
      activate: true,
      leave: ["rsha3"],
      forget: ["rsha3"],
    });
  });

  const RESTART =
    'CMAN applies this change only after a stop of all nodes: set restartPolicy: "all" to stop and start all services now, or declare the present value';

  test("refuses a change that needs a restart of the whole cluster", () => {
    const wanted: WantedCman = { ...spec, transport: "udpu" };
    expect(refusal(request(cluster, { spec: wanted, before: spec }))).toEqual([
      `transport: the cluster has udp, not udpu; ${RESTART}`,
    ]);
  });

  test('restarts the cluster with restartPolicy "all", even if an earlier run only wrote the file', () => {
    const wanted: WantedCman = { ...spec, transport: "udpu", restartPolicy: "all" };
    const first = makeCmanPlan(request(cluster, { spec: wanted, before: spec }));
    const half = ["rsha1", "rsha2"].map((n) => member(n, first.text));
    const second = makeCmanPlan(request(half, { spec: wanted, before: spec }));
    const done = half.map((s) => ({ ...s, status: status(2, { multicast: ["255.255.255.255"] }) }));
    const third = makeCmanPlan(request(done, { spec: wanted, before: wanted }));
    expect([first, second, third].map(({ restart, write }) => ({ restart, write }))).toEqual([
      { restart: true, write: ["rsha1", "rsha2"] },
      { restart: true, write: [] },
      { restart: false, write: [] },
    ]);
  });

  test("reverts a manual change of the files that CMAN did not activate, without a restart", () => {
    const text = at(4, { ...spec, clusterName: "other", transport: "udpu" });
    const running = status(4);
    const states = ["rsha1", "rsha2"].map((n) => ({ ...member(n, text), status: running }));
    const { version, write, activate, restart } = makeCmanPlan(
      request(states, { spec: { ...spec, transport: "udp" }, before: spec }),
    );
    expect({ version, write, activate, restart }).toEqual({
      version: 5,
      write: ["rsha1", "rsha2"],
      activate: true,
      restart: false,
    });
  });

  test.each<[string, CmanPlanRequest, string[]]>([
    [
      "names other than the host names, NetworkManager, and corosync outside of CMAN",
      request([
        { ...bare("rsha1"), hostName: "node1.example" },
        { ...bare("rsha2"), networkManager: true, foreignCorosync: true },
      ]),
      [
        'nodes: the host name of rsha1 is node1.example (uname -n), and CMAN looks for that name in cluster.conf; declare name: "node1.example", or rename the host',
        "rsha2: NetworkManager runs, and CMAN does not start beside it; run `service NetworkManager stop; chkconfig NetworkManager off` there",
        "rsha2: corosync runs without CMAN, which starts its own; run `service corosync stop; chkconfig corosync off` there",
      ],
    ],
    [
      "an unreachable node when the cluster is created",
      request([bare("rsha1")], { unreachable: ["rsha2: no route"] }),
      ["rsha2: no route; bring the node up, or remove it from nodes for now"],
    ],
    [
      "another cluster",
      request(cluster, { spec: { ...spec, clusterName: "other" } }),
      [
        'clusterName: rsha1 is already in the cluster "pacemaker1" of rsha1, rsha2, not in "other"; adopt that cluster with clusterName: "pacemaker1", or stop that cluster and move /etc/cluster/cluster.conf away on its nodes',
      ],
    ],
    [
      "drift of a running cluster on the first run",
      request(cluster, { spec: { ...spec, totem: { token: 5000 } } }),
      [
        "totem: the cluster has token=(not set), not token=5000; declare the present value, or set adopt: true to change it",
      ],
    ],
    [
      "a replacement of all nodes",
      request([bare("rsha3")], { spec: { ...spec, nodes: [{ name: "rsha3" }] }, before: spec }),
      [
        "nodes: none of rsha1, rsha2 is left, so this would be another cluster; keep one of them while nodes are exchanged, or declare another CmanCluster",
      ],
    ],
  ])("refuses %s", (_case, planRequest, reasons) => {
    expect(refusal(planRequest)).toEqual(reasons);
  });

  test("adopts a running cluster although a node is unreachable", () => {
    const plan = makeCmanPlan(request([member("rsha1")], { unreachable: ["rsha2: no route"] }));
    expect(plan).toEqual(EMPTY);
  });
});
