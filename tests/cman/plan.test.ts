import { parseCmanConf } from "../../sdk/cman/cluster-conf";
import { editClusterConf } from "../../sdk/cman/edit";
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
  fencing: false,
  boots: false,
  quorumTimeout: undefined,
  networkManager: false,
  foreignCorosync: false,
});

const status = (configVersion: number, more: Partial<CmanStatus> = {}): CmanStatus => ({
  clusterName: "pacemaker1",
  configVersion,
  nodes: 2,
  expectedVotes: 1,
  totalVotes: 2,
  quorum: 1,
  blocked: false,
  flags: ["2node"],
  nodeName: "rsha1",
  nodeId: 1,
  multicast: ["239.192.165.23"],
  ...more,
});

/** A node that is as declared but for its file, and runs with that file. */
function member(node: string, text = guide, running?: Partial<CmanStatus>): CmanNodeState {
  const conf = parseCmanConf(text);
  return {
    ...bare(node),
    file: { text, conf },
    cman: "running",
    pacemaker: "running",
    status: status(conf.version ?? 0, running),
    boots: true,
    quorumTimeout: "0",
  };
}

const stopped = (node: string, text: string): CmanNodeState => ({
  ...member(node, text),
  cman: "stopped",
  pacemaker: "stopped",
  status: undefined,
});

const whole = [member("rsha1"), member("rsha2")];
const request = (
  states: readonly CmanNodeState[],
  more: Partial<CmanPlanRequest> = {},
): CmanPlanRequest => ({
  spec,
  states,
  unreachable: [],
  ...more,
});
const NOTHING: CmanPlan = {
  text: guide,
  version: 1,
  write: [],
  activate: false,
  restart: false,
  start: [],
  boot: [],
  quorumTimeout: [],
  leave: [],
  notes: [],
};

const refusal = (asked: CmanPlanRequest): string[] => {
  try {
    return [`no refusal but ${JSON.stringify(makeCmanPlan(asked))}`];
  } catch (e) {
    return (e as Error).message.split("\n");
  }
};

test("bare nodes get the file, the time for quorum, and are started and switched on", () => {
  const both = ["rsha1", "rsha2"];
  expect(makeCmanPlan(request([bare("rsha1"), bare("rsha2")]))).toEqual({
    ...NOTHING,
    write: both,
    start: both,
    boot: both,
    quorumTimeout: both,
  });
});

test("a cluster that is as declared needs nothing, whoever made it", () => {
  const plan = makeCmanPlan(request(whole));
  expect([plan, isEmptyCmanPlan(plan)]).toEqual([NOTHING, true]);
});

test("what CMAN takes over while it runs is written everywhere in a higher version, and activated once", () => {
  const wanted: WantedCman = { ...spec, totem: { token: 20_000 } };
  const plan = makeCmanPlan(request(whole, { spec: wanted, before: spec }));
  expect({ ...plan, text: parseCmanConf(plan.text).totem }).toEqual({
    ...NOTHING,
    text: { token: "20000" },
    version: 2,
    write: ["rsha1", "rsha2"],
    activate: true,
  });
});

test.each<[string, CmanNodeState[], Partial<CmanPlan>]>([
  [
    "a run that was killed between the copies",
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
    "a run that was killed before the activation",
    ["rsha1", "rsha2"].map((n) => member(n, at(2), { configVersion: 1 })),
    { text: at(2), version: 2, activate: true },
  ],
  [
    "an activation that reached one node only",
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
    "a node that has lost its file and is down",
    [member("rsha1"), bare("rsha2")],
    { write: ["rsha2"], start: ["rsha2"], boot: ["rsha2"], quorumTimeout: ["rsha2"] },
  ],
  [
    "files that differ on nodes that are down: the highest version counts",
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
])("%s is completed", (_what, states, plan) => {
  expect(makeCmanPlan(request(states, { before: spec }))).toEqual({ ...NOTHING, ...plan });
});

test("a node that is taken out leaves, and the file is without it", () => {
  const three: WantedCman = { ...spec, nodes: [...spec.nodes, { name: "rsha3" }] };
  const states = ["rsha1", "rsha2"].map((n) => member(n, at(1, three)));
  const plan = makeCmanPlan(request(states, { before: three }));
  expect({ ...plan, text: parseCmanConf(plan.text).members.map((m) => m.name) }).toEqual({
    ...NOTHING,
    text: ["rsha1", "rsha2"],
    version: 2,
    write: ["rsha1", "rsha2"],
    activate: true,
    leave: ["rsha3"],
  });
});

const RESTART =
  'CMAN changes that only when it has been stopped on every node: set restartPolicy: "all" to have all services stopped and started again now, or declare what it has';

test("what needs a restart of the whole cluster is refused", () => {
  const wanted: WantedCman = { ...spec, transport: "udpu" };
  expect(refusal(request(whole, { spec: wanted, before: spec }))).toEqual([
    `transport: the cluster has udp, not udpu; ${RESTART}`,
  ]);
});

test("and done where the program says so, also when an earlier run has come no further than the file", () => {
  const wanted: WantedCman = { ...spec, transport: "udpu", restartPolicy: "all" };
  const first = makeCmanPlan(request(whole, { spec: wanted, before: spec }));
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

test("what was changed by hand in the files, and CMAN never took over, is changed back without a restart", () => {
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
    "names that are not those of the hosts, NetworkManager, and corosync that somebody has started",
    request([
      { ...bare("rsha1"), hostName: "node1.example" },
      { ...bare("rsha2"), networkManager: true, foreignCorosync: true },
    ]),
    [
      'nodes: rsha1 calls itself node1.example (uname -n), and CMAN looks for that name in cluster.conf; declare it as name: "node1.example", or rename the host',
      "rsha2: NetworkManager runs, and CMAN does not start beside it; run `service NetworkManager stop; chkconfig NetworkManager off` there",
      "rsha2: corosync runs without CMAN, which starts its own; run `service corosync stop; chkconfig corosync off` there",
    ],
  ],
  [
    "a node that cannot be reached when the cluster is made",
    request([bare("rsha1")], { unreachable: ["rsha2: no route"] }),
    ["rsha2: no route; bring it up, or leave it out of nodes for now"],
  ],
  [
    "another cluster",
    request(whole, { spec: { ...spec, clusterName: "other" } }),
    [
      'clusterName: rsha1 is already in the cluster "pacemaker1" of rsha1, rsha2, not in "other"; take that one over with clusterName: "pacemaker1", or stop it and move /etc/cluster/cluster.conf away on its nodes',
    ],
  ],
  [
    "a running cluster that differs",
    request(whole, { spec: { ...spec, totem: { token: 5000 } } }),
    [
      "totem: the cluster has token=(not set), not token=5000; declare what it has, or set adopt: true to take it over and change that",
    ],
  ],
  [
    "nodes that are all others",
    request([bare("rsha3")], { spec: { ...spec, nodes: [{ name: "rsha3" }] }, before: spec }),
    [
      "nodes: none of rsha1, rsha2 is left, so this would be another cluster; keep one of them while nodes are exchanged, or declare another CmanCluster",
    ],
  ],
])("%s are refused before anything is changed", (_what, asked, reasons) => {
  expect(refusal(asked)).toEqual(reasons);
});

test("a cluster that runs is taken over although a node cannot be reached", () => {
  const plan = makeCmanPlan(request([member("rsha1")], { unreachable: ["rsha2: no route"] }));
  expect(plan).toEqual(NOTHING);
});
