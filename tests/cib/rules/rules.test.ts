import * as fc from "fast-check";
import { type Element, element } from "../../../sdk/cib/xml/element";
import { hasEqualRules } from "../../../sdk/cib/rules/location-rule";
import {
  COMPARISONS,
  type Expression,
  type LocationRule,
  VALUE_TYPES,
  combinedExpressions,
  expressionKey,
} from "../../../sdk/cib/rules/rule";
import { DATE_SPEC, DURATION, parseMoment } from "../../../sdk/cib/rules/date";
import { observeExpression } from "../../../sdk/cib/rules/match";
import { readExpression, readRule } from "../../../sdk/cib/rules/read";
import { describeRule } from "../../../sdk/cib/rules/describe";
import { describeUnsupported } from "../../../sdk/cib/rules/schema-support";
import { buildRule, buildSetRule, editRule, editSetRule } from "../../../sdk/cib/rules/write";
import { parseXml, writeXml } from "../../../sdk/cib/xml/parse";

const ids = (): ((proposed: string) => string) => {
  let n = 0;
  return (proposed) => `${proposed}-${String(n++)}`;
};
const reread = (rule: LocationRule): LocationRule | string =>
  readRule(parseXml(writeXml(buildRule("l", rule, ids()))));

const name = fc.constantFrom("pingd", "#uname", "site", "load", "a-b");
const text = fc.constantFrom(
  "1",
  "01",
  "1.0",
  "rsha1",
  "x y",
  "true",
  "false",
  "1.2.3",
  "-7",
  `<&'"> é`,
);
const number = fc.oneof(fc.integer(), fc.constantFrom(1.5, -0.25));
const date = fc.constantFrom(
  "2030-01-31",
  "2030-01-31T22:00:00",
  "2030-01-31 22:00:00Z",
  "2030-02-01 00:00:00 +02:00",
);
const some = (names: readonly string[]): fc.Arbitrary<Record<string, number | string>> =>
  fc.dictionary(
    fc.constantFrom(...names),
    fc.oneof(fc.integer({ min: 1, max: 7 }), fc.constant("2-5")),
    {
      minKeys: 1,
      maxKeys: 3,
    },
  );
const dates = fc.oneof(
  fc.record({ operation: fc.constant("gt"), start: date }),
  fc.record({ operation: fc.constant("lt"), end: date }),
  fc.record({ operation: fc.constant("in_range"), start: date, end: date }),
  fc.record({ operation: fc.constant("in_range"), start: date, duration: some(DURATION) }),
  fc.record({ operation: fc.constant("date_spec"), spec: some(Object.keys(DATE_SPEC)) }),
);
const leaf = fc.oneof(
  fc.record(
    {
      attribute: name,
      operation: fc.constantFrom(...COMPARISONS),
      value: fc.oneof(text, number, fc.boolean()),
      type: fc.constantFrom(...VALUE_TYPES),
    },
    { requiredKeys: ["attribute", "operation", "value"] },
  ),
  fc.record({ defined: name }),
  fc.record({ notDefined: name }),
  fc.record({ date: dates }),
);
const { expression } = fc.letrec((tie) => {
  const list = fc.array(tie("expression"), { minLength: 1, maxLength: 4 });
  return {
    expression: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      leaf,
      fc.record({ and: list }),
      fc.record({ or: list }),
    ),
  };
}) as unknown as { expression: fc.Arbitrary<Expression> };
const rules = fc.oneof(
  fc.record({ expression, score: fc.constantFrom("5", "-INFINITY") }),
  fc.record({ expression, scoreAttribute: name }),
) as fc.Arbitrary<LocationRule>;

describe("Rules", () => {
  test("reads a written rule back in its declared form", () => {
    fc.assert(
      fc.property(rules, (rule) => {
        const read = reread(rule) as LocationRule;
        const { expression: x, ...scored } = read;
        const { expression: own, ...declared } = rule;
        expect({ ...scored, x: observeExpression(own, x), key: expressionKey(x) }).toEqual({
          ...declared,
          x: own,
          key: expressionKey(own),
        });
        expect(reread(read)).toEqual(read);
      }),
      { numRuns: 1000 },
    );
  });

  test("edits any rule into any other, after which nothing is left to change", () => {
    fc.assert(
      fc.property(rules, rules, (before, after) => {
        const free = ids();
        const edited = editRule(buildRule("l", before, free), after, free);
        const constraint = element("rsc_location", { id: "l", rsc: "a" }, [edited]);
        expect(hasEqualRules(constraint, [after])).toBe(true);
        expect(editRule(edited, after, free)).toBe(edited);
        const found = [...writeXml(edited).matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
        expect(new Set(found).size).toBe(found.length);
      }),
      { numRuns: 1000 },
    );
  });

  test("observes a changed rule as declared only if the meaning is the same", () => {
    fc.assert(
      fc.property(rules, rules, ({ expression: a }, { expression: b }) => {
        const seen = observeExpression(a, b);
        expect(expressionKey(seen)).toBe(expressionKey(b));
        expect(JSON.stringify(seen) === JSON.stringify(a)).toBe(
          expressionKey(a) === expressionKey(b),
        );
      }),
      { numRuns: 1000 },
    );
  });
});

describe("The rule of a set of values", () => {
  const RULES: readonly (readonly [string, Expression])[] = [
    [
      "resource ocf:pacemaker:Dummy",
      { resource: { class: "ocf", provider: "pacemaker", type: "Dummy" } },
    ],
    ["resource ::Dummy", { resource: { type: "Dummy" } }],
    ["op monitor", { operation: { name: "monitor" } }],
    [
      "(resource ::Dummy or resource systemd::) and op monitor interval=10s",
      {
        and: [
          { or: [{ resource: { type: "Dummy" } }, { resource: { class: "systemd" } }] },
          { operation: { name: "monitor", interval: "10s" } },
        ],
      },
    ],
  ];
  const on = (schema: string): Element => element("cib", { "validate-with": schema });

  test("is built with the ids of pcs, and with a score where pcs writes one", () => {
    const build = (schema: string): string =>
      writeXml(buildSetRule(on(schema), "s", RULES[3]?.[1] as Expression, (id) => id));
    const inside =
      `<rule id="s-rule-rule" boolean-op="or" score="0"><rsc_expression id="s-rule-rule-rsc-Dummy" type="Dummy"/>` +
      `<rsc_expression id="s-rule-rule-rsc-systemd" class="systemd"/></rule>` +
      `<op_expression id="s-rule-op-monitor" name="monitor" interval="10s"/></rule>`;
    expect([build("pacemaker-3.9"), build("pacemaker-4.0")]).toEqual([
      `<rule id="s-rule" boolean-op="and" score="INFINITY">${inside}`,
      `<rule id="s-rule" boolean-op="and">${inside}`,
    ]);
  });

  test.each(RULES)("is read back, described and found equal: %s", (words, x) => {
    const rule = buildSetRule(on("pacemaker-3.9"), "s", x, ids());
    const read = readExpression(rule) as Expression;
    expect([describeRule(rule), expressionKey(read)]).toEqual([words, expressionKey(x)]);
    expect(observeExpression(x, read)).toEqual(x);
    expect(editSetRule(rule, x, ids())).toBe(rule);
  });

  test("is edited with the same ids", () => {
    const rule = buildSetRule(
      on("pacemaker-4.0"),
      "s",
      { operation: { name: "monitor" } },
      (id) => id,
    );
    const changed: Expression = { operation: { name: "monitor", interval: 10 } };
    expect(writeXml(editSetRule(rule, changed, ids()))).toBe(
      `<rule id="s-rule" boolean-op="and"><op_expression id="s-rule-op-monitor" name="monitor" interval="10"/></rule>`,
    );
    expect(expressionKey(changed)).toBe(
      expressionKey({ operation: { name: "monitor", interval: "10s" } }),
    );
  });

  test("needs the schema 3.4 for resources and operations", () => {
    const x = { and: RULES.map(([, rule]) => rule) };
    expect(describeUnsupported(on("pacemaker-3.3"), x)).toEqual(
      ["resource", "operation"].map(
        (name) =>
          `${name} in a rule needs the schema pacemaker-3.4 or newer, and the cluster has pacemaker-3.3: leave it out, or raise the schema (cibadmin --upgrade)`,
      ),
    );
    expect(describeUnsupported(on("pacemaker-3.4"), x)).toEqual([]);
  });

  test("is no rule of a location", () => {
    const read = (x: Expression): unknown =>
      readRule(buildRule("l", { expression: x, score: "5" }, ids()));
    expect([
      read({ resource: { type: "x" } }),
      read({ or: [{ operation: { name: "start" } }] }),
    ]).toEqual(["it asks for rsc_expression", "it asks for op_expression"]);
  });
});

describe("describeRule", () => {
  test.each<[string, Expression]>([
    ["pingd lt 1", { attribute: "pingd", operation: "lt", value: 1 }],
    ["pingd eq number 1", { attribute: "pingd", operation: "eq", value: 1 }],
    ['site eq "x y"', { attribute: "site", operation: "eq", value: "x y" }],
    ["defined pingd", { defined: "pingd" }],
    [
      "pingd lt 1 or (not_defined pingd and date gt 2030-01-01)",
      {
        or: [
          { attribute: "pingd", operation: "lt", value: 1 },
          { and: [{ notDefined: "pingd" }, { date: { operation: "gt", start: "2030-01-01" } }] },
        ],
      },
    ],
    ["date lt 2030-01-01", { date: { operation: "lt", end: "2030-01-01" } }],
    [
      "date in_range 2030-01-01 to 2031-01-01",
      { date: { operation: "in_range", start: "2030-01-01", end: "2031-01-01" } },
    ],
    ["date in_range to 2031-01-01", { date: { operation: "in_range", end: "2031-01-01" } }],
    [
      "date in_range 2030-01-01 to duration hours=5 months=2",
      { date: { operation: "in_range", start: "2030-01-01", duration: { months: 2, hours: 5 } } },
    ],
    [
      "date-spec hours=9-16 weekdays=1-5",
      { date: { operation: "date_spec", spec: { weekdays: "1-5", hours: "9-16" } } },
    ],
  ])("describes a rule in the syntax of pcs: %s", (words, x) => {
    expect(describeRule(buildRule("l", { expression: x, score: "5" }, ids()))).toBe(words);
  });
});

describe("parseMoment", () => {
  test.each([
    ["2030-01-31", "2030-01-31T00:00:00.000Z local"],
    ["2030-01-31T22:00", "2030-01-31T22:00:00.000Z local"],
    ["2030-01-31 22:00:01Z", "2030-01-31T22:00:01.000Z"],
    ["2030-01-31T22:00:01Z", "2030-01-31T22:00:01.000Z"],
    ["2030-01-31 22:00:01 +02:30", "2030-01-31T19:30:01.000Z"],
    ["2030-01-31 22:00:01 -02:30", "2030-02-01T00:30:01.000Z"],
    ["2030-01-31T22:00:01+02:00", undefined],
    ["2030-01-31T22:00:01 +02:00", undefined],
    ["2030-02-30", undefined],
    ["2030-13-01", undefined],
    ["2030-01-31T24:00:00", undefined],
    ["2030-01-31T10:60:00", undefined],
    ["tomorrow", undefined],
    ["2030", undefined],
  ])("parses the date %s", (given, at) => {
    const read = parseMoment(given);
    expect(read && `${new Date(read.at).toISOString()}${read.isLocal ? " local" : ""}`).toBe(at);
  });
});

describe("combinedExpressions", () => {
  test("returns a single expression as a list of one", () => {
    expect(combinedExpressions({ defined: "x" })).toEqual({ list: [{ defined: "x" }] });
  });
});
