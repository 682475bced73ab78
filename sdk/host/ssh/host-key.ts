import { readFile } from "node:fs/promises";
import { NodeUnusable } from "../../errors";
import { info } from "../../log";
import type { ClusterAddress } from "./connection";
import { fingerprint, judgeHostKey, keyType, findKnownHosts, parseKnownHosts } from "./known-hosts";
import { quoteIfNeeded } from "./shell-quote";
import { type Target, resolveTarget } from "./target";

/** Decides whether the key that a host shows is the right one. */
export interface HostKeyCheck {
  /** The key algorithms to offer; those whose key is known come first, or the host shows another one. */
  readonly algorithms: readonly HostKeyAlgorithm[];
  /** The reason why the key is refused, or undefined when it is right. */
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

/** Prepares the check of a host's key: pinned, from known_hosts, or none at all. */
export async function checkHostKey(target: Target): Promise<HostKeyCheck> {
  if (!target.verifyHostKey) return { algorithms: ALGORITHMS, refusal: () => undefined };
  if (target.hostKey !== undefined) return pinned(target, target.hostKey);
  const files = await Promise.all(target.knownHostsPaths.map((path) => linesIn(path, target)));
  const lines = files.flatMap((file) => file.lines);
  const speaking = files.filter((file) => file.lines.length > 0).map(({ path }) => path);
  return {
    algorithms: preferring(lines.filter((line) => !line.revoked).map(({ type }) => type)),
    refusal: (key) => wording[judgeHostKey(lines, key)](target, key, speaking),
  };
}

async function linesIn(path: string, { host, port }: Target) {
  const text = await readFile(path, "utf8").catch(() => "");
  return { path, lines: findKnownHosts(parseKnownHosts(text), host, port) };
}

/**
 * The host's whole key (`ssh-ed25519 AAAA…`) where one is known; of several, one that today's servers still show.
 * `undefined` where it is not to be verified.
 * @throws NodeUnusable when none is known, or only its fingerprint
 */
export async function findHostKeyLine(target: Target): Promise<string | undefined> {
  if (!target.verifyHostKey) return undefined;
  const pin = target.hostKey?.trim();
  if (pin !== undefined && /(^|\s)AAAA/.test(pin)) return pin;
  const files = await Promise.all(target.knownHostsPaths.map((path) => linesIn(path, target)));
  const lines = files.flatMap((file) => file.lines).filter((line) => !line.revoked);
  const right = lines.filter(
    ({ key }) => pin === undefined || fingerprint(Buffer.from(key, "base64")) === pin,
  );
  const [first] = preferring([]).flatMap((name) => right.filter(({ type }) => type === name));
  if (first) return `${first.type} ${first.key}`;
  throw new NodeUnusable(
    target.name,
    `the host key of ${place(target)} is not in ${target.knownHostsPaths.join(" or ")}: look at the host itself for its fingerprint (ssh-keygen -l -f /etc/ssh/ssh_host_ed25519_key.pub) and accept the key with \`${scanFor(target)}\`, or set connection.hostKey to the whole key (ssh-ed25519 AAAA…)`,
  );
}

const warned = new Set<string>();

/** Says, once in a process, which hosts of a cluster and which bastions are believed whatever key they show. */
export function warnOfUnverified({ nodes, connection }: ClusterAddress): void {
  const targets = nodes.map((node) => resolveTarget(node, connection));
  const all = targets.flatMap((target) => [...(target.proxy ? [target.proxy] : []), target]);
  const places = new Set(all.filter((target) => !target.verifyHostKey).map(place));
  const news = [...places].filter((one) => !warned.has(one));
  if (news.length === 0) return;
  for (const one of news) warned.add(one);
  info(
    `warning: verifyHostKey is false, so no host key is verified of ${news.join(", ")}: whoever is in between can ` +
      "read and change everything. Take the keys into known_hosts, or pin them with connection.hostKey",
  );
}

function pinned(target: Target, hostKey: string): HostKeyCheck {
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
    algorithms: preferring(key ? [keyType(key)] : []),
    refusal: (shown) =>
      fingerprint(shown) === expected ? undefined : pinMismatch(target, shown, expected),
  };
}

function preferring(types: readonly string[]): HostKeyAlgorithm[] {
  const first = ALGORITHMS.filter((name) => types.includes(name.replace(/^rsa-.*/, "ssh-rsa")));
  return [...first, ...ALGORITHMS.filter((name) => !first.includes(name))];
}

const wording = {
  known: () => undefined,
  unknown: (target: Target, key: Buffer) =>
    `the host key of ${place(target)} is not known: ${shownAs(key)}. If that is the fingerprint which the host ` +
    `itself prints (ssh-keygen -l -f ${ownFile(key)}), accept it with \`${keyscan(target, key)}\`, ` +
    "or set connection.hostKey to it",
  changed: (target: Target, key: Buffer, files: readonly string[]) =>
    `THE HOST KEY OF ${place(target)} IS NOT THE ONE THAT IS KNOWN. Somebody may be listening in between, or the ` +
    `host was installed anew. It shows ${shownAs(key)}; ${files.join(" and ")} says otherwise. ` +
    "Nothing was sent. Only if the host itself prints that fingerprint " +
    `(ssh-keygen -l -f ${ownFile(key)}): ${files.map((file) => `\`${forget(target, file)}\``).join(", ")}, ` +
    `then \`${keyscan(target, key)}\``,
  revoked: (target: Target, key: Buffer, files: readonly string[]) =>
    `the host key of ${place(target)} is marked @revoked in ${files.join(" or ")}: ${shownAs(key)}`,
};

function pinMismatch(target: Target, shown: Buffer, expected: string): string {
  return (
    `THE HOST KEY OF ${place(target)} IS NOT THE PINNED ONE. It shows ${shownAs(shown)}; connection.hostKey pins ` +
    `${expected}. Nothing was sent. If that is the fingerprint of another key of the same host, pin the whole ` +
    "key (`ssh-ed25519 AAAA…`), so that this one is asked for"
  );
}

const shownAs = (key: Buffer) => `${keyType(key)} ${fingerprint(key)}`;
const place = ({ host, port }: Target) => `${host} port ${port}`;
const knownAs = ({ host, port }: Target) => (port === 22 ? host : `[${host}]:${port}`);
const forget = (target: Target, file: string) =>
  quoteIfNeeded(["ssh-keygen", "-R", knownAs(target), "-f", file]);

/** Takes the key into known_hosts, of that type only: the fingerprint of no other one was shown. */
const keyscan = (target: Target, key: Buffer): string => scanFor(target, ["-t", typeWord(key)]);

function scanFor(
  { host, port, proxy, knownHostsPaths: [file = ""] }: Target,
  types: readonly string[] = [],
): string {
  const scan = ["ssh-keyscan", ...types, "-p", String(port), host];
  return `${quoteIfNeeded([...(proxy ? ssh(proxy) : []), ...scan])} >> ${quoteIfNeeded([file])}`;
}

/** A host behind a bastion is scanned from there. */
function ssh({ host, port, user, privateKeyPath, knownHostsPaths: [file = ""] }: Target): string[] {
  const key = privateKeyPath === undefined ? [] : ["-i", privateKeyPath];
  return ["ssh", ...key, "-o", `UserKnownHostsFile=${file}`, "-p", String(port), `${user}@${host}`];
}

const typeWord = (key: Buffer) => keyType(key).replace(/^(?:ssh-)?([a-z0-9]+).*/, "$1");
const ownFile = (key: Buffer) => `/etc/ssh/ssh_host_${typeWord(key)}_key.pub`;
