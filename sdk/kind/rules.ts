import { isIP } from "node:net";
import { isId } from "../cib/xml/ids";
import { type Scalar, parseDuration, parseScore } from "../cib/xml/values";
import {
  ID_IS,
  explainUncarried,
  explainUncarriedName,
  explainUncarriedTogether,
} from "./pacemaker-strings";
import type { Failure } from "./cib-kind";
import type { CommonArgs } from "../program/pacemaker-resource";
import { isUnknown } from "./unknown-values";

/** Says what is wrong with a value, or nothing. */
export type Rule = (value: unknown) => string | undefined;

/** A value in a message: one that is long is cut. */
export function showValue(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 120 ? `${text.slice(0, 100)}… (${text.length} characters)` : text;
}

/**
 * All names of an interface, stated once: the compiler finds one that is missing, and one too many. `false` stands for
 * what the library itself adds.
 */
export type ArgumentNames<T> = Readonly<Record<keyof Required<T>, boolean>>;

/** The names that every kind takes. */
export const COMMON: ArgumentNames<CommonArgs> = {
  cluster: true,
  adopt: true,
  waitFor: true,
  waitTimeout: true,
};

/** What is given under a name that nobody reads, such as `stonithEnable`. The values may be secret. */
export function unknownArguments(
  args: object,
  names: Readonly<Record<string, boolean>>,
  besides = "",
): Failure[] {
  // What begins with two underscores is Pulumi's and the engine's own.
  const found = Object.keys(args).filter((n) => !n.startsWith("__") && !Object.hasOwn(names, n));
  const known = Object.keys(names)
    .filter((n) => names[n])
    .sort()
    .join(", ");
  return found.map((n) => ({
    property: "",
    reason: `${showValue(n)} is not known here; what can be given: ${known}${besides}`,
  }));
}

/** Arguments that may hold secrets: Pulumi prints the value of the property that a failure names. */
const GUARDED = [
  ...["cluster", "fencing", "parameters", "operations", "meta", "clone", "haclusterPassword"],
  ...["properties", "resourceDefaults", "operationDefaults", "content"],
];

/** Applies a rule to an argument if it is given and known. */
export function check(args: object, name: string, rule: Rule, required = false): Failure[] {
  const value = (args as Readonly<Record<string, unknown>>)[name];
  if (isUnknown(value)) return [];
  const property = GUARDED.includes(name) ? "" : name;
  if (value === undefined || value === null)
    return required ? [{ property, reason: `${name} is required` }] : [];
  const reason = rule(value);
  return reason === undefined ? [] : [{ property, reason: `${name}: ${reason}` }];
}

export const required = (args: object, property: string, rule: Rule): Failure[] =>
  check(args, property, rule, true);

export const id: Rule = (v) =>
  typeof v === "string" && isId(v)
    ? explainUncarried(v)
    : `${showValue(v)} is not a valid id: ${ID_IS}; set \`name\` to such an id`;

export const nonEmpty: Rule = (v) => {
  if (typeof v !== "string" || v.trim() === "")
    return `${showValue(v)} must be a text that is not empty`;
  return explainUncarried(v);
};

export const ipAddress: Rule = (v) =>
  typeof v === "string" && isIP(v) !== 0
    ? undefined
    : `${showValue(v)} is not an IPv4 or IPv6 address, such as "10.60.13.58" (the prefix length goes into cidrNetmask)`;

export const integer =
  (from: number, to: number): Rule =>
  (v) =>
    typeof v === "number" && Number.isInteger(v) && v >= from && v <= to
      ? undefined
      : `${showValue(v)} is not a whole number from ${from} to ${to}`;

/** JavaScript skips more blanks than Pacemaker does: line breaks, and those of other scripts. */
const isAscii = (v: string | number): boolean => /^[ -~]{1,40}$/.test(String(v));

/** A time with a unit: a bare number means seconds to Pacemaker, and milliseconds to many people. */
export const duration: Rule = (v) =>
  typeof v === "string" && isAscii(v) && /[a-zA-Z]/.test(v) && parseDuration(v) !== undefined
    ? undefined
    : `${showValue(v)} is not a time with a unit, such as "20s", "500ms", "2min" or "1h" (not negative)`;

export const scoreRule: Rule = (v) =>
  (typeof v === "string" || typeof v === "number") && isAscii(v) && parseScore(v) !== undefined
    ? undefined
    : `${showValue(v)} is not a score: give a whole number, "INFINITY" or "-INFINITY"`;

export const oneOf =
  (...allowed: readonly string[]): Rule =>
  (v) =>
    typeof v === "string" && allowed.includes(v)
      ? undefined
      : `${showValue(v)} is not one of ${allowed.map(showValue).join(", ")}`;

export const trueOrFalse: Rule = (v) =>
  typeof v === "boolean" ? undefined : `${showValue(v)} is not true or false`;

export const isScalar = (v: unknown): v is Scalar =>
  typeof v === "string" || typeof v === "boolean" || (typeof v === "number" && Number.isFinite(v));

/** Pairs of names and plain values; the values are never shown, they may be secret. */
export const pairsRule: Rule = (v) => {
  if (typeof v !== "object" || v === null || Array.isArray(v))
    return "must be an object of names and values";
  const bad = Object.entries(v).filter(([, value]) => !isUnknown(value) && !isScalar(value));
  const names = (list: readonly (readonly [string, unknown])[]): string =>
    list.map(([name]) => showValue(name)).join(", ");
  if (bad.length > 0) return `${names(bad)} must be a text, a number, true or false`;
  const reasons = Object.entries(v).flatMap(([name, value]) => {
    const reason =
      explainUncarriedName(name) ??
      (typeof value === "string" ? explainUncarried(value) : undefined);
    return reason === undefined ? [] : [`${showValue(name)} ${reason}`];
  });
  return reasons.length > 0 ? reasons.join("; ") : explainUncarriedTogether(v);
};

/** Applies a rule to each entry of a list that is known. */
export const listOf =
  (rule: Rule, atLeast = 1): Rule =>
  (v) => {
    if (!Array.isArray(v)) return "must be a list";
    if (v.length < atLeast)
      return `must have at least ${atLeast} ${atLeast === 1 ? "entry" : "entries"}`;
    const reasons = v.flatMap((entry, i) => {
      const reason = isUnknown(entry) ? undefined : rule(entry);
      return reason === undefined ? [] : [`[${i}] ${reason}`];
    });
    return reasons.length === 0 ? undefined : reasons.join("; ");
  };

export const findRepeatedText: Rule = (v) => {
  const list = (v as unknown[]).filter((e) => !isUnknown(e));
  const twice = list.filter((e, i) => list.indexOf(e) !== i);
  return twice.length === 0
    ? undefined
    : `${[...new Set(twice)].map(showValue).join(", ")} is listed more than once`;
};

/** All rules in turn; the first that finds something speaks. */
export const allRules =
  (...rules: readonly Rule[]): Rule =>
  (v) => {
    for (const rule of rules) {
      const reason = rule(v);
      if (reason !== undefined) return reason;
    }
    return undefined;
  };
