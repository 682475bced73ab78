import { isIP } from "node:net";
import { isId } from "../cib/ids";
import { type Scalar, milliseconds, score } from "../cib/values";
import type { ProxyConnection, Connection } from "../host/connection";
import type { ClusterArgs } from "./cluster-ref";
import type { Failure } from "./kind";
import type { CommonArgs } from "./resource";
import { isUnknown } from "./unknown";
import { wrongText } from "./wrong-text";

/** Says what is wrong with a value, or nothing. */
export type Rule = (value: unknown) => string | undefined;

/** A value in a message: one that is long is cut. */
function shown(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 120 ? `${text.slice(0, 100)}… (${text.length} characters)` : text;
}

/**
 * All names of an interface, stated once: the compiler finds one that is missing, and one too many. `false` stands for
 * what the library itself adds.
 */
export type Names<T> = Readonly<Record<keyof Required<T>, boolean>>;

/** The names that every kind takes. */
export const COMMON: Names<CommonArgs> = {
  cluster: true,
  adopt: true,
  waitFor: true,
  waitTimeout: true,
};

/** What is given under a name that nobody reads, such as `stonithEnable`. The values may be secret. */
export function strangers(
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
    reason: `${shown(n)} is not known here; what can be given: ${known}${besides}`,
  }));
}

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
const ALTERED = "must not hold line breaks or tabs: Pacemaker alters them";
const altered = (v: unknown): string | undefined => {
  if (typeof v !== "string") return undefined;
  return /[\n\r\t]/.test(v) ? ALTERED : wrongText(v);
};

export const nonEmpty: Rule = (v) => {
  if (typeof v !== "string" || v.trim() === "")
    return `${shown(v)} must be a text that is not empty`;
  return altered(v);
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

const isScalar = (v: unknown): v is Scalar =>
  typeof v === "string" || typeof v === "boolean" || (typeof v === "number" && Number.isFinite(v));

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
  const reasons = Object.entries(v).flatMap(([name, value]) => {
    const reason = altered(name) ?? altered(value);
    return reason === undefined ? [] : [`${shown(name)} ${reason}`];
  });
  return reasons.length > 0 ? reasons.join("; ") : undefined;
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

const NODE: Names<{ name: 0; host: 0; port: 0; addresses: 0 }> = {
  name: true,
  host: true,
  port: true,
  addresses: true,
};

const node: Rule = (v) => {
  if (typeof v !== "object" || v === null) return "must be an object with a name";
  const [stranger] = strangers(v, NODE);
  if (stranger) return stranger.reason;
  const { name, host, port } = v as Readonly<Record<string, unknown>>;
  if (!isUnknown(name) && nonEmpty(name)) return `name: ${nonEmpty(name) ?? ""}`;
  if (host !== undefined && !isUnknown(host) && nonEmpty(host))
    return `host: ${nonEmpty(host) ?? ""}`;
  const bad = port === undefined || isUnknown(port) ? undefined : integer(1, 65535)(port);
  return bad === undefined ? undefined : `port: ${bad}`;
};

const TEXTS = ["privateKey", "privateKeyPassword", "password", "agentSocketPath", "hostKey"];
const PATHS = ["privateKeyPath", "knownHostsPath"];

const SSH: Names<Omit<Connection, "proxy" | "sudo">> = {
  user: true,
  port: true,
  privateKey: true,
  privateKeyPassword: true,
  password: true,
  agentSocketPath: true,
  hostKey: true,
  privateKeyPath: true,
  knownHostsPath: true,
  verifyHostKey: true,
  dialTimeout: true,
};
const PROXY: Names<ProxyConnection> = { ...SSH, host: true };
const CONNECTION: Names<Connection> = { ...SSH, proxy: true, sudo: true };

const connection =
  (names: Readonly<Record<string, boolean>>): Rule =>
  (v) => {
    if (typeof v !== "object" || v === null) return "must be an object";
    const failures = [
      ...strangers(v, names),
      ...check(v, "user", nonEmpty),
      ...check(v, "port", integer(1, 65535)),
      ...TEXTS.flatMap((name) => check(v, name, aText)),
      ...PATHS.flatMap((name) => check(v, name, nonEmpty)),
      ...check(v, "verifyHostKey", trueOrFalse),
      ...check(v, "dialTimeout", integer(1, 3600)),
      ...check(v, "proxy", proxyRule),
      ...check(v, "sudo", sudoRule),
    ];
    return failures.length === 0 ? undefined : failures.map((f) => f.reason).join("; ");
  };

/** The value is a secret, or may be: it is not shown. */
const aText: Rule = (v) => (typeof v === "string" && v !== "" ? undefined : "must be a text");

const proxyRule: Rule = (v) =>
  connection(PROXY)(v) ?? required(v as object, "host", nonEmpty)[0]?.reason;

/** The password is one line of what sudo reads. */
const sudoRule: Rule = (v) => {
  if (typeof v === "boolean") return undefined;
  const { password } = (typeof v === "object" ? v : {}) as { readonly password?: unknown };
  const line = isUnknown(password) || (typeof password === "string" && !/[\n\0]/.test(password));
  return line ? undefined : "must be true, false or { password }, which is one line";
};

/** What all kinds share: `cluster`, `adopt`, `waitFor`, `waitTimeout`. */
export function commonFailures(args: object): Failure[] {
  return [
    ...required(args, "cluster", clusterRule),
    ...check(args, "adopt", trueOrFalse),
    ...check(args, "waitFor", oneOf("started", "none")),
    ...check(args, "waitTimeout", duration),
  ];
}

const CLUSTER: Names<ClusterArgs> = { nodes: true, connection: true };

const clusterRule: Rule = (v) => {
  if (typeof v !== "object" || v === null) return "must be an object with nodes";
  const [stranger] = strangers(v, CLUSTER);
  if (stranger) return stranger.reason;
  const { nodes, connection: given } = v as Readonly<Record<string, unknown>>;
  const wrong = isUnknown(given) ? undefined : connection(CONNECTION)(given ?? {});
  if (wrong !== undefined) return `connection: ${wrong}`;
  if (isUnknown(nodes)) return undefined;
  const reason = listOf(node)(nodes);
  if (reason !== undefined) return `nodes ${reason}`;
  const known = (nodes as { name: unknown }[]).filter((n) => !isUnknown(n));
  const names = distinct(known.map((n) => n.name));
  return names === undefined ? undefined : `nodes: ${names}`;
};
