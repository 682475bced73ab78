import { type Element, byId, sectionOf } from "../../../sdk/cib/xml/element";
import { findReferences } from "../../../sdk/cib/model/references";
import { parseXml, writeXml } from "../../../sdk/cib/xml/parse";
import { locationConstraint } from "../../../sdk/resources/constraints/location";
import { cib, fixtureXml } from "../../helpers";
import { Trial } from "../kind-helpers";
import { LOCATIONS, SAFE } from "./location-rules";

const P = (id: string): string => `<primitive id="${id}" class="ocf" type="Dummy"/>`;
const RSC = P("a") + P("b");
const LT = `<expression id="location-a-rule-expr" operation="lt" attribute="pingd" value="1"/>`;
const NONE = `<expression id="location-a-rule-expr-1" operation="not_defined" attribute="pingd"/>`;
const or = (...inside: string[]): string =>
  `<rsc_location id="location-a" rsc="a"><rule id="location-a-rule" boolean-op="or" score="-INFINITY">${inside.join("")}</rule></rsc_location>`;

const on = (constraints = ""): Trial<Parameters<typeof locationConstraint.validate>[0]> =>
  new Trial(locationConstraint, cib(RSC, constraints));
const written = (tree: Element): string =>
  sectionOf(tree, "constraints").children.map(writeXml).join("");
/** Puts the declared location over a constraint that was edited by hand. */
const repaired = (constraint: string, own: object, before: object = own): string => {
  const id = parseXml(constraint).attributes.id ?? "";
  return written(on(constraint).put(own, before, id).cib);
};

/** Sorts attributes by name, because pcs writes them in another order. */
const sorted = ({ name, attributes, children }: Element): unknown => ({
  name,
  attributes: Object.fromEntries(Object.entries(attributes).sort()),
  children: children.map(sorted),
});

describe("LocationConstraint and pcs", () => {
  test("creates the rules and ids that pcs writes", () => {
    const golden = fixtureXml("cib/rules-pcs-0.11.5.xml");
    const empty = cib(P("abiquo_rs"));
    const made = LOCATIONS.reduce<Trial<never>>(
      (trial, own) => trial.then(own),
      new Trial(locationConstraint, empty) as unknown as Trial<never>,
    );
    expect(sectionOf(made.tree, "constraints").children.map(sorted)).toEqual(
      sectionOf(golden, "constraints").children.map(sorted),
    );
  });

  test("adopts constraints of pcs without a change", () => {
    const golden = fixtureXml("cib/rules-pcs-0.11.5.xml");
    const trial = new Trial(locationConstraint, golden);
    const ids = LOCATIONS.map((own) => trial.put(own).id);
    expect(LOCATIONS.map((own, i) => trial.observe(own, ids[i]))).toEqual(LOCATIONS);
    expect(LOCATIONS.map((own) => trial.put(own).cib === golden)).toEqual(
      LOCATIONS.map(() => true),
    );
  });
});

describe("A LocationConstraint with a rule", () => {
  const theirs = (rule: string, attributes = ""): string =>
    `<rsc_location id="theirs" rsc="a"${attributes}>${rule}</rsc_location>`;
  const safe = (inside: string, attributes = `boolean-op="or"`): string =>
    theirs(`<rule ${attributes} score="-1000000" id="r">${inside}</rule>`);
  const E1 = `<expression attribute="pingd" id="e1" operation="not_defined"/>`;
  const E2 = `<expression value="1" type="number" id="e2" attribute="pingd" operation="lt"/>`;

  test.each([
    ["expressions in another order, with other ids", safe(E1 + E2)],
    [
      "an expression inside a nested rule",
      safe(`${E2}<rule id="x" score="0" boolean-op="and">${E1}</rule>`),
    ],
    ["a comment", safe(`<!-- the gateway -->${E1}${E2}`)],
    ["the role Started", safe(E1 + E2, `boolean-op="or" role="Started"`)],
    ["1.0 as the number", safe(E1 + E2.replace(`"1"`, `"1.0"`))],
  ])("adopts an equal rule with %s", (_what, constraint) => {
    const trial = on(constraint);
    expect(trial.put(SAFE)).toEqual({ cib: trial.tree, id: "theirs" });
    expect(trial.observe(SAFE, "theirs")).toEqual(SAFE);
  });

  test.each([
    ["all expressions required", safe(E1 + E2, `boolean-op="and"`)],
    ["no boolean-op, which requires all expressions", safe(E1 + E2, "")],
    [
      "an additional expression",
      safe(`${E1}${E2}<expression id="e3" attribute="x" operation="defined"/>`),
    ],
    ["a comparison as texts", safe(E1 + E2.replace("number", "string"))],
    ["a lifetime", safe(E1 + E2).replace("</rsc_location>", `<lifetime/></rsc_location>`)],
    ["another role", safe(E1 + E2).replace(`rsc="a"`, `rsc="a" role="Promoted"`)],
    ["a score attribute", safe(E1 + E2).replace(`score="-1000000"`, `score-attribute="x"`)],
  ])("creates a new constraint beside a rule with %s", (_what, constraint) => {
    expect(on(constraint).put(SAFE).id).toBe("location-a");
  });

  test("adopts a rule without boolean-op if all expressions are required", () => {
    const { or: list } = SAFE.rule;
    const trial = on(safe(E1 + E2, ""));
    const all = { ...SAFE, rule: { and: list } };
    expect([trial.put(all).id, trial.observe(all, "theirs")]).toEqual(["theirs", all]);
  });
});

describe("Drift of a rule", () => {
  const [lt, notDefined] = SAFE.rule.or;
  test.each<[string, string, object, string?]>([
    [
      "a changed value",
      or(LT.replace('"1"', '"5"'), NONE),
      { or: [{ ...lt, value: 5 }, notDefined] },
    ],
    [
      "a changed operation",
      or(LT.replace('"lt"', '"gte"'), NONE),
      { or: [{ ...lt, operation: "gte" }, notDefined] },
    ],
    [
      "an added type",
      or(LT.replace("value", 'type="version" value'), NONE),
      { or: [{ ...lt, type: "version" }, notDefined] },
    ],
    ["a removed expression", or(LT), { or: [lt] }],
    [
      "an added expression",
      or(LT, NONE, `<expression id="x" operation="defined" attribute="y"/>`),
      { or: [lt, notDefined, { defined: "y" }] },
    ],
    ["a changed boolean-op", or(LT, NONE).replace('"or"', '"and"'), { and: [lt, notDefined] }],
    ["another attribute", or(LT, NONE.replace("pingd", "x")), { or: [lt, { notDefined: "x" }] }],
    [
      "a rule in place of an expression",
      or(
        LT,
        `<rule id="x" score="0"><date_expression id="y" operation="gt" start="2030-01-01"/></rule>`,
      ),
      { or: [lt, { date: { operation: "gt", start: "2030-01-01" } }] },
    ],
  ])("observes %s and repairs it with the same ids", (_what, constraint, rule) => {
    expect(on(constraint).observe(SAFE, "location-a")).toEqual({ ...SAFE, rule });
    expect(repaired(constraint, SAFE)).toBe(or(LT, NONE));
    expect(repaired(constraint, SAFE, { ...SAFE, rule })).toBe(or(LT, NONE));
  });

  test("observes and repairs a changed score and a score attribute in its place", () => {
    const score = or(LT, NONE).replace('score="-INFINITY"', 'score="5"');
    const attribute = or(LT, NONE).replace('score="-INFINITY"', 'score-attribute="x"');
    const { score: _score, ...unscored } = SAFE;
    expect([
      on(score).observe(SAFE, "location-a"),
      on(attribute).observe(SAFE, "location-a"),
      repaired(score, SAFE),
      repaired(attribute, SAFE).replace(/ score="-INFINITY"/, ""),
    ]).toEqual([
      { ...SAFE, score: "5" },
      { ...unscored, scoreAttribute: "x" },
      or(LT, NONE),
      or(LT, NONE).replace(/ score="-INFINITY"/, ""),
    ]);
  });

  test("observes and repairs a removed constraint", () => {
    expect([on().observe(SAFE, "location-a"), written(on().put(SAFE).cib)]).toEqual([
      undefined,
      or(LT, NONE),
    ]);
  });
});

describe("A boolean in a rule", () => {
  const rule = { attribute: "maintenance", operation: "eq", value: true };
  const own = { resource: "a", rule, score: -5 };
  const comparing = (value: string): string =>
    `<rsc_location id="location-a" rsc="a"><rule id="location-a-rule" score="-5"><expression ` +
    `id="location-a-rule-expr" operation="eq" attribute="maintenance" value="${value}"/></rule></rsc_location>`;

  test("is written as its text, and equal to it", () => {
    const trial = on().then(own);
    expect(written(trial.tree)).toBe(comparing("true"));
    const text = { ...own, rule: { ...rule, value: "true" } };
    expect([trial.observe(own, "location-a"), trial.observe(text, "location-a")]).toEqual([
      own,
      text,
    ]);
    expect(trial.put(text, own, "location-a").cib).toBe(trial.tree);
  });

  test.each([
    ["false", false],
    ["no", "no"],
    ["1", "1"],
  ])("is observed and repaired after a change to %s", (text, value) => {
    expect(on(comparing(text)).observe(own, "location-a")).toEqual({
      ...own,
      score: -5,
      rule: { ...rule, value },
    });
    expect(repaired(comparing(text), own)).toBe(comparing("true"));
  });
});

describe("Update of a LocationConstraint", () => {
  test("keeps equal expressions, edits changed ones and appends new ones", () => {
    const [lt, notDefined] = SAFE.rule.or;
    const more = { and: [{ defined: "site" }, { attribute: "site", operation: "eq", value: "x" }] };
    const next = { ...SAFE, score: -50, rule: { or: [notDefined, more, { ...lt, value: 2 }] } };
    expect(repaired(or(LT, NONE), next, SAFE)).toBe(
      or(
        LT.replace('"1"', '"2"'),
        NONE,
        `<rule id="location-a-rule-rule" boolean-op="and" score="0">` +
          `<expression id="location-a-rule-rule-expr" operation="defined" attribute="site"/>` +
          `<expression id="location-a-rule-rule-expr-1" operation="eq" attribute="site" value="x"/></rule>`,
      ).replace("-INFINITY", "-50"),
    );
  });

  const NODE = { resource: "a", node: "rsha1", score: 50 };
  const node = `<rsc_location id="location-a" rsc="a" node="rsha1" score="50"/>`;

  test("replaces a node by a rule and back, whatever the last run declared", () => {
    expect([
      repaired(node, SAFE, NODE),
      repaired(node, SAFE),
      repaired(or(LT, NONE), NODE, SAFE),
      repaired(or(LT, NONE), NODE),
    ]).toEqual([or(LT, NONE), or(LT, NONE), node, node]);
    expect([
      on(node).observe(SAFE, "location-a"),
      on(or(LT, NONE)).observe(NODE, "location-a"),
    ]).toEqual([{ ...NODE, score: "50" }, SAFE]);
  });

  test("keeps further attributes and elements of a foreign constraint", () => {
    const lifetime = `<lifetime><rule id="l" score="0"><date_expression id="d" operation="lt" end="2030-01-01"/></rule></lifetime>`;
    const foreign = (inside: string): string =>
      `<rsc_location id="location-a" rsc="a" resource-discovery="never">${inside}${lifetime}</rsc_location>`;
    const rule = `<rule id="location-a-rule" boolean-op="or" score="-INFINITY">${LT}${NONE}</rule>`;
    const named = `<rsc_location id="location-a" rsc="a" resource-discovery="never" node="rsha1" score="50">${lifetime}</rsc_location>`;
    expect([
      repaired(foreign(rule.replace('"1"', '"7"')), SAFE),
      repaired(named, SAFE, NODE),
      repaired(foreign(rule), NODE, SAFE),
    ]).toEqual([foreign(rule), foreign(rule), named]);
  });
});

describe("A constraint that no program can declare", () => {
  const rule = (attributes: string, inside = LT): string =>
    `<rule id="r" score="5"${attributes}>${inside}</rule>`;
  const one = (inside: string, attributes = `rsc="a"`): string =>
    `<rsc_location id="l" ${attributes}>${inside}</rsc_location>`;
  test.each([
    [
      "a rule of another object",
      one(`<rule id-ref="other"/>`),
      "it is the rule other of another object (id-ref)",
    ],
    [
      "a nested rule with a role",
      one(rule("", `<rule id="n" role="Promoted" score="0">${LT}</rule>`)),
      "it holds for the role Promoted only",
    ],
    [
      "a rule for operations",
      one(rule("", `<op_expression id="o" name="monitor"/>`)),
      "it asks for op_expression",
    ],
    [
      "a value of the resource",
      one(rule("", LT.replace("value", 'value-source="meta" value'))),
      "it takes a value from a meta of the resource",
    ],
    [
      "a value for defined",
      one(rule("", LT.replace('"lt"', '"defined"'))),
      "it has a value for defined",
    ],
    [
      "the moon",
      one(
        rule(
          "",
          `<date_expression id="d" operation="date_spec"><date_spec id="s" moon="4"/></date_expression>`,
        ),
      ),
      "its date_spec has moon",
    ],
  ])("is not changed, and the error gives the reason: %s", (_what, constraint, why) => {
    const own = { ...SAFE, name: "l" };
    const trial = on(constraint);
    expect(trial.observe(own, "l")).not.toMatchObject(SAFE);
    for (const declared of [own, { resource: "a", node: "rsha1", name: "l" }])
      expect(() => trial.put(declared, declared, "l")).toThrow(
        `l in the cluster is left as it is: ${why}, which cannot be declared here; change it by hand, or delete it ` +
          `(pcs constraint delete l) and run again, or declare another constraint under another name`,
      );
    expect(trial.put(SAFE).id).toBe("location-a");
  });
});

describe("A rule in a cluster", () => {
  test("refuses a rule that the cluster's schema or Pacemaker does not support, with an alternative", () => {
    const old = (attributes: string): Element => ({
      ...cib(RSC),
      attributes: { ...cib().attributes, ...parseXml(`<x ${attributes}/>`).attributes },
    });
    const refusal = (attributes: string, rule: object): string => {
      try {
        new Trial(locationConstraint, old(attributes)).put({ resource: "a", rule });
      } catch (e) {
        return (e as Error).message;
      }
      return "accepted";
    };
    const integer = { attribute: "x", operation: "lt", value: 1, type: "integer" };
    const minutes = {
      date: { operation: "in_range", start: "2030-01-01", duration: { minutes: 5 } },
    };
    const fraction = { attribute: "load", operation: "gt", value: 1.5 };
    const [ancient, newer] = [
      `validate-with="pacemaker-1.2" crm_feature_set="3.0.7"`,
      `validate-with="pacemaker-3.9" crm_feature_set="3.16.1"`,
    ];
    expect([
      refusal(ancient, integer),
      refusal(ancient, { or: [minutes, { defined: "x" }] }),
      refusal(ancient, fraction),
      ...[integer, minutes, fraction].map((rule) => refusal(newer, rule)),
      ...[integer, minutes, fraction].map((rule) => refusal(`validate-with="none"`, rule)),
    ]).toEqual([
      'rule: type: "integer" of x needs the schema pacemaker-3.5 or newer, and the cluster has pacemaker-1.2: leave the type out',
      "rule: date.duration.minutes needs the schema pacemaker-3.9 or newer, and the cluster has pacemaker-1.2: use a part that older schemas know, such as hours, or raise the schema (cibadmin --upgrade)",
      "rule: value: this Pacemaker compares whole numbers from -2147483648 to 2147483647 (2.0.5 and later take 1.5 for load)",
      ...Array<string>(6).fill("accepted"),
    ]);
  });

  test("refers to its resource also with a rule", () => {
    const tree = on(or(LT, NONE)).tree;
    expect([findReferences(tree, "a"), findReferences(tree, "pingd")]).toEqual([
      [{ id: "location-a", text: "rsc_location location-a" }],
      [],
    ]);
    expect(byId(tree, "location-a-rule")?.name).toBe("rule");
  });
});
