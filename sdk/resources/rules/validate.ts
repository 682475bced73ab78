import { COMPARISONS, VALUE_TYPES, isNumber, isOrdering } from "../../cib/rules/rule";
import { isUnknown, type Rule, allRules, nonEmpty, oneOf } from "../../kind/rules";
import type { RulePlace } from "./args";
import { validateDate } from "./validate-dates";
import { type NestedRule, isObject, checkProperty } from "../../kind/nested-rules";
import { validateAgentTest, validateOperationTest } from "./validate-selectors";

type Args = Readonly<Record<string, unknown>>;

/** Validates the name of a node attribute. */
export const attributeName: Rule = allRules(nonEmpty, (v) =>
  /\s/.test(String(v))
    ? `${JSON.stringify(v)} is not the name of a node attribute, such as "pingd": it must not contain blanks`
    : undefined,
);

const KINDS: Readonly<Record<string, readonly string[]>> = {
  attribute: ["attribute", "operation", "value", "type"],
  defined: ["defined"],
  notDefined: ["notDefined"],
  resource: ["resource"],
  operation: ["operation"],
  and: ["and"],
  or: ["or"],
  date: ["date"],
};

/** The conditions that a rule takes, by what it belongs to. */
const TAKEN: Readonly<Record<RulePlace, readonly string[]>> = {
  location: ["attribute", "defined", "notDefined", "and", "or", "date"],
  resourceDefaults: ["resource", "and", "or", "date"],
  operationDefaults: ["resource", "operation", "and", "or", "date"],
  time: ["and", "or", "date"],
};

function describeForms(place: RulePlace): string {
  const forms = TAKEN[place].map((kind) =>
    kind === "attribute" ? "{ attribute, operation, value }" : `{ ${kind} }`,
  );
  return `give ${forms.slice(0, -1).join(", ")} or ${forms.at(-1) ?? ""}`;
}

/** Returns every failure in the expression of a location's rule that can be found without a cluster. */
export const validateRule: NestedRule = (path, value) => validateIn("location", path, value);

/** Makes the validation of the expressions in rules of defaults, or of other sets of values. */
export const ruleFor =
  (place: RulePlace): NestedRule =>
  (path, value) =>
    validateIn(place, path, value);

function validateIn(place: RulePlace, path: string, value: unknown): readonly string[] {
  if (isUnknown(value)) return [];
  const forms = describeForms(place);
  if (!isObject(value)) return [`${path}: ${JSON.stringify(value)} is not an expression: ${forms}`];
  const given = Object.keys(value).filter((n) => value[n] !== undefined && !n.startsWith("__"));
  const kinds = Object.keys(KINDS).filter((kind) => isOfKind(kind, value, given));
  const [kind] = kinds;
  if (kind === undefined) return [`${path}: {${given.join(", ")}} is not an expression: ${forms}`];
  if (kinds.length > 1)
    return [
      `${path}: ${kinds.join(" and ")} in one expression: give one of them, or combine both with { and } or { or }`,
    ];
  if (!TAKEN[place].includes(kind))
    return [`${path}.${kind}: Pacemaker does not take it in ${PLACES[place]}: ${forms}`];
  const unknown = given.filter((n) => !KINDS[kind]?.includes(n));
  return [
    ...unknown.map((n) => describeExtraField(path, kind, n)),
    ...validateForm(place, path, kind, value),
  ];
}

const PLACES: Readonly<Record<RulePlace, string>> = {
  location: "the rule of a location",
  resourceDefaults: "the rule of resource defaults",
  operationDefaults: "the rule of operation defaults",
  time: "this rule",
};

/** A comparison has an `operation` too, which is a text. An unknown one without an attribute to compare is an object. */
const isOfKind = (kind: string, value: Args, given: readonly string[]): boolean =>
  given.includes(kind) &&
  (kind !== "operation" ||
    isObject(value.operation) ||
    (isUnknown(value.operation) && !given.includes("attribute")));

const describeExtraField = (path: string, kind: string, name: string): string => {
  const known = KINDS[kind] ?? [];
  return known.length === 1
    ? `${path}.${name}: ${kind} takes no other field: leave ${name} out`
    : `${path}.${name} is not known; use one of: ${known.join(", ")}`;
};

function validateForm(
  place: RulePlace,
  path: string,
  kind: string,
  value: Args,
): readonly string[] {
  if (kind === "attribute") return validateComparison(path, value);
  if (kind === "date") return validateDate(`${path}.date`, value.date);
  if (kind === "resource") return validateAgentTest(`${path}.resource`, value.resource);
  if (kind === "operation") return validateOperationTest(`${path}.operation`, value.operation);
  if (kind === "and" || kind === "or") return validateList(place, `${path}.${kind}`, value[kind]);
  return checkProperty(path, value, kind, attributeName);
}

function validateList(place: RulePlace, path: string, list: unknown): readonly string[] {
  if (isUnknown(list)) return [];
  if (!Array.isArray(list)) return [`${path}: must be a list of expressions`];
  if (list.length === 0) return [`${path}: is empty: give at least one expression`];
  return list.flatMap((entry, i) => validateIn(place, `${path}[${i}]`, entry));
}

function validateComparison(path: string, c: Args): readonly string[] {
  const { operation: o } = c;
  if (o === "defined" || o === "not_defined") {
    const argument = o === "defined" ? "defined" : "notDefined";
    const name = JSON.stringify(c.attribute);
    return [
      `${path}.operation: ${JSON.stringify(o)} compares nothing and takes no value: give { ${argument}: ${name} }`,
    ];
  }
  const typed = c.type === undefined ? [] : checkProperty(path, c, "type", oneOf(...VALUE_TYPES));
  return [
    ...checkProperty(path, c, "attribute", attributeName),
    ...checkProperty(path, c, "operation", oneOf(...COMPARISONS)),
    ...checkProperty(path, c, "value", valueFor(c)),
    ...typed,
  ];
}

/** Allows only comparable values. Pacemaker reads others as -1 or compares them as texts, depending on its version. */
const valueFor =
  ({ operation, type }: Args): Rule =>
  (given) => {
    const v = typeof given === "boolean" ? String(given) : given;
    if (typeof v === "number")
      return isNumber(String(v)) && Math.abs(v) <= Number.MAX_SAFE_INTEGER
        ? undefined
        : `${v} is not a number that Pacemaker can read`;
    const text = nonEmpty(v);
    if (text !== undefined) return typeof v === "string" ? text : `${text}, a number or a boolean`;
    if (isUnknown(operation) || isUnknown(type) || isNumber(String(v))) return undefined;
    const shown = JSON.stringify(given);
    if (type === "number" || type === "integer") return `${shown} is not a number`;
    const orders = COMPARISONS.find((o) => o === operation && isOrdering(o));
    return type === undefined && orders !== undefined
      ? `${shown} is not a number: give one, or set type to compare texts ("string", "version")`
      : undefined;
  };
