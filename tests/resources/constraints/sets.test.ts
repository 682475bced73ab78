import { type Element, byId, sectionOf } from "../../../sdk/cib/xml/element";
import { parseXml, writeXml } from "../../../sdk/cib/xml/parse";
import { findReplacement } from "../../../sdk/kind/replacement";
import { colocationConstraint } from "../../../sdk/resources/constraints/colocation";
import { constraintClaims } from "../../../sdk/resources/constraints/claims";
import { locationConstraint } from "../../../sdk/resources/constraints/location";
import { orderConstraint } from "../../../sdk/resources/constraints/order";
import { ticketConstraint } from "../../../sdk/resources/constraints/ticket";
import { cib } from "../../helpers";
import { CLUSTER, Trial, failures } from "../kind-helpers";

const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const UNKNOWN_LIST = "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2";
const UNKNOWN_OBJECT = "dd056dcd-154b-4c76-9bd3-c8f88648b5ff";

const RESOURCES = ["a", "b", "c", "d"].map((id) => `<primitive id="${id}"/>`).join("");
const TAGS = `<tags><tag id="tag"><obj_ref id="a"/></tag><tag id="other"><obj_ref id="b"/></tag></tags>`;

const withSchema = (tree: Element, schema: string): Element => ({
  ...tree,
  attributes: { ...tree.attributes, "validate-with": schema },
});
const written = (tree: Element): string =>
  sectionOf(tree, "constraints").children.map(writeXml).join("");
const message = (run: () => unknown): string => {
  try {
    run();
  } catch (e) {
    return (e as Error).message;
  }
  return "accepted";
};
const colocation = (constraints = ""): Trial<Parameters<typeof colocationConstraint.validate>[0]> =>
  new Trial(colocationConstraint, cib(RESOURCES, constraints, TAGS));

const SETS = [
  { resources: ["a", "b"], sequential: false },
  { resources: ["c"], role: "Promoted", score: 5 },
];

describe("Sets of a constraint", () => {
  const set = (id: string, attributes: string, ...ids: string[]): string =>
    `<resource_set id="${id}"${attributes}>${ids.map((r) => `<resource_ref id="${r}"/>`).join("")}</resource_set>`;
  const constraint = (...sets: string[]): string =>
    `<rsc_colocation id="x" score="INFINITY">${sets.join("")}</rsc_colocation>`;
  const first = set("x_set", ' sequential="false"', "a", "b");
  const second = set("x_set-1", ' role="Promoted" score="5"', "c");
  const own = { name: "x", sets: SETS };

  test("are written with the ids of pcs", () => {
    expect(written(colocation().put({ sets: SETS }).cib)).toBe(
      `<rsc_colocation id="colocation_set_aabbcc" score="INFINITY">` +
        (first + second).replaceAll('"x_', '"colocation_set_aabbcc_') +
        `</rsc_colocation>`,
    );
  });

  test("are adopted with other ids and other words for the same", () => {
    const theirs =
      `<rsc_colocation id="theirs" score="+INFINITY"><!-- ours -->` +
      set("s", ' sequential="no" require-all="true"', "a", "b") +
      set("u", ' role="Master" score="5"', "c") +
      `</rsc_colocation>`;
    const trial = colocation(theirs);
    expect(trial.put({ sets: SETS })).toEqual({ cib: trial.tree, id: "theirs" });
    expect(trial.observe({ sets: SETS }, "theirs")).toEqual({ sets: SETS });
  });

  test.each([
    [
      "the resources in another order",
      constraint(set("s", ' sequential="false"', "b", "a"), second),
    ],
    ["the sets in another order", constraint(second, first)],
    ["another attribute", constraint(set("s", "", "a", "b"), second)],
    ["another set", constraint(first, second, set("s", "", "d"))],
  ])("are not adopted with %s", (_what, theirs) => {
    expect(colocation(theirs).put({ sets: SETS }).id).toBe("colocation_set_aabbcc");
  });

  test("keep their ids when they change, move and go", () => {
    const change = (sets: readonly object[]): string =>
      written(colocation(constraint(first, second)).put({ name: "x", sets }, own, "x").cib);
    const [a, c] = SETS as [object, object];
    expect([
      change([c, a]),
      change([a, { ...c, resources: ["c", "d"] }]),
      change([{ resources: ["d", "a"] }, a, c]),
      change([a]),
    ]).toEqual([
      constraint(second, first),
      constraint(first, set("x_set-1", ' role="Promoted" score="5"', "c", "d")),
      constraint(set("x_set-2", "", "d", "a"), first, second),
      constraint(first),
    ]);
  });

  test("replace single resources and back, whatever the last run declared", () => {
    const pair = { name: "x", resource: "a", with: "b" };
    const single = `<rsc_colocation id="x" rsc="a" with-rsc="b" score="INFINITY"/>`;
    const to = (from: string, args: object, before: object): string =>
      written(colocation(from).put(args, before, "x").cib);
    const sets = constraint(first, second);
    expect([
      to(single, own, pair),
      to(single, own, own),
      to(sets, pair, own).replace(/ score="INFINITY"/, ""),
      to(sets, pair, pair).replace(/ score="INFINITY"/, ""),
    ]).toEqual([
      sets,
      sets,
      ...Array<string>(2).fill(`<rsc_colocation id="x" rsc="a" with-rsc="b"/>`),
    ]);
    expect([colocation(single).observe(own, "x"), colocation(sets).observe(pair, "x")]).toEqual([
      { name: "x" },
      { name: "x", sets: SETS.map((s) => (s.score === 5 ? { ...s, score: "5" } : s)) },
    ]);
  });

  test("stand before the rules of a location", () => {
    const xml = `<rsc_location id="x"><rule id="r" score="5"><expression id="e" operation="defined" attribute="pingd"/></rule></rsc_location>`;
    const trial = new Trial(locationConstraint, cib(RESOURCES, xml));
    const args = { name: "x", sets: [{ resources: ["a"] }], rule: { defined: "pingd" }, score: 5 };
    expect(byId(trial.put(args, args, "x").cib, "x")?.children.map((e) => e.name)).toEqual([
      "resource_set",
      "rule",
    ]);
  });
});

describe("Validation of sets", () => {
  test.each<[string, unknown, string[]]>([
    ["sets of a preview", [{ resources: [UNKNOWN, "a"] }, UNKNOWN_OBJECT], []],
    ["unknown resources", [{ resources: UNKNOWN_LIST }], []],
    ["an unknown list", UNKNOWN_LIST, []],
    ["no list", {}, ["sets: must be a list of sets, such as [{ resources: [a, b] }]"]],
    ["no set", [], ["sets: must have at least one set"]],
    [
      "one resource",
      [{ resources: ["a"] }],
      ["sets: name 1 resource: a constraint of this kind relates at least 2"],
    ],
    [
      "several failures",
      [
        { resources: ["a", "a"], role: "Boss", kind: "x" },
        { resources: [] },
        "b",
        { sequential: 1 },
      ],
      [
        'sets: [0] "kind" is not known; use one of: action, ordering, requireAll, resources, role, score, sequential; ' +
          '[0] resources: "a" is listed more than once; ' +
          '[0] role: "Boss" is not one of "Started", "Promoted", "Unpromoted", "Master", "Slave", "Stopped"; ' +
          "[1] resources: must have at least 1 entry; [2] must be an object with resources; " +
          "[3] resources is required; [3] sequential: 1 is not true or false",
      ],
    ],
  ])("of %s", (_what, sets, expected) => {
    expect(failures(colocationConstraint, { sets })).toEqual(
      expected.map((reason) => `sets | ${reason}`),
    );
  });

  test("refuses what belongs to single resources, and requires one of both", () => {
    const leave = "a constraint with sets does not take it: leave it out, or give it in each set";
    const sets = SETS.map(({ resources }) => ({ resources }));
    expect([
      failures(colocationConstraint, { sets, resource: "a", role: "Started", nodeAttribute: "x" }),
      failures(orderConstraint, { sets, requireAll: false, firstAction: "stop" }),
      failures(locationConstraint, {
        sets,
        node: "rsha1",
        role: "Promoted",
        resourcePattern: "^a",
      }),
      failures(ticketConstraint, { sets, ticket: "t", role: "Promoted" }),
      failures(ticketConstraint, { ticket: "t" }),
      failures(locationConstraint, { node: "rsha1" }),
      failures(locationConstraint, { node: "rsha1", resource: "a", resourcePattern: "^a" }),
      failures(colocationConstraint, { resource: "a" }),
    ]).toEqual([
      [
        "resource | resource and sets together: give one of them",
        `role | role: ${leave}`,
        `nodeAttribute | nodeAttribute: ${leave}`,
      ],
      [`firstAction | firstAction: ${leave}`, `requireAll | requireAll: ${leave}`],
      [`resourcePattern | resourcePattern: ${leave}`, `role | role: ${leave}`],
      [`role | role: ${leave}`],
      ["resource | resource is required, or sets in its place"],
      ["resource | resource is required, or resourcePattern or sets in its place"],
      ["resourcePattern | resource and resourcePattern together: give one of them"],
      ["with | with is required"],
    ]);
  });
});

describe("The references of sets", () => {
  test("are refused by their paths if the cluster lacks them", () => {
    const sets = [{ resources: ["a", "x"] }, { resources: ["y"] }];
    expect(message(() => colocation().put({ sets }))).toBe(
      "sets[0].resources[1]: there is no resource x in the cluster (there is: a, b, c, d)\n" +
        "sets[1].resources[0]: there is no resource y in the cluster (there is: a, b, c, d)",
    );
  });

  test("may be tags, of which one side of a colocation takes one", () => {
    expect([
      message(() => colocation().put({ sets: [{ resources: ["tag", "c"] }] })),
      message(() => colocation().put({ resource: "tag", with: "c" })),
      message(() => colocation().put({ resource: "tag", with: "other" })),
    ]).toEqual([
      "accepted",
      "accepted",
      "with: tag and other stand for several resources, and Pacemaker ignores such a colocation: give their resources as sets",
    ]);
  });

  test("replace the constraint if one of them is unknown in a preview", () => {
    const args = (sets: unknown): never => ({ __kind: "", cluster: CLUSTER, sets }) as never;
    const replaced = (sets: unknown): readonly string[] =>
      findReplacement(colocationConstraint, args(SETS), args(sets)).properties;
    expect([
      replaced([{ resources: ["a", UNKNOWN] }]),
      replaced(UNKNOWN_LIST),
      replaced([{ resources: ["a", "d"] }]),
      replaced([UNKNOWN_OBJECT]),
      replaced([{ resources: ["a", "b"], sequential: UNKNOWN, score: UNKNOWN }]),
    ]).toEqual([["sets"], ["sets"], [], ["sets"], []]);
  });

  test("are waited for", () => {
    const args = { __kind: "", cluster: CLUSTER, sets: SETS } as never;
    expect(colocationConstraint.awaits(cib(RESOURCES), "x", args)).toEqual({
      resources: ["a", "b", "c"],
      onlySettled: true,
    });
  });

  test("are part of the claim of a constraint, in any words", () => {
    const claim = (sets: readonly object[]): readonly string[] =>
      constraintClaims(colocationConstraint, { sets });
    expect(claim([{ resources: ["a", "b"], sequential: true, role: "Master" }])).toEqual(
      claim([{ resources: ["a", "b"], role: "Promoted" }]),
    );
    expect(claim([{ resources: ["a", "b"] }])).not.toEqual(claim([{ resources: ["b", "a"] }]));
  });
});

describe("An argument that the cluster's schema lacks", () => {
  const refusal = (schema: string, kind: unknown, args: object): string =>
    message(() =>
      new Trial(kind as typeof colocationConstraint, withSchema(cib(RESOURCES), schema)).put(args),
    );
  const reason = (name: string, needs: string, has: string): string =>
    `${name}: needs the schema pacemaker-${needs} or newer, and the cluster has pacemaker-${has}: leave it out, or raise the schema (cibadmin --upgrade)`;

  test.each<[string, string, unknown, object, string]>([
    [
      "3.5",
      "3.6",
      colocationConstraint,
      { resource: "a", with: "b", influence: true },
      "influence",
    ],
    ["2.2", "2.3", orderConstraint, { first: "a", then: "b", requireAll: true }, "requireAll"],
    [
      "2.1",
      "2.2",
      locationConstraint,
      { resource: "a", node: "rsha1", resourceDiscovery: "never" },
      "resourceDiscovery",
    ],
    ["2.5", "2.6", locationConstraint, { resourcePattern: "^a", node: "rsha1" }, "resourcePattern"],
    [
      "2.0",
      "2.1",
      colocationConstraint,
      { sets: [{ resources: ["a", "b"], ordering: "listed" }] },
      "sets[0].ordering",
    ],
    [
      "2.9",
      "3.0",
      orderConstraint,
      { sets: [{ resources: ["a", "b"], kind: "Optional" }] },
      "sets[0].kind",
    ],
    ["1.0", "1.2", ticketConstraint, { resource: "a", ticket: "t" }, "ticket"],
  ])("is refused with pacemaker-%s and accepted with %s", (old, needed, kind, args, name) => {
    expect([
      refusal(`pacemaker-${old}`, kind, args),
      refusal(`pacemaker-${needed}`, kind, args),
      refusal("none", kind, args),
    ]).toEqual([reason(name, needed, old), "accepted", "accepted"]);
  });

  test("several rules are refused from pacemaker-4.0 on", () => {
    const rules = [{ rule: { defined: "a" } }, { rule: { defined: "b" } }];
    const args = { resource: "a", rules };
    expect([
      refusal("pacemaker-4.0", locationConstraint, args),
      refusal("pacemaker-3.10", locationConstraint, args),
      refusal("pacemaker-4.0", locationConstraint, { resource: "a", rules: rules.slice(1) }),
    ]).toEqual([
      "rules: the schema pacemaker-4.0 takes one rule in a location: declare a constraint for each rule",
      "accepted",
      "accepted",
    ]);
  });
});

describe("Roles", () => {
  test.each([
    ["pacemaker-3.6", "Master", "Slave"],
    ["pacemaker-3.7", "Promoted", "Unpromoted"],
    ["none", "Promoted", "Unpromoted"],
  ])("are written as the schema knows them: %s", (schema, promoted, unpromoted) => {
    const put = (kind: unknown, args: object): string =>
      written(
        new Trial(kind as typeof colocationConstraint, withSchema(cib(RESOURCES), schema)).put(args)
          .cib,
      );
    for (const [one, other] of [
      ["Promoted", "Unpromoted"],
      ["Master", "Slave"],
    ] as const) {
      expect([
        put(colocationConstraint, { resource: "a", with: "b", role: one, withRole: other }),
        put(ticketConstraint, { resource: "a", ticket: "t", role: one }),
        put(ticketConstraint, { ticket: "t", sets: [{ resources: ["a"], role: one }] }),
        put(locationConstraint, { resource: "a", rule: { defined: "x" }, score: 5, role: other }),
      ]).toEqual([
        `<rsc_colocation id="colocation-a-b-INFINITY" rsc="a" with-rsc="b" score="INFINITY" rsc-role="${promoted}" with-rsc-role="${unpromoted}"/>`,
        `<rsc_ticket id="ticket-t-a-${promoted}" rsc="a" rsc-role="${promoted}" ticket="t"/>`,
        `<rsc_ticket id="ticket_set_aa" ticket="t"><resource_set id="ticket_set_aa_set" role="${promoted}"><resource_ref id="a"/></resource_set></rsc_ticket>`,
        `<rsc_location id="location-a" rsc="a"><rule id="location-a-rule" role="${unpromoted}" score="5"><expression id="location-a-rule-expr" operation="defined" attribute="x"/></rule></rsc_location>`,
      ]);
    }
  });
});

describe("A location by a pattern", () => {
  const trial = new Trial(locationConstraint, cib(RESOURCES));
  const args = (resourcePattern: string): never =>
    ({ __kind: "", cluster: CLUSTER, resourcePattern, node: "rsha1" }) as never;

  test("warns if it matches no resource now, and waits for those that match", () => {
    const put = (resourcePattern: string): unknown =>
      trial.put({ resourcePattern, node: "rsha1" }).warnings;
    expect([put("^[ab]$"), put("^x")]).toEqual([
      undefined,
      ['resourcePattern: "^x" matches no resource now'],
    ]);
    expect(locationConstraint.awaits(trial.tree, "", args("^[ab]$")).resources).toEqual(["a", "b"]);
  });

  test("refuses what is no regular expression", () => {
    const found = ["(", "[a", "^db-", "!^db", "a++"].map((p) =>
      locationConstraint.validate(args(p)),
    );
    expect(found.map((list) => list.map((f) => f.reason))).toEqual([
      ['resourcePattern: "(" is not a regular expression, such as "^db-"'],
      ['resourcePattern: "[a" is not a regular expression, such as "^db-"'],
      [],
      [],
      [],
    ]);
  });

  test("takes the place of a resource and back", () => {
    const [pair, pattern] = [
      { name: "x", resource: "a", node: "rsha1" },
      { name: "x", resourcePattern: "^a", node: "rsha1" },
    ];
    const xml = (attribute: string): string =>
      `<rsc_location id="x" ${attribute} node="rsha1" score="INFINITY"/>`;
    const to = (from: string, own: object, before: object): unknown =>
      parseXml(
        written(new Trial(locationConstraint, cib(RESOURCES, from)).put(own, before, "x").cib),
      );
    expect([
      to(xml('rsc="a"'), pattern, pair),
      to(xml('rsc="a"'), pattern, pattern),
      to(xml('rsc-pattern="^a"'), pair, pair),
    ]).toEqual([
      parseXml(xml('rsc-pattern="^a"')),
      parseXml(xml('rsc-pattern="^a"')),
      parseXml(xml('rsc="a"')),
    ]);
  });
});

describe("Several rules of a location", () => {
  const RULES = [
    { rule: { defined: "pingd" }, scoreAttribute: "pingd" },
    { rule: { notDefined: "site" }, score: 5, role: "Promoted" },
  ];
  const [one, two] = [
    `<rule id="r1" score-attribute="pingd"><expression id="e1" operation="defined" attribute="pingd"/></rule>`,
    `<rule id="r2" score="+5" role="Master"><expression id="e2" operation="not_defined" attribute="site"/></rule>`,
  ];
  const on = (...rules: string[]): Trial<Parameters<typeof locationConstraint.validate>[0]> =>
    new Trial(
      locationConstraint,
      cib(RESOURCES, `<rsc_location id="l" rsc="a">${rules.join("")}</rsc_location>`),
    );
  const own = { resource: "a", rules: RULES };

  test("are adopted in any order and observed in the order of the program", () => {
    const trial = on(two, one);
    expect(trial.put(own)).toEqual({ cib: trial.tree, id: "l" });
    expect(trial.observe(own, "l")).toEqual(own);
    expect(on(two).put(own).id).toBe("location-a");
  });

  test("keep the ids of equal rules when others come and go", () => {
    const change = (rules: readonly object[]): string =>
      written(on(one, two).put({ name: "l", resource: "a", rules }, own, "l").cib);
    const added = `<rule id="l-rule" score="INFINITY"><expression id="l-rule-expr" operation="defined" attribute="x"/></rule>`;
    const location = (...rules: string[]): string =>
      `<rsc_location id="l" rsc="a">${rules.join("")}</rsc_location>`;
    expect([
      change([...RULES, { rule: { defined: "x" } }]),
      change(RULES.slice(1)),
      change([{ ...RULES[1], score: 7 }, RULES[0] as object]),
    ]).toEqual([
      location(one, two, added),
      location(two),
      location(one, two.replace('"+5"', '"7"')),
    ]);
  });

  test("take the place of one rule, which is observed as a list then", () => {
    const single = { resource: "a", rule: RULES[0]?.rule, scoreAttribute: "pingd" };
    expect([on(one).observe(own, "l"), on(one, two).observe(single, "l")]).toEqual([
      { resource: "a", rules: [RULES[0]] },
      { resource: "a", rules: [RULES[0], { ...RULES[1], score: "+5", role: "Master" }] },
    ]);
  });

  test("returns every failure of a list of rules", () => {
    const of = (rules: unknown, more: object = {}): string[] =>
      failures(locationConstraint, { resource: "a", rules, ...more });
    const scores =
      "score and scoreAttribute together: give one: a score, or the node attribute that is the score";
    expect([
      of(UNKNOWN_LIST),
      of([UNKNOWN_OBJECT, { rule: UNKNOWN_OBJECT, score: UNKNOWN }]),
      of([]),
      of({}),
      of([
        { rule: {}, score: 5, scoreAttribute: "x" },
        {},
        { rule: { defined: "x" }, role: "Boss", weight: 1 },
      ]),
      of(RULES, { rule: { defined: "x" }, node: "rsha1", score: 5, role: "Promoted" }),
    ]).toEqual([
      [],
      [],
      ["rules | rules: is empty: give at least one { rule }, or a node"],
      ["rules | rules: must be a list"],
      [
        "rules | rules[0].rule: {} is not an expression: give { attribute, operation, value }, { defined }, { notDefined }, { and }, { or } or { date }",
        `rules | rules[0]: ${scores}`,
        'rules | rules[1]: must be an object with a rule, such as { rule: { defined: "pingd" } }',
        'rules | rules[2]: "weight" is not known; use one of: role, rule, score, scoreAttribute',
        'rules | rules[2].role: "Boss" is not one of "Started", "Promoted", "Unpromoted", "Master", "Slave", "Stopped"',
      ],
      [
        "rule | node and rule together: give one of them; a rule can test #uname",
        "rules | node and rules together: give one of them; a rule can test #uname",
        "rules | rule and rules together: give one of them",
        "score | score and rules together: give it in each of the rules",
        "role | role and rules together: give it in each of the rules",
      ],
    ]);
  });
});
