import type { Credential } from "./credentials";
import { DeadlinePassed } from "./deadline";
import type { Target } from "./target";

/** Explains why a connection to a target failed, from the error classes of ssh2 and the system. */
export function explainDialError(
  cause: unknown,
  target: Target,
  credentials: readonly Credential[],
): string {
  const { level, code, message } = cause as { level?: string; code?: unknown; message: string };
  const address = `${target.host} port ${target.port}`;
  if (cause instanceof DeadlinePassed)
    return `${address} did not answer within ${target.dialTimeout} s`;
  switch (level ?? code) {
    case "client-authentication":
      return (
        `authentication failed for user ${target.user} with ${describe(credentials)}; ` +
        logInRemedies(credentials).join(", and ")
      );
    case "agent":
      return `${describe(credentials)} failed: ${message}`;
    case "client-socket":
      return `${address} ${describeSocketError(code, message)}`;
    case "handshake":
    case "protocol":
      return `the SSH handshake with ${address} failed: ${message}`;
    case undefined:
      return `${describe(credentials)} cannot be used: ${message}`; // ssh2 parses the key before it dials
    default:
      return `sshd at ${address} hung up while logging in with ${describe(credentials)}: ${message}`;
  }
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
