import { PreconditionFailed } from "../../sdk/errors";
import { findReferences } from "../../sdk/cib/model/references";
import { diffCib } from "../../sdk/cib/patch/diff";
import { writeXml } from "../../sdk/cib/xml/parse";
import { byId, type Element } from "../../sdk/cib/xml/element";
import { colocationConstraint } from "../../sdk/resources/constraints/colocation";
import type { ConstraintInputs, ConstraintKind } from "../../sdk/resources/constraints/definition";
import { locationConstraint } from "../../sdk/resources/constraints/location";
import { orderConstraint } from "../../sdk/resources/constraints/order";
import { primitive } from "../../sdk/resources/primitives/primitive";
import { cib } from "../helpers";
import { Trial } from "./kind-helpers";

type AnyKind = ConstraintKind<ConstraintInputs>;

const P = (id: string, inside = "", more = ""): string =>
  `<primitive id="${id}" class="ocf" provider="pacemaker" type="Dummy"${more}>${inside}</primitive>`;

const RESOURCES = P("a") + P("b");

const message = (act: () => unknown): string => {
  try {
    act();
  } catch (e) {
    return e instanceof PreconditionFailed ? e.message : String(e);
  }
  return "";
};

describe("A constraint that says more than a declaration", () => {
  const colocation = { resource: "a", with: "b" };
  const order = { first: "a", then: "b" };
  const location = { resource: "a", node: "rsha1" };
  const cases: readonly (readonly [AnyKind, object, string])[] = [
    ...[
      `influence="false"`,
      `node-attribute="rack"`,
      `rsc-role="Promoted"`,
      `with-rsc-role="Master"`,
    ].map(
      (a) =>
        [
          colocationConstraint,
          colocation,
          `<rsc_colocation id="c" rsc="a" with-rsc="b" score="INFINITY" ${a}/>`,
        ] as const,
    ),
    ...[
      `require-all="false"`,
      `kind="Optional"`,
      `symmetrical="false"`,
      `score="0"`,
      `then-action="stop"`,
    ].map((a) => [orderConstraint, order, `<rsc_order id="c" first="a" then="b" ${a}/>`] as const),
    ...[`resource-discovery="never"`, `role="Promoted"`].map(
      (a) =>
        [
          locationConstraint,
          location,
          `<rsc_location id="c" rsc="a" node="rsha1" score="INFINITY" ${a}/>`,
        ] as const,
    ),
  ];

  test.each(cases)(
    "is not equal to it, neither by its meaning nor by its id: %#",
    (kind, args, xml) => {
      const trial = new Trial(kind, cib(RESOURCES, xml));
      expect(trial.put(args).id).not.toBe("c");
      const named = trial.put({ ...args, name: "c" });
      expect(diffCib(trial.tree, named.cib).length).toBeGreaterThan(0);
      expect(new Trial(kind, named.cib).put(args).id).toBe("c");
    },
  );

  test("keeps what was added to a constraint of the program", () => {
    const xml = `<rsc_colocation id="c" rsc="a" with-rsc="b" score="INFINITY" influence="false"/>`;
    const trial = new Trial(colocationConstraint, cib(RESOURCES, xml));
    expect(trial.put(colocation, colocation, "c").cib).toBe(trial.tree);
  });

  test.each([
    [
      "a set of another constraint",
      `<rsc_order id="c"><resource_set id-ref="s"/></rsc_order>`,
      "it has the set s of another constraint (id-ref)",
    ],
    [
      "a lifetime",
      `<rsc_order id="c" first="a" then="b"><lifetime><rule id="r" score="0"/></lifetime></rsc_order>`,
      "it has a lifetime",
    ],
  ])("is left as it is if it has %s", (_what, xml, why) => {
    const trial = new Trial(orderConstraint, cib(RESOURCES, xml));
    expect(message(() => trial.put({ ...order, name: "c" }))).toContain(
      `c in the cluster is left as it is: ${why}`,
    );
  });
});

describe("A colocation without a written score", () => {
  const args = { resource: "a", with: "b", name: "c" };
  const trial = (strength: string): Trial<ConstraintInputs> =>
    new Trial(
      colocationConstraint,
      cib(RESOURCES, `<rsc_colocation id="c" rsc="a" with-rsc="b"${strength}/>`),
    );

  test.each([
    ["no score, which is 0", "", "0"],
    ["a node attribute as its score", ` score-attribute="rack"`, "of the node attribute rack"],
  ])("is observed with %s, and repaired", (_what, strength, score) => {
    expect(trial(strength).observe(args, "c")).toEqual({ ...args, score });
    const { cib: next } = trial(strength).put(args, args, "c");
    expect(writeXml(byId(next, "c") as Element)).toBe(
      `<rsc_colocation id="c" rsc="a" with-rsc="b" score="INFINITY"/>`,
    );
  });
});

describe("Synonyms of roles", () => {
  const xml = (role: string): string =>
    `<rsc_colocation id="c" rsc="a" with-rsc="b" score="INFINITY" rsc-role="${role}" with-rsc-role="Slave"/>`;
  const args = (role: string): object => ({
    resource: "a",
    with: "b",
    role,
    withRole: "Unpromoted",
  });
  test.each([
    ["Master", "Promoted"],
    ["Promoted", "Master"],
    ["promoted", "Promoted"],
  ])("%s in the cluster equals %s in the program", (present, declared) => {
    const trial = new Trial(colocationConstraint, cib(RESOURCES, xml(present)));
    expect(trial.observe(args(declared), "c")).toEqual(args(declared));
    const put = trial.put(args(declared));
    expect([put.id, put.cib === trial.tree]).toEqual(["c", true]);
    const meta = `<meta_attributes id="m"><nvpair id="n" name="target-role" value="${present}"/></meta_attributes>`;
    const own = { name: "d", agent: "ocf:pacemaker:Dummy", meta: { targetRole: declared } };
    expect(
      new Trial(primitive, cib(P("d", meta))).observe({ ...own, operations: undefined }, "d"),
    ).toMatchObject({ meta: own.meta });
  });
});

describe("References of every form", () => {
  const part = `<instance_attributes id="a-i"><nvpair id="a-i-x" name="x" value="1"/></instance_attributes>`;
  const named = (resources: string, constraints = "", more = "", id = "a"): readonly string[] =>
    findReferences(cib(resources, constraints, more), id).map((r) => r.text);

  test("to a part of the object, by id-ref", () => {
    expect(named(P("a", part) + P("b", `<instance_attributes id-ref="a-i"/>`))).toEqual([
      "primitive b (id-ref a-i)",
    ]);
    const pair = `<instance_attributes id="b-i"><nvpair id-ref="a-i-x"/></instance_attributes>`;
    expect(named(P("a", part) + `<template id="t">${pair}</template>`)).toEqual([
      "template t (id-ref a-i-x)",
    ]);
    expect(named(P("a", part + `<instance_attributes id-ref="a-i"/>`))).toEqual([]);
  });

  test("as a container", () => {
    const inside = `<meta_attributes id="m"><nvpair id="n" name="container" value="a"/></meta_attributes>`;
    expect(named(P("a") + P("b", inside))).toEqual(["primitive b (container)"]);
  });

  test("by a pattern", () => {
    const by = (pattern: string): string =>
      `<rsc_location id="l" rsc-pattern="${pattern}" node="rsha1" score="1"/>`;
    expect([by("^a"), by("!^a"), by("^b"), by("(")].map((l) => named(P("a"), l))).toEqual([
      ["rsc_location l"],
      [],
      [],
      [],
    ]);
  });

  test("to the remote or guest node that exists only with the object", () => {
    const guest = `<meta_attributes id="m"><nvpair id="n" name="remote-node" value="Away"/></meta_attributes>`;
    const remote = `<primitive id="away" class="ocf" provider="pacemaker" type="remote"/>`;
    const constraints =
      `<rsc_location id="l" rsc="b" node="away" score="1"/>` +
      `<rsc_location id="r" rsc="b"><rule id="u" score="1"><expression id="e" attribute="#uname" operation="eq" value="AWAY"/></rule></rsc_location>`;
    const levels = `<fencing-topology><fencing-level id="f" target="away" index="1" devices="x"/></fencing-topology>`;
    const all = ["rsc_location l", "rsc_location r", "fencing-level f"];
    expect(named(P("a", guest) + P("b"), constraints, levels)).toEqual(all);
    expect(named(remote + P("b"), constraints, levels, "away")).toEqual(all);
  });
});

describe("A primitive that no program can declare", () => {
  const dummy = { name: "a", agent: "ocf:pacemaker:Dummy" };

  test("is refused by name if it is made from a template, and observed as such", () => {
    const tree = cib(
      `<template id="t" class="ocf" provider="pacemaker" type="Dummy"/><primitive id="a" template="t"/>`,
    );
    const trial = new Trial(primitive, tree);
    expect(message(() => trial.put(dummy))).toMatch(
      /^a: name: the cluster makes this primitive from the template t; declare it as/,
    );
    expect(trial.observe(dummy, "a")).toMatchObject({ name: "a", template: "t" });
  });

  test.each([
    ["a set", `<instance_attributes id-ref="b-i"/>`],
    ["a pair", `<instance_attributes id="a-i"><nvpair id-ref="b-i-fake"/></instance_attributes>`],
    [
      "a named pair",
      `<instance_attributes id="a-i"><nvpair id-ref="b-i-fake" name="fake"/></instance_attributes>`,
    ],
  ])("has a value by reference to %s", (_what, inside) => {
    const b = P(
      "b",
      `<instance_attributes id="b-i"><nvpair id="b-i-fake" name="fake" value="theirs"/></instance_attributes>`,
    );
    const ops = `<operations><op id="a-monitor-interval-10s" name="monitor" interval="10s" timeout="20s"/></operations>`;
    const trial = new Trial(primitive, cib(P("a", inside + ops) + b));
    const same = { ...dummy, parameters: { fake: "theirs" } };
    const other = { ...dummy, parameters: { fake: "mine" } };
    expect(trial.observe(other, "a")).toMatchObject({ parameters: { fake: "theirs" } });
    expect(trial.put(same, same, "a").cib).toBe(trial.tree);
    expect(message(() => trial.put(other))).toMatch(
      /^a: parameters: fake has another value by reference \(id-ref="b-i(-fake)?"\); change it there/,
    );
  });
});
