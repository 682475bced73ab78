import type { Credential } from "./credentials";
import type { Target } from "./target";

/** Words why a target could not be dialled, from the classes that ssh2 and the system give. */
export function explainDialError(
  cause: unknown,
  target: Target,
  credentials: readonly Credential[],
): string {
  const { level, code, message } = cause as { level?: string; code?: unknown; message: string };
  const place = `${target.host} port ${target.port}`;
  switch (level ?? code) {
    case "client-authentication":
      return (
        `authentication failed for user ${target.user} with ${tried(credentials)}; check the user and ` +
        "its ~/.ssh/authorized_keys there"
      );
    case "client-timeout":
      return `${place} did not answer within ${target.dialTimeout} s`;
    case "agent":
      return `${tried(credentials)} failed: ${message}`;
    case "client-socket":
      return `${place} ${socketFailure(code, message)}`;
    case "handshake":
    case "protocol":
      return `the SSH handshake with ${place} failed: ${message}`;
    case undefined:
      return `${tried(credentials)} cannot be used: ${message}`; // ssh2 has parsed the key before dialling
    default:
      return `sshd at ${place} hung up while logging in with ${tried(credentials)}: ${message}`;
  }
}

function tried(credentials: readonly Credential[]): string {
  return credentials.map(({ said }) => said).join(", then ");
}

function socketFailure(code: unknown, message: string): string {
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
