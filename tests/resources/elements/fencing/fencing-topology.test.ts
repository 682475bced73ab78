import { type Element, withAttributes } from "../../../../sdk/cib/xml/element";
import { findReferences } from "../../../../sdk/cib/model/references";
import { writeXml } from "../../../../sdk/cib/xml/parse";
import { findReplacement } from "../../../../sdk/kind/replacement";
import { fencingTopology } from "../../../../sdk/resources/elements/fencing/fencing-topology";
import { cib } from "../../../helpers";
import { CLUSTER, Trial, failures } from "../../kind-helpers";

const DEVICES = ["f1", "f2"]
  .map((id) => `<primitive id="${id}" class="stonith" type="fence_apc"/>`)
  .join("");
const withLevels = (levels: string): Element =>
  cib(DEVICES, "", `<fencing-topology>${levels}</fencing-topology>`);
const L = (id: string, target: string, index: number, devices: string): string =>
  `<fencing-level id="${id}" ${target} index="${index}" devices="${devices}"/>`;
const NODE1 = `target="rsha1"`;
const TWO = L("fl-rsha1-1", NODE1, 1, "f1,f2") + L("fl-rsha1-2", NODE1, 2, "f2");
const own = (levels: readonly object[], target: object = { node: "rsha1" }): object => ({
  label: "x",
  ...target,
  levels,
});
const OWN = own([{ devices: ["f1", "f2"] }, { devices: ["f2"] }]);

describe("FencingTopology", () => {
  // As pcs 0.11.5 writes `stonith level add`.
  test.each([
    [{ node: "rsha1" }, NODE1, "fl-rsha1-1", "rsha1"],
    [{ nodePattern: "rsha[0-9]+" }, `target-pattern="rsha[0-9]+"`, "fl-rsha0-9-1", "rsha[0-9]+"],
    [
      { nodeAttribute: { name: "rack", value: "1" } },
      `target-attribute="rack" target-value="1"`,
      "fl-rack-1",
      "rack=1",
    ],
  ])("is written as pcs writes it for %j", (target, attributes, id, name) => {
    const put = new Trial(fencingTopology, cib(DEVICES)).put(own([{ devices: ["f1"] }], target));
    expect(put.id).toBe(`fencing-topology/${name}`);
    expect(writeXml(put.cib)).toBe(writeXml(withLevels(L(id, attributes, 1, "f1"))));
  });

  test("adopts equal levels, and leaves those of other targets alone", () => {
    const tree = withLevels(
      TWO + L("other", `target="rsha2"`, 1, "f1") + L("p", `target-pattern="rsha1"`, 1, "f1"),
    );
    const trial = new Trial(fencingTopology, tree);
    expect(trial.put(OWN).cib).toBe(tree);
    expect(trial.put({ ...OWN, node: "RSHA1" }).cib).toBe(tree);
    expect(trial.observe(OWN)).toEqual(OWN);
    const args = { __kind: "", cluster: CLUSTER, ...OWN } as never;
    expect(writeXml(fencingTopology.remove(tree, "", args))).toBe(
      writeXml(
        withLevels(
          L("other", `target="rsha2"`, 1, "f1") + L("p", `target-pattern="rsha1"`, 1, "f1"),
        ),
      ),
    );
  });

  test("changes the devices of a level in place, and owns all levels", () => {
    const tree = withLevels(TWO + L("by-hand", NODE1, 9, "f1"));
    const trial = new Trial(fencingTopology, tree);
    expect(trial.observe(OWN)).toEqual({
      ...own([{ devices: ["f1", "f2"] }, { devices: ["f2"] }, { devices: ["f1"], index: 9 }]),
    });
    const next = own([{ devices: ["f2", "f1"] }, { devices: ["f1"], index: 4 }]);
    expect(writeXml(trial.put(next, OWN, "x").cib)).toBe(
      writeXml(withLevels(L("fl-rsha1-1", NODE1, 1, "f2,f1") + L("fl-rsha1-4", NODE1, 4, "f1"))),
    );
  });

  test("is gone without a level", () => {
    expect(new Trial(fencingTopology, cib(DEVICES)).observe(OWN)).toBeUndefined();
  });

  test("lists everything that the cluster lacks", () => {
    const old = withAttributes(cib(`<primitive id="a" class="ocf" type="Dummy"/>${DEVICES}`), {
      "validate-with": "pacemaker-2.3",
    });
    const trial = new Trial(fencingTopology, old);
    expect(() => trial.put(own([{ devices: ["a", "f1", "x"] }], { node: "rsha9" }))).toThrow(
      "node: rsha9: the cluster has no node of that name (it has rsha1, rsha2); name the nodes as the cluster does, take rsha9 out of the program, or add it to the cluster\n" +
        "levels: there is no fence device a in the cluster (there is: f1, f2)\n" +
        "levels: there is no fence device x in the cluster (there is: f1, f2)",
    );
    const nodeAttribute = { name: "rack", value: "1" };
    expect(() => trial.put(own([{ devices: ["f1"] }], { nodeAttribute }))).toThrow(
      "nodeAttribute needs the schema pacemaker-2.4 or newer, and the cluster has pacemaker-2.3: raise the schema (cibadmin --upgrade)",
    );
  });

  test("takes a device that is made from a template", () => {
    const template = `<template id="t" class="stonith" type="fence_apc"/><primitive id="d" template="t"/>`;
    const put = new Trial(fencingTopology, cib(template)).put(own([{ devices: ["d"] }]));
    expect(writeXml(put.cib)).toContain(L("fl-rsha1-1", NODE1, 1, "d"));
  });

  test("counts as a reference to its devices", () => {
    expect(findReferences(withLevels(TWO), "f2").map((r) => r.id)).toEqual([
      "fl-rsha1-1",
      "fl-rsha1-2",
    ]);
  });

  test("is another object for another target only", () => {
    const args = (value: string): never =>
      ({ cluster: CLUSTER, ...own([], { nodeAttribute: { name: "rack", value } }) }) as never;
    expect(findReplacement(fencingTopology, args("1"), args("1")).properties).toEqual([]);
    expect(findReplacement(fencingTopology, args("1"), args("2")).properties).toEqual([
      "nodeAttribute",
    ]);
  });

  test("validates everything at once", () => {
    const levels = [
      { devices: [] },
      { index: 10, devices: ["a:b", "c", "c"] },
      { devices: ["c"], index: 1 },
    ];
    expect(failures(fencingTopology, own(levels, {}))).toEqual([
      'levels | levels: [0] devices: must have at least 1 entry; [1] devices: "c" is listed more than once; index: 10 is not a whole number from 1 to 9',
      "node | node, nodePattern or nodeAttribute is required",
      "levels | levels: two entries have the index 1",
    ]);
    expect(
      failures(fencingTopology, own([{ devices: ["é"] }], { node: "a", nodePattern: "b" })),
    ).toEqual([
      'levels | levels: [0] devices: "é" cannot stand in a fencing level, which takes A-Z, a-z, 0-9, "_", "-" and "."',
      "node | node and nodePattern together: give one of them",
    ]);
    const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
    expect(
      failures(fencingTopology, own([{ devices: [unknown, "f1"] }, unknown as never])),
    ).toEqual([]);
    const third = [unknown as never, { devices: ["f1"] }, { devices: ["f2"], index: 1 }];
    expect(failures(fencingTopology, own(third))).toEqual([]);
  });

  test("is observed in the declared order, in which the indexes need not count up", () => {
    const tree = withLevels(TWO);
    const declared = own([
      { devices: ["f2"], index: 2 },
      { devices: ["f1", "f2"], index: 1 },
    ]);
    expect(new Trial(fencingTopology, tree).observe(declared)).toEqual(declared);
    expect(
      new Trial(fencingTopology, withLevels(L("fl-rsha1-2", NODE1, 2, "f1"))).observe(declared),
    ).toEqual(own([{ devices: ["f1"], index: 2 }]));
  });
});
