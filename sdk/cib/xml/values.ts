/** A value as a program may give it for an attribute of the configuration. */
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
 * A duration in milliseconds as Pacemaker reads it (`crm_parse_interval_spec`): a number without a unit means seconds,
 * ISO 8601 (`PT1M30S`) is accepted too. `undefined` when it is none.
 */
export function parseDuration(duration: Scalar): number | undefined {
  const given = valueText(duration).trim();
  const plain = /^(\d+)\s*([a-z]*)$/i.exec(given);
  if (plain) {
    const name = (plain[2] ?? "").toLowerCase();
    const unit = Object.hasOwn(UNITS, name) ? UNITS[name] : undefined;
    return unit === undefined ? undefined : Number(plain[1]) * unit;
  }
  const iso = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(given);
  if (!iso || given.length < 3) return undefined;
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = iso.slice(1).map((n) => Number(n || 0));
  return (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000;
}

/** A boolean as Pacemaker reads it (`crm_str_to_boolean`); `undefined` when it is none. */
export function parseBoolean(value: Scalar): boolean | undefined {
  const given = valueText(value).toLowerCase();
  if (["true", "on", "yes", "y", "1"].includes(given)) return true;
  if (["false", "off", "no", "n", "0"].includes(given)) return false;
  return undefined;
}

/** The score that is always right, or with a minus never. */
export const INFINITY = 1_000_000;

/** A score: an integer, or `INFINITY`, which is 1,000,000; `undefined` when it is none. */
export function parseScore(value: Scalar): number | undefined {
  const given = valueText(value).trim();
  const infinity = /^([+-]?)INFINITY$/i.exec(given);
  if (infinity) return infinity[1] === "-" ? -INFINITY : INFINITY;
  if (!/^[+-]?\d+$/.test(given)) return undefined;
  return Math.max(-INFINITY, Math.min(INFINITY, Number(given)));
}

/** Whether two values mean the same to Pacemaker: `5` and `5s`, `yes` and `true`, `INFINITY` and `1000000`. */
export function haveSameMeaning(a: Scalar, b: Scalar): boolean {
  if (valueText(a) === valueText(b)) return true;
  const agree = (read: (value: Scalar) => unknown): boolean => {
    const left = read(a);
    return left !== undefined && left === read(b);
  };
  // Two bare numbers are compared as written: `007` may be a password.
  const unlike = [a, b].some((value) => /[a-z+]/i.test(valueText(value)));
  return unlike && [parseBoolean, parseScore, parseDuration].some(agree);
}

/** A value of the cluster in the type that the program uses, where it can be read so. */
export function convertToTypeOf(declared: unknown, present: string): Scalar {
  if (typeof declared === "number" && /^[+-]?\d+$/.test(present)) return Number(present);
  if (typeof declared === "boolean") return parseBoolean(present) ?? present;
  return present;
}
