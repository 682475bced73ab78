import {
  type Element,
  childNamed,
  element,
  idOf,
  withAttributes,
  withChildren,
} from "../xml/element";

export type DateOperation = "gt" | "lt" | "in_range" | "date_spec";
export const DATE_OPERATIONS: readonly DateOperation[] = ["gt", "lt", "in_range", "date_spec"];

export type DurationUnit = "years" | "months" | "weeks" | "days" | "hours" | "minutes" | "seconds";

export const DURATION: readonly DurationUnit[] = [
  "years",
  "months",
  "weeks",
  "days",
  "hours",
  "minutes",
  "seconds",
];

/** The parts of a date specification. Pacemaker 3.0 has removed `moon`. */
export type DateSpecPart =
  | "years"
  | "months"
  | "monthdays"
  | "hours"
  | "minutes"
  | "seconds"
  | "yeardays"
  | "weekyears"
  | "weeks"
  | "weekdays";

/** The lowest and highest value of each part of a date specification. */
export const DATE_SPEC: Readonly<Record<DateSpecPart, readonly [number, number]>> = {
  years: [1, 9999],
  months: [1, 12],
  monthdays: [1, 31],
  hours: [0, 23],
  minutes: [0, 59],
  seconds: [0, 59],
  yeardays: [1, 366],
  weekyears: [1, 9999],
  weeks: [1, 53],
  weekdays: [1, 7],
};

/** A condition of a rule on the time, in Pacemaker's names. */
export interface DateExpression {
  readonly operation: DateOperation;
  readonly start?: string;
  readonly end?: string;
  readonly duration?: Readonly<Partial<Record<DurationUnit, number | string>>>;
  readonly spec?: Readonly<Partial<Record<DateSpecPart, number | string>>>;
}

const DATE = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d))?(Z| [+-]\d\d:\d\d)?)?$/;

/**
 * Parses a date to milliseconds since the epoch, and whether it is in the nodes' local time. Returns `undefined` for texts
 * that Pacemaker's versions read differently. An offset needs a blank on either side of the time:
 * `2030-01-31T22:00:00+02:00` is 22:00 UTC to Pacemaker 2.1.5 and 3.0, and with a `T` 1.1 takes the offset for the time.
 */
export function parseMoment(
  text: string,
): { readonly at: number; readonly isLocal: boolean } | undefined {
  const parts = DATE.exec(text);
  if (!parts) return undefined;
  const [y = 0, mo = 0, d = 0, h = 0, mi = 0, s = 0] = parts.slice(1, 7).map((n) => Number(n || 0));
  const zone = parts[7];
  const at = new Date(0);
  at.setUTCFullYear(y, mo - 1, d);
  at.setUTCHours(h, mi, s);
  const isReal = at.getUTCMonth() === mo - 1 && at.getUTCDate() === d && mi < 60 && s < 60;
  if (!isReal || (zone?.startsWith(" ") && text.includes("T"))) return undefined;
  return { at: at.getTime() - parseOffset(zone), isLocal: zone === undefined };
}

/** Parses an offset such as ` +02:00` to milliseconds. */
function parseOffset(zone: string | undefined): number {
  const [, sign, hours, minutes] = /^ ([+-])(\d\d):(\d\d)$/.exec(zone ?? "") ?? [];
  const size = (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * 60_000;
  return sign === "-" ? -size : size;
}

/** A key that is equal for date expressions with the same meaning. */
export const dateExpressionKey = ({
  operation,
  start,
  end,
  duration,
  spec,
}: DateExpression): unknown => [
  operation,
  momentKey(start),
  momentKey(end),
  partsKey(duration),
  partsKey(spec),
];

const momentKey = (text: string | undefined): unknown => {
  const known = text === undefined ? undefined : parseMoment(text);
  return known ? [known.at, known.isLocal] : text;
};

const partsKey = (parts: object | undefined): unknown =>
  parts &&
  Object.entries(parts)
    .map(([name, value]) => `${name}=${String(value)}`)
    .sort();

const PARTS = { duration: "duration", date_spec: "spec" } as const;

/** Reads a date expression in the form of a program, or returns why a program cannot declare it. */
export function readDate(e: Element): DateExpression | string {
  const { operation = "in_range", start, end } = e.attributes;
  const known = DATE_OPERATIONS.find((o) => o === operation);
  if (known === undefined) return `it has the date operation ${operation}`;
  const result: Record<string, unknown> = { operation: known };
  if (start !== undefined) result.start = start;
  if (end !== undefined) result.end = end;
  for (const [tag, argument] of Object.entries(PARTS)) {
    const child = childNamed(e, tag);
    if (!child) continue;
    const names: readonly string[] = tag === "duration" ? DURATION : Object.keys(DATE_SPEC);
    const given = Object.entries(child.attributes).filter(([name]) => name !== "id");
    const unknown = given.find(([name]) => !names.includes(name));
    if (unknown) return `its ${tag} has ${unknown[0]}`;
    result[argument] = Object.fromEntries(given.map(([n, v]) => [n, parseNumber(v)]));
  }
  return result as unknown as DateExpression;
}

/** Parses a number; other texts stay as they are. */
const parseNumber = (text: string): string | number =>
  /^\d{1,9}$/.test(text) ? Number(text) : text;

/** Writes a date expression into a new or an existing element. Existing ids stay. */
export function writeDate(present: Element, date: DateExpression): Element {
  const { operation, start, end } = date;
  const e = withAttributes(present, { operation, start, end });
  const parts = Object.entries(PARTS).flatMap(([tag, argument]) => {
    const wanted = date[argument];
    if (!wanted) return [];
    const child = childNamed(present, tag);
    const id = child ? idOf(child) : `${idOf(present)}-${tag.replace("_", "")}`;
    const pairs = Object.entries(wanted).map(([n, v]): [string, string] => [n, String(v)]);
    return [element(tag, { id, ...Object.fromEntries(pairs.sort()) })];
  });
  return withChildren(e, parts);
}
