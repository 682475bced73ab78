import { isIP } from "node:net";
import { INFINITY, isId, type Scalar, parseDuration, parseInterval } from "../cib/xml/values";
import {
  ID_RULE,
  explainUnsupportedText,
  explainUnsupportedName,
  explainTooLongTogether,
} from "./pacemaker-strings";

/** Describes one invalid argument. `property` is the argument's path, `""` if its value may be secret. */
export interface Failure {
  readonly property: string;
  readonly reason: string;
}

/** Returns the reason why a value is invalid; `undefined` for a valid one. */
export type Rule = (value: unknown) => string | undefined;

/**
 * Pulumi's placeholders for values that a preview does not know. Node programs send the first one; the engine has one
 * for each type (pulumi/pulumi sdk/go/common/resource/plugin/rpc.go).
 */
const UNKNOWN: readonly unknown[] = [
  "04da6b54-80e4-46f7-96ec-b56ff0331ba9", // string
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7", // bool
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421", // number
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2", // array
  "030794c1-ac77-496b-92df-f27374a8bd58", // asset
  "e48ece36-62e2-4504-bad9-02848725956a", // archive
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff", // object
];

export const isUnknown = (value: unknown): boolean => UNKNOWN.includes(value);

/** Tells whether a value is unknown or contains an unknown value at any depth. */
export function hasUnknown(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(hasUnknown);
  if (typeof value === "object" && value !== null) return Object.values(value).some(hasUnknown);
  return isUnknown(value);
}

/** Formats a value for a message. Long values are cut. */
export function showValue(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 120 ? `${text.slice(0, 100)}… (${text.length} characters)` : text;
}

/** Applies a rule to an argument if it is given and known. */
export function check(args: object, name: string, rule: Rule, required = false): Failure[] {
  const value = (args as Readonly<Record<string, unknown>>)[name];
  if (isUnknown(value)) return [];
  if (value === undefined || value === null)
    return required ? [{ property: name, reason: `${name} is required` }] : [];
  const reason = rule(value);
  return reason === undefined ? [] : [{ property: name, reason: `${name}: ${reason}` }];
}

export const required = (args: object, property: string, rule: Rule): Failure[] =>
  check(args, property, rule, true);

export const id: Rule = (v) =>
  typeof v === "string" && isId(v)
    ? explainUnsupportedText(v)
    : `${showValue(v)} is not a valid id: ${ID_RULE}; set \`name\` to such an id`;

export const nonEmpty: Rule = (v) => {
  if (typeof v !== "string" || v.trim() === "")
    return `${showValue(v)} must be a text that is not empty`;
  return explainUnsupportedText(v);
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

/** Refuses blanks that JavaScript skips and Pacemaker does not: line breaks and non-ASCII blanks. */
const isAscii = (v: string | number): boolean => /^[ -~]{1,40}$/.test(String(v));

export const ISO_IN_INTERVALS =
  'ISO 8601, which Pacemaker reads in the interval of an operation only: give seconds, such as "20s"';

/** Requires a unit. Refuses ISO 8601: Pacemaker reads it in intervals of operations only. */
const timeLike =
  (words: string): Rule =>
  (v) => {
    const isText = typeof v === "string" && isAscii(v) && /[a-zA-Z]/.test(v);
    if (isText && parseDuration(v) !== undefined) return undefined;
    return !isText || parseInterval(v) === undefined
      ? `${showValue(v)} is not a time${words} (not negative)`
      : `${showValue(v)} is ${ISO_IN_INTERVALS}`;
  };

/** Requires a time with a unit. */
export const duration = timeLike(' with a unit, such as "20s", "500ms", "2min" or "1h"');

const withUnit = timeLike(', such as 20 (seconds), "500ms", "20s", "2min" or "1h"');

/** Requires a time with a unit, or a whole number of seconds, which Pacemaker and pcs take too. */
export const time: Rule = (v) => {
  const isWhole = typeof v === "number" ? Number.isSafeInteger(v) : typeof v === "string";
  return isWhole && /^\d{1,16}$/.test(String(v)) ? undefined : withUnit(v);
};

/** Requires a score. Pacemaker takes a larger number for INFINITY: what was to be a preference would be mandatory. */
export const scoreRule: Rule = (v) => {
  const isText = typeof v === "string" || typeof v === "number";
  // The schema (score.rng) takes whole numbers, and INFINITY in capitals only.
  if (!isText || !/^[+-]?(\d{1,40}|INFINITY)$/.test(String(v)))
    return `${showValue(v)} is not a score: give a whole number, "INFINITY" or "-INFINITY"`;
  return /\d/.test(String(v)) && Math.abs(Number(v)) > INFINITY
    ? `${showValue(v)} is beyond INFINITY, which is ${INFINITY}: give a smaller number, "INFINITY" or "-INFINITY"`
    : undefined;
};

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

/** Validates pairs of names and plain values. Never shows a value, because it may be secret. */
export const pairsRule: Rule = (v) => {
  if (typeof v !== "object" || v === null || Array.isArray(v))
    return "must be an object of names and values";
  const invalid = Object.entries(v).filter(([, value]) => !isUnknown(value) && !isScalar(value));
  const names = (list: readonly (readonly [string, unknown])[]): string =>
    list.map(([name]) => showValue(name)).join(", ");
  if (invalid.length > 0) return `${names(invalid)} must be a text, a number, true or false`;
  const reasons = Object.entries(v).flatMap(([name, value]) => {
    const reason =
      explainUnsupportedName(name) ??
      (typeof value === "string" ? explainUnsupportedText(value) : undefined);
    return reason === undefined ? [] : [`${showValue(name)} ${reason}`];
  });
  return reasons.length > 0 ? reasons.join("; ") : explainTooLongTogether(v);
};

/** Applies a rule to each known entry of a list. */
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
  const repeated = list.filter((e, i) => list.indexOf(e) !== i);
  return repeated.length === 0
    ? undefined
    : `${[...new Set(repeated)].map(showValue).join(", ")} is listed more than once`;
};

/** Applies the rules in turn and returns the first reason. */
export const allRules =
  (...rules: readonly Rule[]): Rule =>
  (v) => {
    for (const rule of rules) {
      const reason = rule(v);
      if (reason !== undefined) return reason;
    }
    return undefined;
  };
