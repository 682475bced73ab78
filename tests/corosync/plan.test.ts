import { parseCorosyncConf } from "../../sdk/corosync/cluster-conf";
import type { CorosyncNodeState } from "../../sdk/corosync/node-state";
import {
  type CorosyncPlan,
  isEmptyCorosyncPlan,
  makeCorosyncPlan,
  needsOldInputs,
} from "../../sdk/corosync/plan";
import type { CorosyncPlanRequest } from "../../sdk/corosync/plan-request";
import type { CorosyncSpec } from "../../sdk/corosync/spec";
import { twoNodes } from "./confs";

const rsha1 = { name: "rsha1" };
const rsha2 = { name: "rsha2" };
const spec: CorosyncSpec = { clusterName: "pacemaker1", nodes: [rsha1, rsha2] };

const bare = (node: string): CorosyncNodeState => ({
  node,
  conf: undefined,
  stock: false,
  running: false,
  boots: false,
});
const member = (node: string, text = twoNodes): CorosyncNodeState => ({
  node,
  conf: parseCorosyncConf(text),
  stock: false,
  running: true,
  boots: true,
});
const whole = [member("rsha1"), member("rsha2")];
const NOTHING: CorosyncPlan = {
  clear: [],
  setup: false,
  sync: false,
  totem: {},
  start: [],
  boot: [],
  rejoin: [],
  add: [],
  remove: [],
};

const refusal = (request: CorosyncPlanRequest): string => {
  try {
    return `no refusal but ${JSON.stringify(makeCorosyncPlan(request))}`;
  } catch (e) {
    return (e as Error).message;
  }
};

test("bare nodes are set up, started and enabled; stock files go first", () => {
  const states = [bare("rsha1"), { ...bare("rsha2"), stock: true, running: true, boots: true }];
  expect(makeCorosyncPlan({ spec, states })).toEqual({
    ...NOTHING,
    clear: ["rsha2"],
    setup: true,
    start: ["rsha1", "rsha2"],
    boot: ["rsha1", "rsha2"],
  });
});

test("boot: false enables nothing", () => {
  const plan = makeCorosyncPlan({
    spec: { ...spec, boot: false },
    states: [bare("rsha1"), bare("rsha2")],
  });
  expect(plan.boot).toEqual([]);
});

test("an equal cluster asks for nothing, also with options in other words", () => {
  const equal = { ...spec, totem: { token: 4000 }, transport: "knet", nodes: [rsha2, rsha1] };
  const plan = makeCorosyncPlan({ spec: equal, states: whole });
  expect(plan).toEqual(NOTHING);
  expect(isEmptyCorosyncPlan(plan)).toBe(true);
});

test("a cluster that was set up but not started everywhere is completed", () => {
  const states = [member("rsha1"), { ...member("rsha2"), running: false, boots: false }];
  expect(makeCorosyncPlan({ spec, states })).toEqual({
    ...NOTHING,
    start: ["rsha2"],
    boot: ["rsha2"],
  });
});

test("a member that has lost its files joins a running cluster anew", () => {
  const plan = makeCorosyncPlan({ spec, states: [bare("rsha1"), member("rsha2")] });
  expect(plan).toEqual({ ...NOTHING, rejoin: ["rsha1"], add: [rsha1] });
});

test("a member whose file is lost gets the others' while it runs, or while none runs", () => {
  const file = makeCorosyncPlan({
    spec,
    states: [{ ...member("rsha1"), conf: undefined }, member("rsha2")],
  });
  expect(file).toEqual({ ...NOTHING, sync: true });
  const stopped = { ...member("rsha2"), running: false };
  expect(makeCorosyncPlan({ spec, states: [bare("rsha1"), stopped] })).toEqual({
    ...NOTHING,
    sync: true,
    start: ["rsha1", "rsha2"],
    boot: ["rsha1"],
  });
});

test("nodes are added and taken out by an update", () => {
  const rsha3 = { name: "rsha3", addresses: ["10.60.13.59"] };
  const states = [member("rsha1"), bare("rsha3")];
  const plan = makeCorosyncPlan({ spec: { ...spec, nodes: [rsha1, rsha3] }, before: spec, states });
  expect(plan).toEqual({ ...NOTHING, add: [rsha3], remove: ["rsha2"] });
});

test("a member that the program never declared is left alone", () => {
  const one = { ...spec, nodes: [rsha1] };
  expect(makeCorosyncPlan({ spec: one, before: one, states: [member("rsha1")] })).toEqual(NOTHING);
});

test("options of totem are set, and removed when they are no longer declared", () => {
  const before = { ...spec, totem: { token: 4000 } };
  const request = { spec: { ...spec, totem: { block_unlisted_ips: true } }, before, states: whole };
  const plan = makeCorosyncPlan(request);
  expect(plan.totem).toEqual({ token: "", block_unlisted_ips: "yes" });
  expect(needsOldInputs(plan)).toBe(true);
});

test("a first meeting with a cluster that differs is refused with every reason", () => {
  const states = [member("rsha1"), bare("rsha3")];
  const request = {
    spec: { ...spec, nodes: [rsha1, { name: "rsha3" }], totem: { token: 5000 } },
    states,
  };
  expect(refusal(request)).toBe(
    "nodes: the cluster pacemaker1 exists and has rsha2 as well; declare it too (a later change may then take nodes out), or run `pcs cluster node remove rsha2`\n" +
      "nodes: the cluster pacemaker1 exists, of rsha1, rsha2 without rsha3; to take it over and add what is missing, set adopt: true\n" +
      "totem: the cluster pacemaker1 exists and has token=4000, not token=5000; to take it over and change that, set adopt: true",
  );
});

test("adopt adds what is missing and sets options, but takes no node out", () => {
  const more = { ...spec, nodes: [rsha1, rsha2, { name: "rsha3" }], totem: { token: 5000 } };
  const states = [...whole, bare("rsha3")];
  expect(makeCorosyncPlan({ spec: more, adopt: true, states })).toEqual({
    ...NOTHING,
    totem: { token: "5000" },
    add: [{ name: "rsha3" }],
  });
  const fewer = { spec: { ...spec, nodes: [rsha1] }, adopt: true, states: [member("rsha1")] };
  expect(refusal(fewer)).toContain("exists and has rsha2 as well");
});

test("a node of another cluster is refused", () => {
  expect(refusal({ spec: { ...spec, clusterName: "other" }, adopt: true, states: whole })).toBe(
    'rsha1, rsha2: already in the cluster "pacemaker1" of rsha1, rsha2; take that one over with clusterName: "pacemaker1", or end it with `pcs cluster destroy` there',
  );
});

test("another transport, other addresses and options of quorum are refused together", () => {
  const wanted = {
    ...spec,
    nodes: [{ ...rsha1, addresses: ["10.0.0.1"] }, rsha2],
    transport: "udpu",
    quorum: { wait_for_all: true },
  };
  const lines = refusal({ spec: wanted, before: spec, states: whole }).split("\n");
  expect(lines.map((line) => line.split(";")[0])).toEqual([
    "transport: the cluster pacemaker1 uses knet, and pcs cannot change that to udpu",
    "nodes: rsha1 has the address rsha1 in the cluster, not 10.0.0.1",
    "quorum: the cluster pacemaker1 has wait_for_all (not set), and that changes only while it is stopped on every node",
  ]);
});

test("members that disagree about the members are refused", () => {
  const alone = twoNodes.replace(/ {4}node \{\s+ring0_addr: rsha2[^}]*\}\n/, "");
  expect(refusal({ spec, states: [member("rsha1", alone), member("rsha2")] })).toMatch(
    /^rsha2: its corosync.conf says "pacemaker1" of rsha1, rsha2, that of rsha1 says "pacemaker1" of rsha1; run/,
  );
});

test("an update that keeps no node is refused: it would be another cluster", () => {
  const states = [bare("a"), bare("b")];
  const other = { ...spec, nodes: [{ name: "a" }, { name: "b" }] };
  expect(refusal({ spec: other, before: spec, states })).toMatch(/none of rsha1, rsha2 is left/);
});
