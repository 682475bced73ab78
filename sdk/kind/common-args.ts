import type { ClusterAddress, Connection, ProxyConnection } from "../host/ssh/connection";
import { type Table, type TableOf, unknownArguments, validateTable } from "./arguments";
import {
  type Failure,
  type Rule,
  check,
  duration,
  findRepeatedText,
  integer,
  isUnknown,
  listOf,
  nonEmpty,
  oneOf,
  required,
  trueOrFalse,
} from "./rules";

/** Fields of a cluster resource's nodes that are not part of their address. A `ClusterArgs` does not have them. */
export const NODE_DETAILS = ["addresses", "nodeId", "votes", "alternativeName"] as const;

const NODE: TableOf<Record<"name" | "host" | "port" | (typeof NODE_DETAILS)[number], 0>> = {
  name: {},
  host: {},
  port: {},
  addresses: {},
  nodeId: {},
  votes: {},
  alternativeName: {},
};

const nodeRule: Rule = (v) => {
  if (typeof v !== "object" || v === null) return "must be an object with a name";
  const [unknown] = unknownArguments(v, NODE);
  if (unknown) return unknown.reason;
  const { name, host, port } = v as Readonly<Record<string, unknown>>;
  if (!isUnknown(name) && nonEmpty(name)) return `name: ${nonEmpty(name) ?? ""}`;
  if (host !== undefined && !isUnknown(host) && nonEmpty(host))
    return `host: ${nonEmpty(host) ?? ""}`;
  const reason = port === undefined || isUnknown(port) ? undefined : integer(1, 65535)(port);
  return reason === undefined ? undefined : `port: ${reason}`;
};

/** Does not show the value, because it may be secret. */
const hiddenText: Rule = (v) => (typeof v === "string" && v !== "" ? undefined : "must be a text");

const SSH: TableOf<Omit<Connection, "proxy" | "sudo">> = {
  user: { rule: nonEmpty },
  port: { rule: integer(1, 65535) },
  privateKey: { rule: hiddenText },
  privateKeyPassword: { rule: hiddenText },
  password: { rule: hiddenText },
  agentSocketPath: { rule: hiddenText },
  hostKey: { rule: hiddenText },
  privateKeyPath: { rule: nonEmpty },
  knownHostsPath: { rule: nonEmpty },
  verifyHostKey: { rule: trueOrFalse },
  dialTimeout: { rule: integer(1, 3600) },
};

const connectionRule =
  (table: Table): Rule =>
  (v) => {
    if (typeof v !== "object" || v === null) return "must be an object";
    const failures = validateTable(table, v);
    return failures.length === 0 ? undefined : failures.map((f) => f.reason).join("; ");
  };

const PROXY: TableOf<ProxyConnection> = { ...SSH, host: {} };

const proxyRule: Rule = (v) =>
  connectionRule(PROXY)(v) ?? required(v as object, "host", nonEmpty)[0]?.reason;

/** Refuses line breaks in the password, because sudo reads it as one line of its standard input. */
const sudoRule: Rule = (v) => {
  if (typeof v === "boolean") return undefined;
  const { password } = (typeof v === "object" ? v : {}) as { readonly password?: unknown };
  const line = isUnknown(password) || (typeof password === "string" && !/[\n\0]/.test(password));
  return line ? undefined : "must be true, false or { password }, which is one line";
};

const CONNECTION: TableOf<Connection> = {
  ...SSH,
  proxy: { rule: proxyRule },
  sudo: { rule: sudoRule },
};

const CLUSTER: TableOf<ClusterAddress> = { nodes: {}, connection: {} };

const clusterRule: Rule = (v) => {
  if (typeof v !== "object" || v === null) return "must be an object with nodes";
  const [unknown] = unknownArguments(v, CLUSTER);
  if (unknown) return unknown.reason;
  const { nodes, connection } = v as Readonly<Record<string, unknown>>;
  const wrong = isUnknown(connection) ? undefined : connectionRule(CONNECTION)(connection ?? {});
  if (wrong !== undefined) return `connection: ${wrong}`;
  if (isUnknown(nodes)) return undefined;
  const reason = listOf(nodeRule)(nodes);
  if (reason !== undefined) return `nodes ${reason}`;
  const known = (nodes as { name: unknown }[]).filter((n) => !isUnknown(n));
  const names = findRepeatedText(known.map((n) => n.name));
  return names === undefined ? undefined : `nodes: ${names}`;
};

/** Validates `COMMON_ARGUMENTS`, for every kind once. The cluster may hold secrets, so its failures name no property. */
export const validateCommonArgs = (args: object): Failure[] => [
  ...required(args, "cluster", clusterRule).map((f) => ({ ...f, property: "" })),
  ...check(args, "adopt", trueOrFalse),
  ...check(args, "waitFor", oneOf("started", "none")),
  ...check(args, "waitTimeout", duration),
];
