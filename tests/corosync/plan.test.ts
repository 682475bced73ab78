import { parseCorosyncConf } from "../../sdk/corosync/corosync-conf";
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
const cluster = [member("rsha1"), member("rsha2")];
const EMPTY: CorosyncPlan = {
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

describe("makeCorosyncPlan", () => {
  test("takes a cluster without a cluster_name for the declared one", () => {
    const nameless = twoNodes.replace(/^\s*cluster_name:.*$/m, "");
    expect(nameless).not.toBe(twoNodes);
    const states = [member("rsha1", nameless), member("rsha2", nameless)];
    expect(isEmptyCorosyncPlan(makeCorosyncPlan({ spec, states }))).toBe(true);
  });

  test("sets up, starts and enables bare nodes, and removes stock files first", () => {
    const states = [bare("rsha1"), { ...bare("rsha2"), stock: true, running: true, boots: true }];
    expect(makeCorosyncPlan({ spec, states })).toEqual({
      ...EMPTY,
      clear: ["rsha2"],
      setup: true,
      start: ["rsha1", "rsha2"],
      boot: ["rsha1", "rsha2"],
    });
  });

  test("enables no node with boot: false", () => {
    const plan = makeCorosyncPlan({
      spec: { ...spec, boot: false },
      states: [bare("rsha1"), bare("rsha2")],
    });
    expect(plan.boot).toEqual([]);
  });

  test("is empty for a cluster without drift, even with other spellings of options", () => {
    const equal = { ...spec, totem: { token: 4000 }, transport: "knet", nodes: [rsha2, rsha1] };
    const plan = makeCorosyncPlan({ spec: equal, states: cluster });
    expect(plan).toEqual(EMPTY);
    expect(isEmptyCorosyncPlan(plan)).toBe(true);
  });

  test("starts the stopped nodes of a cluster that was only partly started", () => {
    const states = [member("rsha1"), { ...member("rsha2"), running: false, boots: false }];
    expect(makeCorosyncPlan({ spec, states })).toEqual({
      ...EMPTY,
      start: ["rsha2"],
      boot: ["rsha2"],
    });
  });

  test("rejoins a member that lost its files to a running cluster", () => {
    const plan = makeCorosyncPlan({ spec, states: [bare("rsha1"), member("rsha2")] });
    expect(plan).toEqual({ ...EMPTY, rejoin: ["rsha1"], add: [rsha1] });
  });

  test("copies corosync.conf to a member that lost it, if that member or no member runs", () => {
    const file = makeCorosyncPlan({
      spec,
      states: [{ ...member("rsha1"), conf: undefined }, member("rsha2")],
    });
    expect(file).toEqual({ ...EMPTY, sync: true });
    const stopped = { ...member("rsha2"), running: false };
    expect(makeCorosyncPlan({ spec, states: [bare("rsha1"), stopped] })).toEqual({
      ...EMPTY,
      sync: true,
      start: ["rsha1", "rsha2"],
      boot: ["rsha1"],
    });
  });

  test("adds and removes nodes on an update", () => {
    const rsha3 = { name: "rsha3", addresses: ["10.60.13.59"] };
    const states = [member("rsha1"), bare("rsha3")];
    const plan = makeCorosyncPlan({
      spec: { ...spec, nodes: [rsha1, rsha3] },
      before: spec,
      states,
    });
    expect(plan).toEqual({ ...EMPTY, add: [rsha3], remove: ["rsha2"] });
  });

  test("keeps a member that the program never declared", () => {
    const one = { ...spec, nodes: [rsha1] };
    expect(makeCorosyncPlan({ spec: one, before: one, states: [member("rsha1")] })).toEqual(EMPTY);
  });

  test("sets options of totem, and removes those that are not declared any more", () => {
    const before = { ...spec, totem: { token: 4000 } };
    const request = {
      spec: { ...spec, totem: { block_unlisted_ips: true } },
      before,
      states: cluster,
    };
    const plan = makeCorosyncPlan(request);
    expect(plan.totem).toEqual({ token: "", block_unlisted_ips: "yes" });
    expect(needsOldInputs(plan)).toBe(true);
  });

  test("refuses a cluster that differs on the first run, with every reason", () => {
    const states = [member("rsha1"), bare("rsha3")];
    const request = {
      spec: { ...spec, nodes: [rsha1, { name: "rsha3" }], totem: { token: 5000 } },
      states,
    };
    expect(refusal(request)).toBe(
      "nodes: the cluster pacemaker1 exists and also has rsha2; declare that node too (a later change may then remove nodes), or run `pcs cluster node remove rsha2`\n" +
        "nodes: the cluster pacemaker1 exists with rsha1, rsha2, without rsha3; to add the missing nodes, set adopt: true\n" +
        "totem: the cluster pacemaker1 exists and has token=4000, not token=5000; to change it, set adopt: true",
    );
  });

  test("adds nodes and sets options with adopt, but removes no node", () => {
    const more = { ...spec, nodes: [rsha1, rsha2, { name: "rsha3" }], totem: { token: 5000 } };
    const states = [...cluster, bare("rsha3")];
    expect(makeCorosyncPlan({ spec: more, adopt: true, states })).toEqual({
      ...EMPTY,
      totem: { token: "5000" },
      add: [{ name: "rsha3" }],
    });
    const fewer = { spec: { ...spec, nodes: [rsha1] }, adopt: true, states: [member("rsha1")] };
    expect(refusal(fewer)).toContain("exists and also has rsha2");
  });

  test("refuses a node of another cluster", () => {
    expect(refusal({ spec: { ...spec, clusterName: "other" }, adopt: true, states: cluster })).toBe(
      'rsha1, rsha2: already in the cluster "pacemaker1" of rsha1, rsha2; adopt that cluster with clusterName: "pacemaker1", or remove it with `pcs cluster destroy` there',
    );
  });

  test("refuses another transport, other addresses and options of quorum together", () => {
    const wanted = {
      ...spec,
      nodes: [{ ...rsha1, addresses: ["10.0.0.1"] }, rsha2],
      transport: "udpu",
      quorum: { wait_for_all: true },
    };
    const lines = refusal({ spec: wanted, before: spec, states: cluster }).split("\n");
    expect(lines.map((line) => line.split(";")[0])).toEqual([
      "transport: the cluster pacemaker1 uses knet, and pcs cannot change that to udpu",
      "nodes: rsha1 has the address rsha1 in the cluster, not 10.0.0.1",
      "quorum: the cluster pacemaker1 has wait_for_all (not set), and pcs changes this only while all nodes are stopped",
    ]);
  });

  test("refuses nodes whose files have different members", () => {
    const alone = twoNodes.replace(/ {4}node \{\s+ring0_addr: rsha2[^}]*\}\n/, "");
    expect(refusal({ spec, states: [member("rsha1", alone), member("rsha2")] })).toMatch(
      /^rsha2: its corosync.conf says "pacemaker1" of rsha1, rsha2, that of rsha1 says "pacemaker1" of rsha1; run/,
    );
  });

  test("refuses to replace every node, which would be another cluster", () => {
    const states = [bare("a"), bare("b")];
    const other = { ...spec, nodes: [{ name: "a" }, { name: "b" }] };
    expect(refusal({ spec: other, before: spec, states })).toMatch(/none of rsha1, rsha2 is left/);
  });
});
