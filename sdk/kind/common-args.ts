import type { Connection, ProxyConnection } from "../host/ssh/connection";
import { type BESIDE, type ClusterArgs } from "../program/cluster-args";
import type { Failure } from "./cib-kind";
import { isUnknown } from "./unknown-values";
import {
  type ArgumentNames,
  type Rule,
  check,
  findRepeatedText,
  duration,
  integer,
  listOf,
  nonEmpty,
  oneOf,
  required,
  unknownArguments,
  trueOrFalse,
} from "./rules";

/** A cluster resource's nodes have more than what addresses them; of a plain description that is left out before. */
const NODE: ArgumentNames<Record<"name" | "host" | "port" | (typeof BESIDE)[number], 0>> = {
  name: true,
  host: true,
  port: true,
  addresses: true,
  nodeId: true,
  votes: true,
  alternativeName: true,
};

const node: Rule = (v) => {
  if (typeof v !== "object" || v === null) return "must be an object with a name";
  const [stranger] = unknownArguments(v, NODE);
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

const SSH: ArgumentNames<Omit<Connection, "proxy" | "sudo">> = {
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
const PROXY: ArgumentNames<ProxyConnection> = { ...SSH, host: true };
const CONNECTION: ArgumentNames<Connection> = { ...SSH, proxy: true, sudo: true };

const connection =
  (names: Readonly<Record<string, boolean>>): Rule =>
  (v) => {
    if (typeof v !== "object" || v === null) return "must be an object";
    const failures = [
      ...unknownArguments(v, names),
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
export function validateCommonArgs(args: object): Failure[] {
  return [
    ...required(args, "cluster", clusterRule),
    ...check(args, "adopt", trueOrFalse),
    ...check(args, "waitFor", oneOf("started", "none")),
    ...check(args, "waitTimeout", duration),
  ];
}

const CLUSTER: ArgumentNames<ClusterArgs> = { nodes: true, connection: true };

const clusterRule: Rule = (v) => {
  if (typeof v !== "object" || v === null) return "must be an object with nodes";
  const [stranger] = unknownArguments(v, CLUSTER);
  if (stranger) return stranger.reason;
  const { nodes, connection: given } = v as Readonly<Record<string, unknown>>;
  const wrong = isUnknown(given) ? undefined : connection(CONNECTION)(given ?? {});
  if (wrong !== undefined) return `connection: ${wrong}`;
  if (isUnknown(nodes)) return undefined;
  const reason = listOf(node)(nodes);
  if (reason !== undefined) return `nodes ${reason}`;
  const known = (nodes as { name: unknown }[]).filter((n) => !isUnknown(n));
  const names = findRepeatedText(known.map((n) => n.name));
  return names === undefined ? undefined : `nodes: ${names}`;
};
