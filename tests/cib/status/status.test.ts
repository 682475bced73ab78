import { withHolders } from "../../../sdk/cib/model/resource-tree";
import { standbyNodes } from "../../../sdk/cib/status/resting";
import {
  activeNodes,
  nodeAttributeValues,
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
