import { type Element, configurationOf, findFirst } from "./element";

/** A value that a program can declare for an attribute of the configuration. */
export type Scalar = string | number | boolean;

export const valueText = (value: Scalar): string => String(value);

const UNITS: Readonly<Record<string, number>> = {
  "": 1000,
  s: 1000,
  sec: 1000,
  ms: 1,
  msec: 1,
  us: 0.001,
  usec: 0.001,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  hr: 3_600_000,
};

/**
 * Parses a duration as every version of Pacemaker does (`crm_get_msec`), to milliseconds. A number without a unit means
 * seconds. A part of a millisecond is dropped. Returns `undefined` for other values.
 */
export function parseDuration(duration: Scalar): number | undefined {
  const plain = /^(\d+)\s*([a-z]*)$/i.exec(valueText(duration).trim());
  const name = (plain?.[2] ?? "").toLowerCase();
  const unit = Object.hasOwn(UNITS, name) ? UNITS[name] : undefined;
  return plain && unit !== undefined ? Math.floor(Number(plain[1]) * unit) : undefined;
}

/**
 * Parses the interval of an operation (`crm_parse_interval_spec`), to milliseconds. It may be in ISO 8601 (`PT1M30S`).
 * Other times may not: Pacemaker takes its default for a time-out of `PT1M` (seen in 2.1.5).
 */
export function parseInterval(interval: Scalar): number | undefined {
  const given = valueText(interval).trim();
  const iso = /^P(?:(\d+)D)?T?(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?$/.exec(given);
  // Without a T, as in P5M, an M stands for months, whose length varies. H and S are read in any case.
  const isIso = given.length > 2 && (given.includes("T") || !given.includes("M"));
  if (!iso || !isIso) return parseDuration(interval);
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = iso.slice(1).map((n) => Number(n || 0));
  return (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000;
}

/** The units that Pacemaker knows by their first letters: `5minutes` is five minutes. The first match counts. */
const PREFIXES = ["ms", "us", "s", "m", "h"] as const;

/** Reads a time that another tool wrote, as `crm_get_msec` does: `1.5s` is one second, `2hours` are two hours. */
export function readMilliseconds(time: string): number | undefined {
  const [, digits, unit = ""] = /^\s*(\d+)[\d.]*\s*(.*)$/s.exec(time) ?? [];
  const known = unit === "" ? "" : PREFIXES.find((p) => unit.toLowerCase().startsWith(p));
  return digits === undefined || known === undefined
    ? undefined
    : parseDuration(`${digits}${known}`);
}

/** Parses a boolean as Pacemaker does (`crm_str_to_boolean`). Returns `undefined` for other values. */
export function parseBoolean(value: Scalar): boolean | undefined {
  const given = valueText(value).toLowerCase();
  if (["true", "on", "yes", "y", "1"].includes(given)) return true;
  if (["false", "off", "no", "n", "0"].includes(given)) return false;
  return undefined;
}

/** Pacemaker's infinite score: mandatory, or with a minus forbidden. */
export const INFINITY = 1_000_000;

/** Parses a score: an integer, or `INFINITY`, which is 1,000,000. Returns `undefined` for other values. */
export function parseScore(value: Scalar): number | undefined {
  const given = valueText(value).trim();
  const infinity = /^([+-]?)INFINITY$/i.exec(given);
  if (infinity) return infinity[1] === "-" ? -INFINITY : INFINITY;
  // Pacemaker drops what follows the digits (pcmk__scan_ll): `1.0` is one.
  if (!/^[+-]?\d+(\.0*)?$/.test(given)) return undefined;
  return Math.max(-INFINITY, Math.min(INFINITY, Number(given)));
}

/** Whether two values have the same meaning to Pacemaker: `5` and `5s`, `yes` and `true`, `INFINITY` and `1000000`. */
export function haveSameMeaning(a: Scalar, b: Scalar): boolean {
  if (valueText(a) === valueText(b)) return true;
  const agree = (read: (value: Scalar) => unknown): boolean => {
    const left = read(a);
    return left !== undefined && left === read(b);
  };
  // Compare two bare numbers as text: `007` may be a password.
  const isNotBare = [a, b].some((value) => /[a-z+]/i.test(valueText(value)));
  return isNotBare && [parseBoolean, parseScore, parseDuration].some(agree);
}

/** The role names before Pacemaker 2.1, with those of today. */
const ROLES: Readonly<Record<string, string>> = { master: "promoted", slave: "unpromoted" };

/** The name of a role that is equal for its synonyms. Pacemaker compares roles case-insensitively. */
export function roleName(role: string): string {
  const name = role.toLowerCase();
  return Object.hasOwn(ROLES, name) ? (ROLES[name] ?? name) : name;
}

/** Attributes and meta attributes whose value is a role. */
const ROLE_FIELDS = ["role", "rsc-role", "with-rsc-role", "target-role"];

/** Whether the values of an attribute or a pair are roles. */
export const isRole = (field: string): boolean => ROLE_FIELDS.includes(field);

/**
 * Whether two values of an attribute or a pair have the same meaning to Pacemaker. Without a field, only synonyms count
 * that no agent tells apart.
 */
export const haveSameMeaningIn = (field: string | undefined, a: Scalar, b: Scalar): boolean =>
  field !== undefined && isRole(field)
    ? roleName(valueText(a)) === roleName(valueText(b))
    : haveSameMeaning(a, b);

/** Converts a value of the cluster to the type of the declared value, if it can be parsed so. */
export function convertToTypeOf(declared: unknown, present: string): Scalar {
  if (typeof declared === "number" && /^[+-]?\d+$/.test(present)) return Number(present);
  if (typeof declared === "boolean") return parseBoolean(present) ?? present;
  return present;
}

/**
 * Letters of XML's NCName, which the schema requires of every id, as libxml2 reads it: those of the first editions of XML
 * 1.0, here Latin, Greek, Cyrillic, Hebrew, Arabic, kana, Hangul and CJK. `²` and letters beyond 16 bits do not count.
 */
const LETTER =
  "A-Za-z\\u00C0-\\u00D6\\u00D8-\\u00F6\\u00F8-\\u0131\\u0134-\\u013E\\u0141-\\u0148\\u014A-\\u017E\\u0388-\\u038A\\u038E-\\u03A1" +
  "\\u03A3-\\u03CE\\u0401-\\u040C\\u040E-\\u044F\\u0451-\\u045C\\u045E-\\u0481\\u05D0-\\u05EA\\u0621-\\u063A\\u0641-\\u064A" +
  "\\u3041-\\u3094\\u30A1-\\u30FA\\u4E00-\\u9FA5\\uAC00-\\uD7A3";
const NCNAME = new RegExp(`^[${LETTER}_][${LETTER}0-9_.\\-\u00B7]*$`);

export const isId = (id: string): boolean => NCNAME.test(id);

/** Drops the characters that an id cannot contain, as pcs does. */
export const sanitiseId = (part: string): string =>
  part.replace(/[^0-9a-zA-Z_.-]/g, "").replace(/^[^a-zA-Z_]+/, "");

/**
 * Returns a function for the ids of one edit. It returns a free id: the proposed one, or with `-1`, `-2` … appended, as
 * pcs does. Each returned id counts as taken.
 */
export function freeIds(cib: Element): (proposed: string) => string {
  const given = new Set<string>();
  const has = (id: string): boolean =>
    given.has(id) || findFirst(configurationOf(cib), (e) => e.attributes.id === id) !== undefined;
  return (proposed) => {
    const id = numberId(proposed, { has });
    given.add(id);
    return id;
  };
}

/** Returns the proposed id, or the first numbered one that is not taken. */
export function numberId(proposed: string, taken: Pick<ReadonlySet<string>, "has">): string {
  let id = proposed;
  for (let n = 1; taken.has(id); n++) id = `${proposed}-${String(n)}`;
  return id;
}
