import { isIP } from "node:net";
import { isId } from "../cib/ids";
import { type Scalar, milliseconds, score } from "../cib/values";
import type { Failure } from "./kind";
import { isUnknown } from "./unknown";

/** Says what is wrong with a value, or nothing. */
export type Rule = (value: unknown) => string | undefined;

const shown = (value: unknown): string => JSON.stringify(value);

/** Arguments that may hold secrets: Pulumi prints the value of the property that a failure names. */
const GUARDED = [
  ...["cluster", "parameters", "operations", "meta", "clone", "haclusterPassword"],
  ...["properties", "resourceDefaults", "operationDefaults"],
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
    ? undefined
    : `${shown(v)} is not a valid id: it must begin with a letter or "_" and hold only letters, digits, "_", "-" and "."; set \`name\` to such an id`;

/** Pacemaker (seen: 2.1.5) writes a line break as the two characters `\n` and a tab as blanks. */
const isAltered = (v: unknown): boolean => typeof v === "string" && /[\n\r\t]/.test(v);
const ALTERED = "must not hold line breaks or tabs: Pacemaker alters them";

export const nonEmpty: Rule = (v) => {
  if (typeof v !== "string" || v.trim() === "")
    return `${shown(v)} must be a text that is not empty`;
  return isAltered(v) ? ALTERED : undefined;
};

export const ipAddress: Rule = (v) =>
  typeof v === "string" && isIP(v) !== 0
    ? undefined
    : `${shown(v)} is not an IPv4 or IPv6 address, such as "10.60.13.58" (the prefix length goes into cidrNetmask)`;

export const integer =
  (from: number, to: number): Rule =>
  (v) =>
    typeof v === "number" && Number.isInteger(v) && v >= from && v <= to
      ? undefined
      : `${shown(v)} is not a whole number from ${from} to ${to}`;

/** A time with a unit: a bare number means seconds to Pacemaker, and milliseconds to many people. */
export const duration: Rule = (v) =>
  typeof v === "string" && /[a-zA-Z]/.test(v) && milliseconds(v) !== undefined
    ? undefined
    : `${shown(v)} is not a time with a unit, such as "20s", "500ms", "2min" or "1h" (not negative)`;

export const scoreRule: Rule = (v) =>
  (typeof v === "string" || typeof v === "number") && score(v) !== undefined
    ? undefined
    : `${shown(v)} is not a score: give a whole number, "INFINITY" or "-INFINITY"`;

export const oneOf =
  (...allowed: readonly string[]): Rule =>
  (v) =>
    typeof v === "string" && allowed.includes(v)
      ? undefined
      : `${shown(v)} is not one of ${allowed.map(shown).join(", ")}`;

export const trueOrFalse: Rule = (v) =>
  typeof v === "boolean" ? undefined : `${shown(v)} is not true or false`;

const isScalar = (v: unknown): v is Scalar => ["string", "number", "boolean"].includes(typeof v);

/** Pairs of names and plain values; the values are never shown, they may be secret. */
export const pairs: Rule = (v) => {
  if (typeof v !== "object" || v === null || Array.isArray(v))
    return "must be an object of names and values";
  const bad = Object.entries(v).filter(
    ([name, value]) => !isUnknown(value) && (!isScalar(value) || name === ""),
  );
  const names = (list: readonly (readonly [string, unknown])[]): string =>
    list.map(([name]) => shown(name)).join(", ");
  if (bad.length > 0) return `${names(bad)} must be a text, a number, true or false`;
  const altered = Object.entries(v).filter(([, value]) => isAltered(value));
  return altered.length > 0 ? `${names(altered)} ${ALTERED}` : undefined;
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

export const distinct: Rule = (v) => {
  const list = (v as unknown[]).filter((e) => !isUnknown(e));
  const twice = list.filter((e, i) => list.indexOf(e) !== i);
  return twice.length === 0
    ? undefined
    : `${[...new Set(twice)].map(shown).join(", ")} is listed more than once`;
};

/** All rules in turn; the first that finds something speaks. */
export const all =
  (...rules: readonly Rule[]): Rule =>
  (v) => {
    for (const rule of rules) {
      const reason = rule(v);
      if (reason !== undefined) return reason;
    }
    return undefined;
  };

const node: Rule = (v) => {
  if (typeof v !== "object" || v === null) return "must be an object with a name";
  const { name, host, port } = v as Readonly<Record<string, unknown>>;
  if (!isUnknown(name) && nonEmpty(name)) return `name: ${nonEmpty(name) ?? ""}`;
  if (host !== undefined && !isUnknown(host) && nonEmpty(host))
    return `host: ${nonEmpty(host) ?? ""}`;
  const bad = port === undefined || isUnknown(port) ? undefined : integer(1, 65535)(port);
  return bad === undefined ? undefined : `port: ${bad}`;
};

const TEXTS = ["privateKey", "privateKeyPassword", "password", "agentSocketPath", "hostKey"];
const PATHS = ["privateKeyPath", "knownHostsPath"];

const connectionRule: Rule = (v) => {
  if (typeof v !== "object" || v === null) return "must be an object";
  const failures = [
    ...check(v, "user", nonEmpty),
    ...check(v, "port", integer(1, 65535)),
    ...TEXTS.flatMap((name) => check(v, name, aText)),
    ...PATHS.flatMap((name) => check(v, name, nonEmpty)),
    ...check(v, "verifyHostKey", trueOrFalse),
    ...check(v, "dialTimeout", integer(1, 3600)),
    ...check(v, "proxy", proxyRule),
  ];
  return failures.length === 0 ? undefined : failures.map((f) => f.reason).join("; ");
};

/** The value is a secret, or may be: it is not shown. */
const aText: Rule = (v) => (typeof v === "string" && v !== "" ? undefined : "must be a text");

const proxyRule: Rule = (v) =>
  connectionRule(v) ?? required(v as object, "host", nonEmpty)[0]?.reason;

/** What all kinds share: `cluster`, `adopt`, `waitFor`, `waitTimeout`. */
export function commonFailures(args: object): Failure[] {
  return [
    ...required(args, "cluster", clusterRule),
    ...check(args, "adopt", trueOrFalse),
    ...check(args, "waitFor", oneOf("started", "none")),
    ...check(args, "waitTimeout", duration),
  ];
}

const clusterRule: Rule = (v) => {
  if (typeof v !== "object") return "must be an object with nodes";
  const { nodes, connection } = v as Readonly<Record<string, unknown>>;
  const wrong = isUnknown(connection) ? undefined : connectionRule(connection ?? {});
  if (wrong !== undefined) return `connection: ${wrong}`;
  if (isUnknown(nodes)) return undefined;
  const reason = listOf(node)(nodes);
  if (reason !== undefined) return `nodes ${reason}`;
  const known = (nodes as { name: unknown }[]).filter((n) => !isUnknown(n));
  const names = distinct(known.map((n) => n.name));
  return names === undefined ? undefined : `nodes: ${names}`;
};
