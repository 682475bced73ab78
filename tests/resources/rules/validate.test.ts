import { locationConstraint } from "../../../sdk/resources/constraints/location";
import type { LocationConstraintArgs } from "../../../sdk/resources/constraints/location-args";
import { failures } from "../kind-helpers";
import { LOCATIONS } from "../constraints/location-rules";

const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const UNKNOWN_LIST = "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2";
const UNKNOWN_OBJECT = "dd056dcd-154b-4c76-9bd3-c8f88648b5ff";

const of = (rule: unknown, more: object = {}): string[] =>
  failures(locationConstraint, { resource: "a", rule, ...more });
const LT = { attribute: "pingd", operation: "lt", value: 1 };
const FORMS =
  "give { attribute, operation, value }, { defined }, { notDefined }, { and }, { or } or { date }";
const DATE = (text: string): string =>
  `${JSON.stringify(text)} is not a date that every Pacemaker reads: give "2030-01-31", "2030-01-31T22:00:00", "2030-01-31T22:00:00Z" or "2030-01-31 22:00:00 +02:00"`;

describe("Validation of a LocationConstraint's rule", () => {
  test.each(LOCATIONS)("accepts a rule that pcs writes: $#", (location) => {
    expect(failures(locationConstraint, location)).toEqual([]);
  });

  test("accepts a boolean, which is a text", () => {
    const rule = { attribute: "maintenance", operation: "eq", value: true };
    expect([of(rule), of({ ...rule, operation: "lt", type: "string" })]).toEqual([[], []]);
  });

  test.each<[string, object, string[]]>([
    [
      "neither a node nor a rule",
      { resource: "a" },
      ["node | node is required, or a rule in its place"],
    ],
    [
      "a node and a rule",
      { resource: "a", node: "rsha1", rule: LT },
      ["rule | node and rule together: give one of them; a rule can test #uname"],
    ],
    [
      "a score and a score attribute",
      { resource: "a", rule: LT, score: 5, scoreAttribute: "pingd" },
      [
        "scoreAttribute | score and scoreAttribute together: give one: a score, or the node attribute that is the score",
      ],
    ],
    [
      "a score attribute and a node",
      { resource: "a", node: "rsha1", scoreAttribute: "pingd" },
      [
        "scoreAttribute | scoreAttribute: belongs to a rule, such as { defined: NAME }; with a node give score",
      ],
    ],
    [
      "a blank in the score attribute",
      { resource: "a", rule: LT, scoreAttribute: "ping d" },
      [
        `scoreAttribute | scoreAttribute: "ping d" is not the name of a node attribute, such as "pingd": it must not contain blanks`,
      ],
    ],
    [
      "an invalid score",
      { resource: "a", rule: LT, score: "much" },
      [`score | score: "much" is not a score: give a whole number, "INFINITY" or "-INFINITY"`],
    ],
  ])("refuses a location with %s", (_what, args, expected) => {
    expect(failures(locationConstraint, args)).toEqual(expected);
  });

  test.each<[string, unknown, string[]]>([
    ["an empty list", { or: [] }, ["rule.or: is empty: give at least one expression"]],
    ["an object instead of a list", { and: LT }, ["rule.and: must be a list of expressions"]],
    [
      "a text instead of an expression",
      "pingd lt 1",
      [`rule: "pingd lt 1" is not an expression: ${FORMS}`],
    ],
    ["an empty expression", {}, [`rule: {} is not an expression: ${FORMS}`]],
    [
      "two forms in one expression",
      { ...LT, notDefined: "pingd" },
      [
        "rule: attribute and notDefined in one expression: give one of them, or combine both with { and } or { or }",
      ],
    ],
    [
      "a value for defined",
      { defined: "pingd", value: 1 },
      ["rule.value: defined takes no other field: leave value out"],
    ],
    [
      "defined as an operation",
      { or: [LT, { attribute: "pingd", operation: "not_defined", value: 1 }] },
      [
        `rule.or[1].operation: "not_defined" compares nothing and takes no value: give { notDefined: "pingd" }`,
      ],
    ],
    [
      "an unknown operation",
      { or: [{ ...LT, operation: "less" }] },
      [`rule.or[0].operation: "less" is not one of "lt", "gt", "lte", "gte", "eq", "ne"`],
    ],
    ["no value", { attribute: "pingd", operation: "lt" }, ["rule.value is required"]],
    [
      "several failures",
      { and: [{ attribute: "ping d", operation: "is" }, { defined: "" }, { or: [] }] },
      [
        `rule.and[0].attribute: "ping d" is not the name of a node attribute, such as "pingd": it must not contain blanks`,
        `rule.and[0].operation: "is" is not one of "lt", "gt", "lte", "gte", "eq", "ne"`,
        "rule.and[0].value is required",
        `rule.and[1].defined: "" must be a text that is not empty`,
        "rule.and[2].or: is empty: give at least one expression",
      ],
    ],
    [
      "a text with an ordering operation",
      { ...LT, value: "many" },
      [
        `rule.value: "many" is not a number: give one, or set type to compare texts ("string", "version")`,
      ],
    ],
    [
      "a text of the type number",
      { ...LT, type: "number", value: "x" },
      [`rule.value: "x" is not a number`],
    ],
    ["NaN", { ...LT, value: NaN }, ["rule.value: NaN is not a number that Pacemaker can read"]],
    [
      "a number that is too large",
      { ...LT, value: 1e21 },
      ["rule.value: 1e+21 is not a number that Pacemaker can read"],
    ],
    [
      "a list as the value",
      { ...LT, value: [1] },
      ["rule.value: [1] must be a text that is not empty, a number or a boolean"],
    ],
    [
      "an order of booleans",
      { ...LT, value: true },
      [
        `rule.value: true is not a number: give one, or set type to compare texts ("string", "version")`,
      ],
    ],
    [
      "a boolean as a number",
      { ...LT, operation: "eq", value: false, type: "number" },
      ["rule.value: false is not a number"],
    ],
    [
      "an unknown type",
      { ...LT, type: "float" },
      [`rule.type: "float" is not one of "string", "number", "integer", "version"`],
    ],
    [
      "an unknown field",
      { ...LT, valueSource: "meta" },
      ["rule.valueSource is not known; use one of: attribute, operation, value, type"],
    ],
    [
      "a line break",
      { defined: "a\nb" },
      ["rule.defined: must not hold line breaks, tabs or the character DEL: Pacemaker alters them"],
    ],
  ])("refuses a rule with %s", (_what, rule, expected) => {
    expect(of(rule)).toEqual(expected.map((reason) => `rule | ${reason}`));
  });

  test.each<[string, object, string[]]>([
    ["no operation", { start: "2030-01-01" }, ["operation is required"]],
    [
      "an unknown operation",
      { operation: "after", start: "2030-01-01" },
      [`operation: "after" is not one of "gt", "lt", "in_range", "date_spec"`],
    ],
    [
      "gt without a start",
      { operation: "gt", end: "2030-01-01" },
      ["start is required for gt", "end: gt takes start only: leave end out"],
    ],
    [
      "an invalid date",
      { operation: "in_range", start: "tomorrow", end: "2030-02-30" },
      [`start: ${DATE("tomorrow")}`, `end: ${DATE("2030-02-30")}`],
    ],
    [
      "an offset that Pacemaker ignores",
      { operation: "lt", end: "2030-01-01T10:00:00+02:00" },
      [`end: ${DATE("2030-01-01T10:00:00+02:00")}`],
    ],
    [
      "an end before the start",
      { operation: "in_range", start: "2030-01-02", end: "2030-01-01" },
      [`end: "2030-01-01" is before the start: the rule never holds`],
    ],
    [
      "a range without an end",
      { operation: "in_range", start: "2030-01-02" },
      [`: in_range needs an end or a duration; for "from then on" give operation "gt"`],
    ],
    [
      "a duration and an end",
      { operation: "in_range", end: "2030-01-02", duration: { hours: 1 } },
      [": end and duration together: Pacemaker ignores the duration; give one"],
    ],
    [
      "a duration without a start",
      { operation: "in_range", duration: { hours: 1 } },
      ["start is required with a duration"],
    ],
    [
      "an empty duration",
      { operation: "in_range", start: "2030-01-02", duration: {} },
      ["duration: is empty: give at least one part, such as { hours: 2 }"],
    ],
    [
      "a duration of zero",
      { operation: "in_range", start: "2030-01-02", duration: { hours: 0 } },
      ["duration: is zero: give at least one part above 0, such as { hours: 2 }"],
    ],
    [
      "invalid parts of a duration",
      { operation: "in_range", start: "2030-01-02", duration: { hour: 2, minutes: "5" } },
      [
        "duration.hour is not known; use one of: years, months, weeks, days, hours, minutes, seconds",
        `duration.minutes: "5" is not a whole number from 0 to 1000000`,
      ],
    ],
    [
      "a specification out of range",
      { operation: "date_spec", spec: { weekdays: "0-5", hours: "16-9", months: "3-" } },
      [
        `spec.weekdays: "0-5" is not a number from 1 to 7, or two of them with a hyphen, such as "1-7"`,
        `spec.hours: "16-9" is not a number from 0 to 23, or two of them with a hyphen, such as "0-23"`,
        `spec.months: "3-" is not a number from 1 to 12, or two of them with a hyphen, such as "1-12"`,
      ],
    ],
    ["no specification", { operation: "date_spec" }, ["spec is required for date_spec"]],
  ])("refuses a date with %s", (_what, date, expected) => {
    const at = (reason: string): string => (reason.startsWith(":") ? reason : `.${reason}`);
    expect(of({ date })).toEqual(expected.map((reason) => `rule | rule.date${at(reason)}`));
  });

  test.each([
    ["the rule", UNKNOWN_OBJECT],
    ["a list", { or: UNKNOWN_LIST }],
    ["an entry", { or: [UNKNOWN_OBJECT, LT] }],
    ["values", { attribute: UNKNOWN, operation: UNKNOWN, value: UNKNOWN, type: UNKNOWN }],
    ["an operation", { attribute: "x", operation: UNKNOWN, value: "many" }],
    ["a name", { notDefined: UNKNOWN }],
    ["a date", { date: UNKNOWN_OBJECT }],
    ["a start", { date: { operation: "in_range", start: UNKNOWN, end: "2030-01-01" } }],
    ["a date's operation", { date: { operation: UNKNOWN, start: "2030-01-01" } }],
    ["a part", { date: { operation: "date_spec", spec: { hours: UNKNOWN } } }],
  ])("accepts unknown values of a preview: %s", (_what, rule) => {
    expect(of(rule)).toEqual([]);
  });

  test("reports arguments that exclude each other as type errors", () => {
    const cluster = { nodes: [{ name: "rsha1" }] };
    const rule = { notDefined: "pingd" };
    const args: LocationConstraintArgs[] = [
      { cluster, resource: "a", node: "rsha1", score: 5 },
      { cluster, resource: "a", rule, score: "-INFINITY" },
      { cluster, resource: "a", rule, scoreAttribute: "pingd" },
      // @ts-expect-error -- a node and a rule
      { cluster, resource: "a", node: "rsha1", rule },
      // @ts-expect-error -- a score and the attribute that is the score
      { cluster, resource: "a", rule, score: 5, scoreAttribute: "pingd" },
      // @ts-expect-error -- neither a node nor a rule
      { cluster, resource: "a" },
      // @ts-expect-error -- a value for defined
      { cluster, resource: "a", rule: { defined: "pingd", value: 1 } },
      // @ts-expect-error -- an unknown operation
      { cluster, resource: "a", rule: { attribute: "pingd", operation: "less", value: 1 } },
    ];
    expect(args).toHaveLength(8);
  });
});
