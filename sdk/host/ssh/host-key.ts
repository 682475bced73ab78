import { readFile } from "node:fs/promises";
import { NodeUnusable } from "../../errors";
import { info } from "../../log";
import { quoteForClient } from "./client";
import type { ClusterAddress } from "./connection";
import {
  decodeKnownHosts,
  fingerprint,
  judgeHostKey,
  keyType,
  findKnownHosts,
  parseKnownHosts,
  trustsAuthority,
} from "./known-hosts";
import { type Target, resolveTarget } from "./target";

/** Checks the key that a host shows. */
export interface HostKeyCheck {
  /** The key algorithms to offer. Those with a known key come first, so that the host shows that key. */
  readonly algorithms: readonly HostKeyAlgorithm[];
  /** Returns why the key is refused. `undefined` if it is right. */
  refusal(key: Buffer): string | undefined;
}

const ALGORITHMS = [
  "ssh-ed25519",
  "ecdsa-sha2-nistp256",
  "ecdsa-sha2-nistp384",
  "ecdsa-sha2-nistp521",
  "rsa-sha2-512",
  "rsa-sha2-256",
  "ssh-rsa",
] as const;
type HostKeyAlgorithm = (typeof ALGORITHMS)[number];

/** Prepares the check of a host's key: pinned, from known_hosts, or disabled. */
export async function checkHostKey(target: Target): Promise<HostKeyCheck> {
  if (!target.verifyHostKey) return { algorithms: ALGORITHMS, refusal: () => undefined };
  if (target.hostKey !== undefined) return checkPin(target, target.hostKey);
  const files = await Promise.all(target.knownHostsPaths.map((path) => readLines(path, target)));
  const lines = files.flatMap((file) => file.lines);
  const matching = files.filter((file) => file.lines.length > 0).map(({ path }) => path);
  return {
    algorithms: sortAlgorithms(lines.filter((line) => !line.revoked).map(({ type }) => type)),
    refusal: (key) => {
      const verdict = judgeHostKey(lines, key);
      const refused = WORDING[verdict](target, key, matching);
      const authority = files.find((file) => file.hasAuthority);
      return verdict !== "unknown" || !authority
        ? refused
        : `${refused}. The @cert-authority in ${authority.path} was not used: host certificates are not supported`;
    },
  };
}

async function readLines(path: string, { host, port }: Target) {
  const text = decodeKnownHosts(await readFile(path, "utf8").catch(() => ""));
  return {
    path,
    lines: findKnownHosts(parseKnownHosts(text), host, port),
    hasAuthority: trustsAuthority(text, host, port),
  };
}

/**
 * Finds the host's whole key (`ssh-ed25519 AAAA…`). Prefers, of several, the type that current servers show.
 * `undefined` if `verifyHostKey` is false.
 * @throws NodeUnusable when no key is known, or only a fingerprint
 */
export async function findHostKeyLine(target: Target): Promise<string | undefined> {
  if (!target.verifyHostKey) return undefined;
  const pin = target.hostKey?.trim();
  if (pin !== undefined && /(^|\s)AAAA/.test(pin)) return pin;
  const files = await Promise.all(target.knownHostsPaths.map((path) => readLines(path, target)));
  const lines = files.flatMap((file) => file.lines).filter((line) => !line.revoked);
  const matching = lines.filter(
    ({ key }) => pin === undefined || fingerprint(Buffer.from(key, "base64")) === pin,
  );
  const [first] = sortAlgorithms([]).flatMap((name) =>
    matching.filter(({ type }) => type === name),
  );
  if (first) return `${first.type} ${first.key}`;
  throw new NodeUnusable(
    target.name,
    `the host key of ${address(target)} is not in ${target.knownHostsPaths.join(" or ")}: look at the host itself for its fingerprint (ssh-keygen -l -f /etc/ssh/ssh_host_ed25519_key.pub) and accept the key with \`${scanCommand(target)}\`, or set connection.hostKey to the whole key (ssh-ed25519 AAAA…)`,
  );
}

const warned = new Set<string>();

/** Warns, once per process, of hosts and bastions whose host keys are not verified. */
export function warnOfUnverified({ nodes, connection = {} }: ClusterAddress): void {
  if (connection.verifyHostKey !== false && connection.proxy?.verifyHostKey !== false) return;
  const targets = nodes.map((node) => resolveTarget(node, connection));
  const all = targets.flatMap((target) => [...(target.proxy ? [target.proxy] : []), target]);
  const unverified = new Set(all.filter((target) => !target.verifyHostKey).map(address));
  const fresh = [...unverified].filter((one) => !warned.has(one));
  if (fresh.length === 0) return;
  for (const one of fresh) warned.add(one);
  info(
    `warning: verifyHostKey is false, so the host keys of ${fresh.join(", ")} are not verified: a machine in between ` +
      "can read and change everything. Add the keys to known_hosts, or pin them with connection.hostKey",
  );
}

function checkPin(target: Target, hostKey: string): HostKeyCheck {
  const pin = hostKey
    .trim()
    .split(/\s+/)
    .find((word) => /^(SHA256:|AAAA)/.test(word));
  if (pin === undefined) {
    const forms = "`ssh-ed25519 AAAA…` nor a fingerprint `SHA256:…`";
    throw new NodeUnusable(target.name, `connection.hostKey is neither a key like ${forms}`);
  }
  const key = pin.startsWith("AAAA") ? Buffer.from(pin, "base64") : undefined;
  const expected = key ? fingerprint(key) : pin.replace(/=+$/, "");
  return {
    algorithms: sortAlgorithms(key ? [keyType(key)] : []),
    refusal: (shown) =>
      fingerprint(shown) === expected ? undefined : describeMismatch(target, shown, expected),
  };
}

function sortAlgorithms(types: readonly string[]): HostKeyAlgorithm[] {
  const first = ALGORITHMS.filter((name) => types.includes(name.replace(/^rsa-.*/, "ssh-rsa")));
  return [...first, ...ALGORITHMS.filter((name) => !first.includes(name))];
}

const WORDING = {
  known: () => undefined,
  unknown: (target: Target, key: Buffer) =>
    `the host key of ${address(target)} is not known: ${describeKey(key)}. If that is the fingerprint which the host ` +
    `itself prints (ssh-keygen -l -f ${keyFile(key)}), accept it with \`${acceptCommand(target, key)}\`, ` +
    "or set connection.hostKey to it",
  changed: (target: Target, key: Buffer, files: readonly string[]) =>
    `THE HOST KEY OF ${address(target)} IS NOT THE ONE THAT IS KNOWN. Another machine may be in between, or the ` +
    `host was reinstalled. It shows ${describeKey(key)}; the key in ${files.join(" and ")} is another one. ` +
    "Nothing was sent. Only if the host itself prints that fingerprint " +
    `(ssh-keygen -l -f ${keyFile(key)}): ${files.map((file) => `\`${removeCommand(target, file)}\``).join(", ")}, ` +
    `then \`${acceptCommand(target, key)}\``,
  revoked: (target: Target, key: Buffer, files: readonly string[]) =>
    `the host key of ${address(target)} is marked @revoked in ${files.join(" or ")}: ${describeKey(key)}`,
};

function describeMismatch(target: Target, shown: Buffer, expected: string): string {
  return (
    `THE HOST KEY OF ${address(target)} IS NOT THE PINNED ONE. It shows ${describeKey(shown)}; connection.hostKey pins ` +
    `${expected}. Nothing was sent. If that is the fingerprint of another key of the same host, pin the whole ` +
    "key (`ssh-ed25519 AAAA…`), so that the host shows that key"
  );
}

const describeKey = (key: Buffer) => `${keyType(key)} ${fingerprint(key)}`;
const address = ({ host, port }: Target) => `${host} port ${port}`;
const knownAs = ({ host, port }: Target) => (port === 22 ? host : `[${host}]:${port}`);
const removeCommand = (target: Target, file: string) =>
  quoteForClient(["ssh-keygen", "-R", knownAs(target), "-f", file]);

/** The command that adds the key to known_hosts. Its type only: no other fingerprint was shown. */
const acceptCommand = (target: Target, key: Buffer): string =>
  scanCommand(target, ["-t", typeWord(key)]);

function scanCommand(
  { host, port, proxy, knownHostsPaths: [file = ""] }: Target,
  types: readonly string[] = [],
): string {
  const scan = ["ssh-keyscan", ...types, "-p", String(port), host];
  return `${quoteForClient([...(proxy ? sshCommand(proxy) : []), ...scan])} >> ${quoteForClient([file])}`;
}

/** The ssh command to a bastion, from which the hosts behind it are scanned. */
function sshCommand({
  host,
  port,
  user,
  privateKeyPath,
  knownHostsPaths: [file = ""],
}: Target): string[] {
  const key = privateKeyPath === undefined ? [] : ["-i", privateKeyPath];
  return ["ssh", ...key, "-o", `UserKnownHostsFile=${file}`, "-p", String(port), `${user}@${host}`];
}

const typeWord = (key: Buffer) => keyType(key).replace(/^(?:ssh-)?([a-z0-9]+).*/, "$1");
const keyFile = (key: Buffer) => `/etc/ssh/ssh_host_${typeWord(key)}_key.pub`;
