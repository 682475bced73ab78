import { type Element, byId } from "../../../sdk/cib/xml/element";
import { findReferences } from "../../../sdk/cib/model/references";
import { writeXml } from "../../../sdk/cib/xml/parse";
import type { CibKind } from "../../../sdk/kind/cib-kind";
import { claimObjects } from "../../../sdk/program/claims";
import { colocationConstraint } from "../../../sdk/resources/constraints/colocation";
import { locationConstraint } from "../../../sdk/resources/constraints/location";
import { orderConstraint } from "../../../sdk/resources/constraints/order";
import { pingClone } from "../../../sdk/resources/primitives/ping-clone";
import { constraintClaims } from "../../../sdk/resources/constraints/claims";
import { inlineClaims } from "../../../sdk/resources/inline-constraints/args";
import type { PrimitiveBase } from "../../../sdk/resources/primitives/base";
import { resourceType } from "../../../sdk/program/pacemaker-resource";
import { primitive } from "../../../sdk/resources/primitives/primitive";
import { resourceGroup } from "../../../sdk/resources/groups/resource-group";
import { cib } from "../../helpers";
import { PING } from "../guide";
import { CLUSTER, Trial, failures } from "../kind-helpers";
import { SAFE } from "../constraints/location-rules";

const P = (id: string, meta = ""): string =>
  `<primitive id="${id}" class="ocf" type="Dummy" provider="pacemaker">${meta}</primitive>`;
const HELD =
  `<meta_attributes id="a-meta_attributes">` +
  `<nvpair id="a-starts-with-group" name="target-role" value="Stopped"/></meta_attributes>`;
const GROUP = { name: "g", members: ["a"], startWithGroup: ["a"] };
const ENTRIES = {
  colocations: [{ with: "x" }],
  locations: [
    { node: "rsha2", score: 50 },
    { rule: SAFE.rule, score: SAFE.score },
  ],
  orders: [{ first: "x", kind: "Optional" }, { then: "y" }],
};
const WHOLE = { ...GROUP, ...ENTRIES };

const COLOCATION = `<rsc_colocation id="colocation-g-x-INFINITY" rsc="g" with-rsc="x" score="INFINITY"/>`;
const NODE = `<rsc_location id="location-g-rsha2-50" rsc="g" node="rsha2" score="50"/>`;
const RULE =
  `<rsc_location id="location-g" rsc="g"><rule id="location-g-rule" boolean-op="or" score="-INFINITY">` +
  `<expression id="location-g-rule-expr" operation="lt" attribute="pingd" value="1"/>` +
  `<expression id="location-g-rule-expr-1" operation="not_defined" attribute="pingd"/></rule></rsc_location>`;
const FIRST = `<rsc_order id="order-x-g-Optional" first="x" then="g" kind="Optional"/>`;
const THEN = `<rsc_order id="order-g-y-mandatory" first="g" then="y"/>`;
const ALL = COLOCATION + NODE + RULE + FIRST + THEN;
const FOREIGN = `<rsc_location id="theirs" rsc="g" node="rsha1" score="7"/>`;

const grouped = (constraints = "", inside = P("a")): Element =>
  cib(`${P("x")}${P("y")}<group id="g">${inside}</group>`, constraints);
const apart = (constraints = ""): Element => cib(P("a", HELD) + P("x") + P("y"), constraints);

type Own = Parameters<typeof resourceGroup.validate>[0];
const on = (tree: Element): Trial<Own> => new Trial(resourceGroup, tree);

/** Returns the state after a run: the arguments with the noted ids. */
const state = (own: object, trial: Trial<Own>): object => ({
  ...own,
  __noted: trial.put(own).kindState,
});
const OLD = state(WHOLE, on(grouped(ALL)));
const xml = ({ cib: tree }: { readonly cib: Element }): string => writeXml(tree);

describe("Creation of a group with inline constraints", () => {
  test("releases the members in the same patch and uses the ids of pcs", () => {
    expect(xml(on(apart()).put(WHOLE))).toBe(writeXml(grouped(ALL, P("a", ""))));
  });

  test("writes the same as separate constraints", () => {
    const whole = new Trial(resourceGroup, apart())
      .then(GROUP)
      .on(colocationConstraint)
      .then({ resource: "g", with: "x" })
      .on(locationConstraint)
      .then({ resource: "g", node: "rsha2", score: 50 })
      .then({ ...SAFE, resource: "g" })
      .on(orderConstraint)
      .then({ first: "x", then: "g", kind: "Optional" })
      .then({ first: "g", then: "y" });
    expect(on(apart()).put(WHOLE).cib).toEqual(whole.tree);
  });

  test("adopts equal constraints with other ids and keeps foreign ones", () => {
    const theirs = ALL.replace("colocation-g-x-INFINITY", "c").replace("location-g-rsha2-50", "l");
    const put = on(apart(FOREIGN + theirs)).put(WHOLE);
    expect(xml(put)).toBe(writeXml(grouped(FOREIGN + theirs, P("a", ""))));
    expect(put.owned).toEqual([
      "c",
      "l",
      "location-g",
      "order-x-g-Optional",
      "order-g-y-mandatory",
    ]);
  });

  test("refuses a name that a different constraint has, without adopt", () => {
    const own = { ...GROUP, locations: [{ node: "rsha2", score: 5, name: "theirs" }] };
    expect(() => on(apart(FOREIGN)).put(own)).toThrow(
      `locations[0].name: the cluster has ${FOREIGN} already, which differs from the declaration; give another name, or set adopt: true to change it to the declaration`,
    );
    const adopted = FOREIGN.replace("rsha1", "rsha2").replace("7", "5");
    expect(xml(on(apart(FOREIGN)).put({ ...own, adopt: true }))).toBe(
      writeXml(grouped(adopted, P("a", ""))),
    );
  });

  test("reports everything that the cluster lacks, each with the path of its entry", () => {
    const own = {
      ...GROUP,
      colocations: [{ with: "x" }, { with: "nobody" }],
      locations: [{ node: "rsha9" }],
    };
    expect(() => on(apart()).put(own)).toThrow(
      "colocations[1].with: there is no resource nobody in the cluster (there is: x, y, g, a)\n" +
        "locations[0].node: there is no node rsha9 in the cluster (there is: rsha1, rsha2)",
    );
  });
});

describe("Update of inline constraints", () => {
  const changed = (own: object, before: object = OLD, constraints = ALL): string =>
    xml(on(grouped(FOREIGN + constraints)).put({ ...GROUP, ...own }, before, "g"));
  const expected = (...constraints: string[]): string =>
    writeXml(grouped(FOREIGN + constraints.join("")));

  test("edits a changed entry and keeps the constraint's id", () => {
    const [, rule] = ENTRIES.locations;
    expect(changed({ ...ENTRIES, locations: [{ node: "rsha2", score: 60 }, rule] })).toBe(
      expected(ALL.replace('score="50"', 'score="60"')),
    );
    const orders = [{ first: "x" }, { then: "y", symmetrical: false }];
    expect(changed({ ...ENTRIES, orders })).toBe(
      expected(ALL.replace(' kind="Optional"', "").replace('="y"', '="y" symmetrical="false"')),
    );
  });

  test("replaces the constraint of an entry with another resource or another name", () => {
    const mine = `<rsc_colocation id="mine" rsc="g" with-rsc="y" score="INFINITY"/>`;
    expect(changed({ ...ENTRIES, colocations: [{ with: "y", name: "mine" }] })).toBe(
      expected(NODE, RULE, FIRST, THEN, mine),
    );
  });

  test("changes nothing if only the order of entries changes", () => {
    const reversed = Object.fromEntries(
      Object.entries(ENTRIES).map(([list, entries]) => [list, [...entries].reverse()]),
    );
    expect(changed(reversed)).toBe(expected(ALL));
  });

  test("removes entries that are no longer declared and keeps foreign constraints", () => {
    expect(changed({ ...ENTRIES, colocations: [], orders: [{ then: "y" }] })).toBe(
      expected(NODE, RULE, THEN),
    );
    expect(changed({})).toBe(expected());
  });

  test("adds entries to a resource without entries", () => {
    expect(changed(ENTRIES, GROUP, "")).toBe(expected(ALL));
  });
});

describe("Drift of inline constraints", () => {
  const drift = (...edits: [string | RegExp, string][]): string =>
    edits.reduce((text, [from, to]) => text.replace(from, to), ALL);
  const [node, rule] = ENTRIES.locations;
  const [lt, notDefined] = SAFE.rule.or;

  test.each<[string, string, object]>([
    ["no change", ALL, {}],
    ["a removed constraint", drift([COLOCATION, ""]), { colocations: [] }],
    [
      "a changed score",
      drift(['score="50"', 'score="60"']),
      { locations: [{ node: "rsha2", score: 60 }, rule] },
    ],
    [
      "a changed rule",
      drift(['value="1"', 'value="5"']),
      { locations: [node, { ...rule, rule: { or: [{ ...lt, value: 5 }, notDefined] } }] },
    ],
    [
      "a removed and a changed constraint",
      drift([NODE, ""], ['boolean-op="or"', 'boolean-op="and"']),
      { locations: [{ ...rule, rule: { and: SAFE.rule.or } }] },
    ],
    [
      "a changed kind",
      drift(['kind="Optional"', 'kind="Serialize"']),
      { orders: [{ first: "x", kind: "Serialize" }, { then: "y" }] },
    ],
    [
      "another resource in its place",
      drift(['rsc="g" with-rsc="x"', 'rsc="y" with-rsc="x"']),
      { colocations: [{ with: "x", resource: "y" }] },
    ],
  ])("is observed by a refresh and repaired by the next run: %s", (_what, constraints, seen) => {
    const trial = on(grouped(FOREIGN + constraints));
    const refreshed = trial.observe(OLD);
    expect(refreshed).toEqual({ ...OLD, ...seen });
    // A second refresh observes the same. A refresh after a repair by hand observes the declared entries.
    expect(trial.observe(refreshed ?? {})).toEqual(refreshed);
    expect(on(grouped(ALL)).observe(refreshed ?? {})).toEqual(OLD);
    const repaired = trial.put(WHOLE, refreshed, "g");
    expect(children(repaired.cib)).toEqual(children(grouped(FOREIGN + ALL)));
    expect({ ...WHOLE, __noted: repaired.kindState }).toEqual(OLD);
  });
});

/** Returns the constraints by their ids, because their order has no meaning. */
const children = (tree: Element): unknown =>
  Object.fromEntries(
    findReferences(tree, "g")
      .concat(findReferences(tree, "x"))
      .map(({ id }) => [id, byId(tree, id)]),
  );

describe("Deletion of a resource with inline constraints", () => {
  const args = { __kind: resourceGroup.type, cluster: CLUSTER, ...OLD } as unknown as Own;
  test("deletes own and adopted constraints and keeps foreign ones", () => {
    const all = grouped(FOREIGN.replace('"g"', '"x"') + ALL);
    expect(writeXml(resourceGroup.remove(all, "g", args))).toBe(
      writeXml(cib(P("x") + P("y") + P("a", HELD), FOREIGN.replace('"g"', '"x"'))),
    );
  });

  test("is blocked only by foreign constraints", () => {
    const all = grouped(FOREIGN + ALL);
    const own = resourceGroup.owning?.ownedConstraints(all, args) ?? [];
    expect(findReferences(all, "g").filter((r) => !own.includes(r.id))).toEqual([
      { id: "theirs", text: "rsc_location theirs" },
    ]);
  });
});

describe("Inline constraints of a primitive", () => {
  const DUMMY = { name: "p", agent: "ocf:pacemaker:Dummy", locations: [{ node: "rsha2" }] };
  const located = (tree: Element): string =>
    findReferences(tree, "p")
      .concat(findReferences(tree, "p-clone"), findReferences(tree, "ping-clone"))
      .filter(({ id }) => byId(tree, id)?.name !== "clone")
      .map(({ id }) => writeXml(byId(tree, id) as Element))
      .join("");
  const at = (id: string, rsc: string): string =>
    `<rsc_location id="location-${id}-rsha2-INFINITY" rsc="${rsc}" node="rsha2" score="INFINITY"/>`;

  test("refer to the primitive, or to its clone", () => {
    const ping = new Trial(pingClone).put({ ...PING, locations: DUMMY.locations });
    expect([located(new Trial(primitive).put(DUMMY).cib), located(ping.cib)]).toEqual([
      at("p", "p"),
      at("ping-clone", "ping-clone"),
    ]);
  });

  test("refer to the clone after the primitive is cloned, and back", () => {
    const alone = new Trial(primitive).then(DUMMY);
    const before = { ...DUMMY, __noted: new Trial(primitive).put(DUMMY).kindState };
    const clone = { ...DUMMY, clone: { name: "p-clone" } };
    const cloned = alone.put(clone, before, "p");
    const back = new Trial(primitive, cloned.cib).put(
      DUMMY,
      { ...clone, __noted: cloned.kindState },
      "p",
    );
    expect([located(cloned.cib), located(back.cib)]).toEqual([at("p", "p-clone"), at("p", "p")]);
  });
});

describe("Inline constraints", () => {
  test("are refused as a separate resource too", () => {
    // What another copy of this package makes has the marks of Pulumi, and no class of ours.
    const clone = {
      ...{ __pulumiResource: true, __pulumiType: resourceType(pingClone) },
      ...{ givenReference: "p-clone", reference: "p-clone" },
    } as unknown as PrimitiveBase;
    const program = {};
    const inline = { colocations: [{ with: clone, score: 1000000 }, { with: clone }] };
    claimObjects(program, "g", inlineClaims("g", inline));
    const alone = (own: object): void =>
      claimObjects(
        program,
        "c",
        constraintClaims(colocationConstraint, { cluster: CLUSTER, ...own }),
      );
    const twin = { resource: "g", with: "p-clone", role: "Started", name: "c" };
    expect(() => alone(twin)).toThrow(
      'c: the constraint rsc_colocation rsc="g" score="INFINITY" with-rsc="p-clone" is already declared by the resource "g" of this program on the same cluster; declare it once',
    );
    const others = [
      { ...twin, score: 5 },
      { ...twin, role: "Stopped" },
      { ...twin, with: new Promise(() => undefined) },
      { ...twin, with: undefined },
    ];
    for (const other of others) expect(() => alone(other)).not.toThrow();
    const rule = { resource: "g", rule: { or: [{ defined: "a" }, { defined: "b" }] } };
    const [claim] = inlineClaims("g", {
      locations: [{ rule: { or: [...rule.rule.or].reverse() } }],
    });
    expect(constraintClaims(locationConstraint, rule)).toEqual([claim]);
  });
});

const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

describe("Validation of inline constraints", () => {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- kinds of different arguments in one table
  test.each<[string, CibKind<any>, object, string[]]>([
    ["valid entries", resourceGroup, WHOLE, []],
    [
      "unknown values",
      resourceGroup,
      {
        ...GROUP,
        colocations: UNKNOWN,
        locations: [UNKNOWN, { rule: UNKNOWN }, { node: UNKNOWN, score: UNKNOWN }],
        orders: [{ first: UNKNOWN }],
      },
      [],
    ],
    [
      "an object instead of a list",
      resourceGroup,
      { ...GROUP, orders: {} },
      ["orders | orders: must be a list"],
    ],
    [
      "several invalid entries",
      primitive,
      {
        name: "p",
        agent: "lsb:x",
        colocations: [{ with: "x", score: "much" }, { score: 5 }, { with: "p" }, 7],
        locations: [{ score: 5 }, { node: "n", rule: { defined: "x" } }, { rule: { defined: "" } }],
        orders: [{}, { first: "x", then: "y" }, { first: "p" }, { then: "y", kind: "Maybe" }],
      },
      [
        `colocations | colocations[0].score: "much" is not a score: give a whole number, "INFINITY" or "-INFINITY"`,
        "colocations | colocations[1].with is required",
        `colocations | colocations[2].with: "p" is the same resource twice`,
        "colocations | colocations[3]: must be an object",
        "locations | locations[0].node is required, or a rule in its place",
        "locations | locations[1].node and rule together: give one of them; a rule can test #uname",
        `locations | locations[2].rule.defined: "" must be a text that is not empty`,
        "orders | orders[0]: give one of first and then: the other side is this resource",
        "orders | orders[1]: give one of first and then: the other side is this resource",
        `orders | orders[2].first: "p" is the same resource twice`,
        `orders | orders[3].kind: "Maybe" is not one of "Mandatory", "Optional", "Serialize"`,
      ],
    ],
    [
      "unknown fields",
      resourceGroup,
      { ...GROUP, colocations: [{ resource: "g", with: "x" }], locations: [{ nod: "n" }] },
      [
        `colocations | colocations[0]: "resource" is not known; use one of: influence, name, nodeAttribute, role, score, with, withRole`,
        `locations | locations[0]: "nod" is not known; use one of: name, node, resourceDiscovery, role, rule, rules, score, scoreAttribute`,
        "locations | locations[0].node is required, or a rule in its place",
      ],
    ],
    [
      "a repeated constraint and a repeated name",
      resourceGroup,
      {
        ...GROUP,
        colocations: [{ with: "x" }, { with: "x", score: 1000000, role: "Started", name: "c" }],
        locations: [
          { node: "n", name: "l" },
          { node: "m", name: "l" },
        ],
      },
      [
        "colocations | colocations[1]: is the same as colocations[0]; declare it once",
        "locations | locations[1]: is the same as locations[0]; declare it once",
      ],
    ],
  ])("returns the expected failures for %s", (_what, kind, own, found) => {
    expect(failures(kind, own)).toEqual(found);
  });
});

describe("Inline constraints with further attributes", () => {
  const own = {
    name: "g",
    members: ["a"],
    colocations: [{ with: "x", influence: false, nodeAttribute: "rack" }],
    locations: [
      { node: "rsha1", role: "Promoted", resourceDiscovery: "exclusive" },
      {
        rules: [
          { rule: { defined: "p" }, score: 5 },
          { rule: { defined: "q" }, role: "Promoted" },
        ],
      },
    ],
    orders: [{ first: "x", requireAll: false }],
  };

  test("are written, observed and put again without a change", () => {
    const trial = on(grouped());
    const put = trial.put(own);
    const noted = { ...own, __noted: put.kindState };
    const after = on(put.cib);
    expect(after.observe(noted, "g")).toEqual(noted);
    expect(after.put(own, noted, "g").cib).toBe(put.cib);
    const rule = (id: string, name: string, more: string): string =>
      `<rule id="${id}"${more}><expression id="${id}-expr" operation="defined" attribute="${name}"/></rule>`;
    expect(xml(put)).toContain(
      `<rsc_colocation id="colocation-g-x-INFINITY" rsc="g" with-rsc="x" score="INFINITY" node-attribute="rack" influence="false"/>` +
        `<rsc_location id="location-g-rsha1-INFINITY" rsc="g" role="Promoted" node="rsha1" score="INFINITY" resource-discovery="exclusive"/>` +
        `<rsc_location id="location-g" rsc="g">${rule("location-g-rule", "p", ' score="5"')}` +
        `${rule("location-g-rule-1", "q", ' role="Promoted" score="INFINITY"')}</rsc_location>` +
        `<rsc_order id="order-x-g-mandatory" first="x" then="g" require-all="false"/>`,
    );
  });

  test("take neither sets nor patterns", () => {
    const of = (list: string, entry: object): string[] =>
      failures(resourceGroup, { name: "g", members: ["a"], [list]: [entry] });
    expect([
      of("orders", { sets: [{ resources: ["a", "x"] }] }),
      of("locations", { resourcePattern: "^a", node: "rsha1" }),
    ]).toEqual([
      [
        'orders | orders[0]: "sets" is not known; use one of: first, firstAction, kind, name, requireAll, symmetrical, then, thenAction',
        "orders | orders[0]: give one of first and then: the other side is this resource",
      ],
      [
        'locations | locations[0]: "resourcePattern" is not known; use one of: name, node, resourceDiscovery, role, rule, rules, score, scoreAttribute',
      ],
    ]);
  });
});
