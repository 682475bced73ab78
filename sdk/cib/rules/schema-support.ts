import type { Element } from "../xml/element";
import { type Expression, type LocationRule, combinedExpressions, isComparison } from "./rule";

/** What this cluster's schema or Pacemaker cannot take of a rule, with what to give in its place. */
export function describeUnsupported(cib: Element, rule: LocationRule): readonly string[] {
  const lines = leaves(rule.expression).flatMap((x) => [...lacks(cib, x)]);
  return [...new Set(lines)];
}

const leaves = (x: Expression): readonly Expression[] => {
  const { by, list } = combinedExpressions(x);
  return by === undefined ? list : list.flatMap(leaves);
};

function* lacks(cib: Element, x: Expression): Generator<string> {
  if (isComparison(x)) {
    const { attribute, value, type } = x;
    if (type === "integer" && isBelow(schemaOf(cib), [3, 5]))
      yield `type: "integer" of ${attribute} is known from the schema pacemaker-3.5 on, and the cluster has ${schemaName(cib)}: leave the type out`;
    if (typeof value === "number" && !is32Bit(value) && isBelow(featuresOf(cib), [3, 6]))
      yield `value: this Pacemaker compares whole numbers from -2147483648 to 2147483647 (2.0.5 and later take ${value} for ${attribute})`;
  }
  if (!("date" in x) || !isBelow(schemaOf(cib), [3, 9])) return;
  for (const [argument, names] of Object.entries(SINCE_3_9))
    for (const name of names)
      if (x.date[argument as keyof typeof SINCE_3_9]?.[name as "seconds"] !== undefined)
        yield `date.${argument}.${name} is known from the schema pacemaker-3.9 on, and the cluster has ${schemaName(cib)}: use what older ones know, such as hours, or raise the schema (cibadmin --upgrade)`;
}

/** Pacemaker itself has always read them; the older schemas leave them out. */
const SINCE_3_9 = {
  duration: ["days", "minutes", "seconds"],
  spec: ["minutes", "seconds", "yeardays"],
} as const;

const is32Bit = (n: number): boolean => Number.isInteger(n) && n === (n | 0);

type Version = readonly number[] | undefined;

const schemaName = (cib: Element): string => cib.attributes["validate-with"] ?? "none";

/** `undefined` where nothing is validated, or by a schema that is still being made. */
const schemaOf = (cib: Element): Version => version(/^pacemaker-(\d+)\.(\d+)$/, schemaName(cib));

const featuresOf = (cib: Element): Version =>
  version(/^(\d+)\.(\d+)/, cib.attributes.crm_feature_set ?? "");

const version = (pattern: RegExp, text: string): Version =>
  pattern.exec(text)?.slice(1, 3).map(Number);

const isBelow = (v: Version, [major, minor]: readonly [number, number]): boolean => {
  const [a = 0, b = 0] = v ?? [major, minor];
  return a < major || (a === major && b < minor);
};
