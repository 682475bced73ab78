import { DATE_OPERATIONS, DATE_SPEC, DURATION, parseMoment } from "../../cib/rules/date";
import { isUnknown, type Rule, allRules, integer, nonEmpty, oneOf } from "../../kind/rules";
import { type NestedRule, isObject, checkProperty } from "../../kind/nested-rules";

type Args = Readonly<Record<string, unknown>>;

/** The required and the optional fields of each operation. */
const NEEDS: Readonly<Record<string, { readonly needs: string[]; readonly may: string[] }>> = {
  gt: { needs: ["start"], may: [] },
  lt: { needs: ["end"], may: [] },
  in_range: { needs: [], may: ["start", "end", "duration"] },
  date_spec: { needs: ["spec"], may: [] },
};

export const validateDate: NestedRule = (path, value) => {
  if (isUnknown(value)) return [];
  if (!isObject(value)) return [`${path}: must be an object with an operation`];
  const known = ["operation", "start", "end", "duration", "spec"];
  const given = Object.keys(value).filter((n) => value[n] !== undefined && !n.startsWith("__"));
  const unknown = given.filter((n) => !known.includes(n));
  const failures = [
    ...unknown.map((n) => `${path}.${n} is not known; use one of: ${known.join(", ")}`),
    ...checkProperty(path, value, "operation", oneOf(...DATE_OPERATIONS)),
  ];
  const { operation } = value;
  const fits = typeof operation === "string" ? NEEDS[operation] : undefined;
  if (failures.length > 0 || !fits) return failures;
  return [
    ...validateFields(path, given, String(operation), fits),
    ...validateParts(path, value, given),
  ];
};

function validateFields(
  path: string,
  given: readonly string[],
  operation: string,
  { needs, may }: { readonly needs: readonly string[]; readonly may: readonly string[] },
): readonly string[] {
  const takes = [...needs, ...may];
  const parts = given.filter((n) => n !== "operation");
  return [
    ...needs
      .filter((n) => !given.includes(n))
      .map((n) => `${path}.${n} is required for ${operation}`),
    ...parts
      .filter((n) => !takes.includes(n))
      .map((n) => `${path}.${n}: ${operation} takes ${takes.join(", ")} only: leave ${n} out`),
    ...(operation === "in_range" ? validateRange(path, given) : []),
  ];
}

/** Validates `in_range`. Schemas before 3.9 require an end, or a start with a duration. */
function validateRange(path: string, given: readonly string[]): readonly string[] {
  const has = (name: string): boolean => given.includes(name);
  if (has("end") && has("duration"))
    return [`${path}: end and duration together: Pacemaker ignores the duration; give one`];
  if (has("duration") && !has("start")) return [`${path}.start is required with a duration`];
  if (has("end") || has("duration")) return [];
  return [`${path}: in_range needs an end or a duration; for "from then on" give operation "gt"`];
}

function validateParts(path: string, value: Args, given: readonly string[]): readonly string[] {
  const check = (name: string, nestedRule: NestedRule): readonly string[] =>
    given.includes(name) && !isUnknown(value[name])
      ? nestedRule(`${path}.${name}`, value[name])
      : [];
  const dates = ["start", "end"].flatMap((name) =>
    given.includes(name) ? checkProperty(path, value, name, date) : [],
  );
  return [
    ...(dates.length > 0 ? dates : validateEnd(path, value)),
    ...check(
      "duration",
      parts(DURATION, () => integer(0, 1_000_000), "{ hours: 2 }"),
    ),
    ...check("spec", parts(Object.keys(DATE_SPEC), range, `{ weekdays: "1-5" }`)),
  ];
}

const date: Rule = allRules(nonEmpty, (v) =>
  parseMoment(String(v)) === undefined
    ? `${JSON.stringify(v)} is not a date that every Pacemaker reads: give "2030-01-31", "2030-01-31T22:00:00", "2030-01-31T22:00:00Z" or "2030-01-31 22:00:00 +02:00"`
    : undefined,
);

function validateEnd(path: string, { start, end }: Args): readonly string[] {
  const [from, to] = [parseMoment(String(start)), parseMoment(String(end))];
  return from && to && from.isLocal === to.isLocal && to.at < from.at
    ? [`${path}.end: ${JSON.stringify(end)} is before the start: the rule never holds`]
    : [];
}

const parts =
  (names: readonly string[], rule: (name: string) => Rule, example: string): NestedRule =>
  (path, value) => {
    if (!isObject(value)) return [`${path}: must be an object, such as ${example}`];
    const given = Object.keys(value).filter((n) => value[n] !== undefined && !n.startsWith("__"));
    if (given.length === 0)
      return [`${path}: is empty: give at least one part, such as ${example}`];
    if (given.every((n) => value[n] === 0) && !names.includes("weekdays"))
      return [`${path}: is zero: give at least one part above 0, such as ${example}`];
    return given.flatMap((n) =>
      names.includes(n)
        ? checkProperty(path, value, n, rule(n))
        : [`${path}.${n} is not known; use one of: ${names.join(", ")}`],
    );
  };

/** Requires a number, or two with a hyphen. Pacemaker 1.1 reads a range without an end as a number. */
const range =
  (name: string): Rule =>
  (v) => {
    const [from, to] = DATE_SPEC[name as keyof typeof DATE_SPEC];
    const [, low = "", high = low] = /^(\d{1,4})(?:-(\d{1,4}))?$/.exec(String(v)) ?? [];
    const isRange = low !== "" && Number(low) >= from && Number(high) <= to;
    return isRange && Number(low) <= Number(high)
      ? undefined
      : `${JSON.stringify(v)} is not a number from ${from} to ${to}, or two of them with a hyphen, such as "${from}-${to}"`;
  };
