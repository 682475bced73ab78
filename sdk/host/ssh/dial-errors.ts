import { findCertificates } from "./certificates";
import type { Credential } from "./credentials";
import { DeadlinePassed } from "./deadline";
import type { Target } from "./target";

/** Explains why a connection to a target failed, from the error classes of ssh2 and the system. */
export async function explainDialError(
  cause: unknown,
  target: Target,
  credentials: readonly Credential[],
): Promise<string> {
  const { level, code, message } = cause as { level?: string; code?: unknown; message: string };
  const address = `${target.host} port ${target.port}`;
  if (cause instanceof DeadlinePassed)
    return `${address} did not answer within ${target.dialTimeout} s`;
  if (cause instanceof TurnedAway)
    return (
      `sshd at ${address} closed every connection before the log-in (${message}); too many log-ins at once: raise ` +
      "its MaxStartups, or look whether it refuses this machine (sshd's log, hosts.deny)"
    );
  switch (level ?? code) {
    case "client-authentication":
      return (
        `authentication failed for user ${target.user} with ${describe(credentials)}; ` +
        `${logInRemedies(credentials).join(", and ")}${await describeCertificates(credentials)}`
      );
    case TOO_MANY_ATTEMPTS:
      return (
        `sshd at ${address} hung up while logging in with ${describe(credentials)}: ${message}; if that is more ` +
        "keys than its MaxAuthTries, name the one key with connection.privateKeyPath"
      );
    case "agent":
      return `${describe(credentials)} failed: ${message}`;
    case "client-socket":
      if (code === "ECONNRESET") break;
      return `${address} ${describeSocketError(code, message)}`;
    case "handshake":
    case "protocol":
      return `the SSH handshake with ${address} failed: ${message}`;
    case undefined:
      return `${describe(credentials)} cannot be used: ${message}`; // ssh2 parses the key before it dials
  }
  return `sshd at ${address} hung up while logging in with ${describe(credentials)}: ${message}`;
}

/** Returns a remedy for each kind of credential that was refused. */
function logInRemedies(credentials: readonly Credential[]): readonly string[] {
  const has = (kind: Credential["kind"]): boolean => credentials.some((c) => c.kind === kind);
  return [
    ...(has("key") || has("agent")
      ? ["check the user and its ~/.ssh/authorized_keys there"]
      : ["check the user"]),
    ...(has("agent")
      ? ["give connection.privateKeyPath if the agent has more keys than sshd tries (MaxAuthTries)"]
      : []),
    ...(has("password")
      ? ["correct connection.password, if sshd allows passwords there (PasswordAuthentication)"]
      : []),
  ];
}

/** Reason of SSH_MSG_DISCONNECT (RFC 4253 11.1, protocol error), with which OpenSSH ends too many log-ins. */
const TOO_MANY_ATTEMPTS = 2;

/** sshd closed the connection before it showed its host key, as it does above MaxStartups. */
export class TurnedAway extends Error {}

/** Tells whether a connection was lost. Before the host key is shown it means that sshd turned it away. */
export function isLost(cause: unknown): boolean {
  const { level, code, message } = cause as { level?: string; code?: unknown; message?: string };
  // ssh2 has no code for it. A reset at that time has the code of the system.
  const isClosed = level === "protocol" && message === "Connection lost before handshake";
  return isClosed || (level === "client-socket" && code === "ECONNRESET");
}

/** Explains a host that holds more than a host, with the remedy. `undefined` if it is one. */
export function explainHost(host: string): string | undefined {
  const [, user] = /^(.+)@/.exec(host) ?? [];
  if (user !== undefined)
    return `the host ${host} holds a user; give the host alone, and the user "${user}" apart`;
  const [, port] = /^(?:[^:]+|\[.+\]):(\d+)$/.exec(host) ?? [];
  return port === undefined
    ? undefined
    : `the host ${host} holds a port; give the host alone, and port: ${port}`;
}

async function describeCertificates(credentials: readonly Credential[]): Promise<string> {
  const found = await findCertificates(credentials);
  if (found.length === 0) return "";
  return (
    `. SSH certificates are not supported, so ${found.join(" and ")} ${found.length > 1 ? "were" : "was"} not ` +
    "offered: add the plain public key to authorized_keys"
  );
}

function describe(credentials: readonly Credential[]): string {
  return credentials.map(({ label }) => label).join(", then ");
}

function describeSocketError(code: unknown, message: string): string {
  switch (code) {
    case "ECONNREFUSED":
      return "refuses connections: does sshd run there?";
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return "cannot be reached: the name does not resolve";
    case "EHOSTUNREACH":
    case "ENETUNREACH":
      return "cannot be reached: there is no route";
    default:
      return `cannot be reached: ${message}`;
  }
}
