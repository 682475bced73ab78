import { readFile } from "node:fs/promises";
import { NodeUnusable } from "../errors";
import { fingerprint, judge, keyType, linesFor, parseKnownHosts } from "./known-hosts";
import type { Target } from "./target";

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
export async function hostKeyCheck(target: Target): Promise<HostKeyCheck> {
  if (!target.verifyHostKey) return { algorithms: ALGORITHMS, refusal: () => undefined };
  if (target.hostKey !== undefined) return pinned(target, target.hostKey);
  const texts = target.knownHostsPaths.map((path) => readFile(path, "utf8").catch(() => ""));
  const known = parseKnownHosts((await Promise.all(texts)).join("\n"));
  const lines = linesFor(known, target.host, target.port);
  return {
    algorithms: preferring(lines.filter((line) => !line.revoked).map(({ type }) => type)),
    refusal: (key) => wording[judge(lines, key)](target, key),
  };
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
    `itself prints (ssh-keygen -l -f ${ownFile(key)}), accept it with \`${keyscan(target)}\`, ` +
    "or set connection.hostKey to it",
  changed: (target: Target, key: Buffer) =>
    `THE HOST KEY OF ${place(target)} IS NOT THE ONE THAT IS KNOWN. Somebody may be listening in between, or the ` +
    `host was installed anew. It shows ${shownAs(key)}; ${target.knownHostsPaths.join(" or ")} says otherwise. ` +
    "Nothing was sent. Only if the host itself prints that fingerprint " +
    `(ssh-keygen -l -f ${ownFile(key)}): \`ssh-keygen -R '${knownAs(target)}' -f ${fileOf(target)}\`, ` +
    `then \`${keyscan(target)}\``,
  revoked: (target: Target, key: Buffer) =>
    `the host key of ${place(target)} is marked @revoked in ${target.knownHostsPaths.join(" or ")}: ${shownAs(key)}`,
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
const fileOf = (target: Target) => target.knownHostsPaths[0] ?? "~/.ssh/known_hosts";
const knownAs = ({ host, port }: Target) => (port === 22 ? host : `[${host}]:${port}`);
const keyscan = (target: Target) =>
  `ssh-keyscan -p ${target.port} ${target.host} >> ${fileOf(target)}`;
const ownFile = (key: Buffer) =>
  `/etc/ssh/ssh_host_${keyType(key).replace(/^(?:ssh-)?([a-z0-9]+).*/, "$1")}_key.pub`;
