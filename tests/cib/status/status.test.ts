import { withHolders } from "../../../sdk/cib/model/resource-tree";
import { standbyNodes } from "../../../sdk/cib/status/resting";
import { nodeAttributeValues } from "../../../sdk/cib/status/node-attributes";
import {
  activeNodes,
  mayBeActive,
  nodesProbedOnly,
  nodesRunningService,
  onlineNodes,
  resourcesOfService,
} from "../../../sdk/cib/status/status";
import { idOf } from "../../../sdk/cib/xml/element";
import { cib, fixtureXml } from "../../helpers";

const at = (state: string): ReturnType<typeof fixtureXml> =>
  fixtureXml(`snapshots/${state}.cib.xml`);

describe("activeNodes", () => {
  test.each<[string, string, string[]]>([
    ["started", "slow", ["rsha1"]],
    ["starting", "slow", ["rsha1"]],
    ["disabled", "slow", []],
    ["start-failed", "broken", []],
    ["agent-missing", "missing", []],
    ["stop-failed", "stuck", ["rsha1"]],
    ["apart", "right", ["rsha2"]],
    ["ping-started", "ping", ["rsha1", "rsha2"]],
    ["clone-half-failed", "half", ["rsha1"]],
  ])("finds in the state %s that %s is active on %p", (state, resource, nodes) => {
    expect(activeNodes(at(state), resource)).toEqual(nodes);
  });
});

const op = (operation: string, callId: number, more = ""): string =>
  `<lrm_rsc_op id="o${callId}" operation="${operation}" call-id="${callId}" rc-code="0" op-status="0" interval="0" ${more}/>`;

const lrm = (resource: string, ops: string): string =>
  `<lrm_resource id="${resource}" class="ocf" provider="pacemaker" type="Dummy">${ops}</lrm_resource>`;

const state = (name: string, resources: string, attributes: string): string =>
  `<node_state id="${name}" uname="${name}" ${attributes}>` +
  `<lrm id="${name}"><lrm_resources>${resources}</lrm_resources></lrm></node_state>`;

const member = (resources: string): string =>
  state("rsha1", resources, `in_ccm="true" crmd="online"`);

describe("activeNodes, on nodes without a cluster stack of their own", () => {
  // Pacemaker has no crmd state for remote, guest and bundle nodes. The connection is a resource named like the node.
  test.each([
    ["remote", `<primitive id="away" class="ocf" provider="pacemaker" type="remote"/>`],
    [
      "guest",
      `<primitive id="vm"><meta_attributes id="m"><nvpair id="n" name="remote-node" value="away"/></meta_attributes></primitive>`,
    ],
    ["bundle", `<bundle id="b"><docker image="i"/></bundle>`],
  ])(
    "finds what runs on a %s node while it is connected, and what may run there",
    (_, resources) => {
      const away = state("away", lrm("d", op("start", 2)), `remote_node="true"`);
      const seen = (connection: string): readonly unknown[] => {
        const tree = cib(resources, "", "", away + member(lrm("away", connection)));
        return [onlineNodes(tree), activeNodes(tree, "d"), mayBeActive(tree, "d")];
      };
      const failed = op("start", 5).replace(`rc-code="0"`, `rc-code="1"`);
      expect(seen(op("start", 5))).toEqual([["away", "rsha1"], ["away"], true]);
      expect(seen(op("start", 5) + op("stop", 6))).toEqual([["rsha1"], [], true]);
      expect(seen(failed)).toEqual([["rsha1"], [], true]);
    },
  );

  test("counts nothing that a member which is offline ran, nor what was stopped", () => {
    const offline = state("rsha2", lrm("d", op("start", 2)), `in_ccm="false" crmd="offline"`);
    expect(mayBeActive(cib("", "", "", offline), "d")).toBe(false);
    const stopped = lrm("d", op("start", 2) + op("stop", 3));
    expect(mayBeActive(cib("", "", "", member(stopped)), "d")).toBe(false);
    expect(mayBeActive(cib("", "", "", member(lrm("d", op("start", 2)))), "d")).toBe(true);
  });
});

describe("activeNodes, with recurring monitors", () => {
  const recurring = (callId: number, rc: number): string =>
    op("monitor", callId).replace(`rc-code="0"`, `rc-code="${rc}"`).replace(`"0" />`, `"10000"/>`);
  test.each<[string, string, string[]]>([
    ["only a recurring monitor", recurring(3, 0), ["rsha1"]],
    ["only a recurring monitor, promoted", recurring(3, 8), ["rsha1"]],
    ["only a recurring monitor, degraded", recurring(3, 190), ["rsha1"]],
    ["a monitor of the role Stopped", recurring(3, 7), []],
    ["a monitor that failed after the start", op("start", 2) + recurring(3, 7), ["rsha1"]],
    ["a stop after the monitor", op("start", 2) + recurring(3, 0) + op("stop", 4), []],
  ])("counts %s", (_case, ops, nodes) => {
    expect(activeNodes(cib("", "", "", member(lrm("d", ops))), "d")).toEqual(nodes);
  });

  test("tells a resource that was only found running from one that was started", () => {
    const probed = (ops: string): readonly string[] =>
      nodesProbedOnly(cib("", "", "", member(lrm("d", ops))), "d");
    expect([
      probed(recurring(3, 0)),
      probed(op("monitor", 2) + recurring(3, 0)),
      probed(op("start", 2) + recurring(3, 0)),
    ]).toEqual([["rsha1"], ["rsha1"], []]);
  });
});

describe("onlineNodes", () => {
  test("lists nodes in standby as online too", () => {
    const states = [at("standby"), at("started")];
    expect(states.map(onlineNodes)).toEqual([
      ["rsha1", "rsha2"],
      ["rsha1", "rsha2"],
    ]);
    expect(states.map(standbyNodes)).toEqual([["rsha1", "rsha2"], []]);
  });

  // Since feature set 3.18 the attributes contain the time when the node joined.
  test.each([
    [`in_ccm="true" crmd="online"`, ["rsha1"]],
    [`in_ccm="1700000000" crmd="1700000001"`, ["rsha1"]],
    [`in_ccm="false" crmd="offline"`, []],
    [`in_ccm="true" crmd="offline"`, []],
    [`in_ccm="0" crmd="0"`, []],
  ])("finds the online nodes of %s: %p", (attributes, nodes) => {
    const state = `<node_state id="1" uname="rsha1" ${attributes}/>`;
    expect(onlineNodes(cib("", "", "", state))).toEqual(nodes);
  });
});

describe("nodeAttributeValues", () => {
  // The value is 0, because the gateway did not answer in the recorded state.
  test("reads a ping's attribute from every node that has it", () => {
    expect([...nodeAttributeValues(at("ping-started"), "pingd")]).toEqual([
      ["rsha1", "0"],
      ["rsha2", "0"],
    ]);
    expect([...nodeAttributeValues(at("ping-without-attribute"), "pingd")]).toEqual([]);
  });
});

describe("withHolders", () => {
  test("lists a primitive, its group and its clone", () => {
    const tree = cib(`<clone id="c"><group id="g"><primitive id="p"/></group></clone>`);
    expect(withHolders(tree, "p").map(idOf)).toEqual(["p", "g", "c"]);
  });
});

describe("onlineNodes, by name", () => {
  test("sorts nodes by name, whatever the order of joining", () => {
    const states = ["rsha2", "rsha1"].map(
      (node) => `<node_state id="${node}" uname="${node}" in_ccm="true" crmd="online"/>`,
    );
    const tree = cib("", "", "", states.join(""));
    expect(onlineNodes(tree)).toEqual(["rsha1", "rsha2"]);
  });
});

describe("resourcesOfService and nodesRunningService", () => {
  test("finds a service by class and name in the history, the configuration and templates", () => {
    const started = `<lrm_rsc_op id="o" operation="start" call-id="7" rc-code="0" op-status="0" interval="0"/>`;
    const remembered = [
      `id="gone" class="service" type="web"`,
      `id="ocf" class="ocf" type="web"`,
      `id="s" class="systemd" type="web.service"`,
    ];
    const state = (node: string, resources: readonly string[]): string =>
      `<node_state id="${node}" uname="${node}"><lrm><lrm_resources>${resources.map((r) => `<lrm_resource ${r}>${started}</lrm_resource>`).join("")}</lrm_resources></lrm></node_state>`;
    const tree = cib(
      `<template id="t" class="lsb" type="web"/><primitive id="p" template="t"/><primitive id="q" class="lsb" type="db"/>`,
      ...["", ""],
      state("rsha2", remembered.slice(1)) + state("rsha1", remembered.slice(0, 2)),
    );
    expect([
      resourcesOfService(tree, "web"),
      nodesRunningService(tree, "web"),
      nodesRunningService(tree, "db"),
    ]).toEqual([["p", "gone", "s"], ["rsha1", "rsha2"], []]);
  });
});
