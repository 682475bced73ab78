import { readFile } from "node:fs/promises";
import { NodeUnusable } from "../../errors";
import { answers } from "./agent";
import { defaultAgent, expandHome } from "./client";
import type { Target } from "./target";

/** A credential for a log-in. `label` names it in messages and holds no secret. */
export type Credential =
  | {
      readonly kind: "key";
      readonly key: string;
      readonly password?: string;
      readonly label: string;
      /** File of the key, if it was read from one. */
      readonly path?: string;
    }
  | { readonly kind: "agent"; readonly socket: string; readonly label: string }
  | { readonly kind: "password"; readonly password: string; readonly label: string };

const DEFAULT_KEYS = ["~/.ssh/id_ed25519", "~/.ssh/id_ecdsa", "~/.ssh/id_rsa"];

/**
 * Returns the credentials in the order to try them: those of the connection, or else the defaults of ssh.
 * @throws NodeUnusable naming the file and the remedy
 */
export async function resolveCredentials(target: Target): Promise<readonly Credential[]> {
  const given = [await readKey(target), await findAgent(target), readPassword(target)];
  const chosen = given.filter((credential) => credential !== undefined);
  return chosen.length > 0 ? chosen : await defaultCredentials(target);
}

async function readKey(target: Target): Promise<Credential | undefined> {
  const { privateKey, privateKeyPath, privateKeyPassword: password } = target;
  if (privateKey !== undefined) {
    return checkKey(target, privateKey, "connection.privateKey");
  }
  if (privateKeyPath === undefined) return undefined;
  const key = await readFile(privateKeyPath, "utf8").catch((cause: unknown) => {
    throw new NodeUnusable(
      target.name,
      `the private key ${privateKeyPath} cannot be read (${codeOf(cause)}); correct ` +
        "connection.privateKeyPath, or set PULUMI_PACEMAKER_PRIVATE_KEY_PATH on this machine",
      { cause },
    );
  });
  return { ...checkKey(target, key, privateKeyPath), password, path: privateKeyPath };
}

function checkKey(target: Target, key: string, label: string): Credential & { kind: "key" } {
  const password = target.privateKeyPassword;
  if (password === undefined && isEncrypted(key)) {
    throw new NodeUnusable(
      target.name,
      `the private key ${label} is encrypted; give connection.privateKeyPassword, or load the key ` +
        "into an SSH agent (ssh-add) and leave the key out",
    );
  }
  return { kind: "key", key, password, label: `the key ${label}` };
}

async function findAgent(target: Target): Promise<Credential | undefined> {
  const socket = target.agentSocketPath;
  if (socket === undefined) return undefined;
  if (await answers(socket)) return { kind: "agent", socket, label: `the agent at ${socket}` };
  throw new NodeUnusable(
    target.name,
    `no SSH agent answers at ${socket}; start one, correct connection.agentSocketPath, or set ` +
      "PULUMI_PACEMAKER_AGENT_SOCKET_PATH on this machine",
  );
}

function readPassword({ password }: Target): Credential | undefined {
  return password === undefined ? undefined : { kind: "password", password, label: "the password" };
}

async function defaultCredentials(target: Target): Promise<readonly Credential[]> {
  const { socket, name } = defaultAgent();
  const found = await Promise.all(
    DEFAULT_KEYS.map((path) => readDefaultKey(target, expandHome(path))),
  );
  const keys = found.filter((key) => key !== undefined);
  const usable = keys.filter((key) => key.password !== undefined || !isEncrypted(key.key));
  if (socket && (await answers(socket))) {
    return [{ kind: "agent", socket, label: `the SSH agent (${name})` }, ...usable];
  }
  if (usable.length > 0) return usable;
  const why =
    keys.length > 0
      ? `${keys.map(({ label }) => label).join(", ")}: encrypted, and no SSH agent runs (${name})`
      : `no SSH agent runs (${name}), and there is none of ${DEFAULT_KEYS.join(", ")}`;
  throw new NodeUnusable(
    target.name,
    `nothing to log in with: ${why}; start an agent, or give connection.privateKeyPath`,
  );
}

async function readDefaultKey(
  { privateKeyPassword: password }: Target,
  path: string,
): Promise<(Credential & { kind: "key" }) | undefined> {
  const key = await readFile(path, "utf8").catch(() => undefined);
  return key === undefined
    ? undefined
    : { kind: "key", key, password, path, label: `the key ${path}` };
}

/** Whether a private key's text (PEM, OpenSSH or PuTTY) needs a password. */
export function isEncrypted(key: string): boolean {
  if (/^Proc-Type: 4,ENCRYPTED|BEGIN ENCRYPTED|^Encryption: (?!none)/m.test(key)) return true;
  const body = /BEGIN OPENSSH PRIVATE KEY-+([^-]*)-/.exec(key)?.[1];
  if (body === undefined) return false;
  // "openssh-key-v1" NUL, then the length and name of the cipher (OpenSSH, PROTOCOL.key)
  const data = Buffer.from(body, "base64");
  return data.length > 23 && data.toString("latin1", 19, 19 + data.readUInt32BE(15)) !== "none";
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? String(error);
}
