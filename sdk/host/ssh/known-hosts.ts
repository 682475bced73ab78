import { createHash, createHmac } from "node:crypto";

/** One line of a known_hosts file. */
export interface KnownHost {
  readonly patterns: string;
  readonly type: string;
  /** Base64, as in the file. */
  readonly key: string;
  readonly revoked: boolean;
}

/** What the known keys say about the key that a host has shown. */
export type HostKeyVerdict = "known" | "unknown" | "changed" | "revoked";

/** Reads a known_hosts file; comments, certificate authorities and broken lines are left out. */
export function parseKnownHosts(text: string): KnownHost[] {
  return text.split("\n").flatMap((line) => {
    const words = line.trim().split(/\s+/);
    const marker = words[0]?.startsWith("@") ? words.shift() : undefined;
    const [patterns, type, key] = words;
    if (!patterns || patterns.startsWith("#") || !type || !key) return [];
    if (marker !== undefined && marker !== "@revoked") return [];
    return [{ patterns, type, key, revoked: marker === "@revoked" }];
  });
}

/** The lines that speak of a host, with the rules of sshd(8), SSH_KNOWN_HOSTS FILE FORMAT. */
export function findKnownHosts(
  known: readonly KnownHost[],
  host: string,
  port: number,
): KnownHost[] {
  const name = port === 22 ? host.toLowerCase() : `[${host.toLowerCase()}]:${port}`;
  return known.filter(({ patterns }) => speaksOf(patterns, name));
}

function speaksOf(patterns: string, name: string): boolean {
  if (patterns.startsWith("|1|")) return isHashOf(patterns, name);
  const all = patterns.split(",");
  const negated = all.filter((p) => p.startsWith("!")).map((p) => p.slice(1));
  if (negated.some((pattern) => wildcard(pattern).test(name))) return false;
  return all.some((pattern) => !pattern.startsWith("!") && wildcard(pattern).test(name));
}

function isHashOf(hashed: string, name: string): boolean {
  const [, , salt = "", hash] = hashed.split("|");
  return createHmac("sha1", Buffer.from(salt, "base64")).update(name).digest("base64") === hash;
}

function wildcard(pattern: string): RegExp {
  const source = pattern.replace(/[^\w*?]/g, String.raw`\$&`);
  return new RegExp(`^${source.replaceAll("*", ".*").replaceAll("?", ".")}$`, "i");
}

/** Judges a key (as it comes over the wire) by the lines that speak of its host. */
export function judgeHostKey(lines: readonly KnownHost[], key: Buffer): HostKeyVerdict {
  const same = lines.filter((line) => Buffer.from(line.key, "base64").equals(key));
  if (same.some(({ revoked }) => revoked)) return "revoked";
  if (same.length > 0) return "known";
  return lines.some(({ revoked }) => !revoked) ? "changed" : "unknown";
}

/** The fingerprint that `ssh-keygen -l` prints. */
export function fingerprint(key: Buffer): string {
  return `SHA256:${createHash("sha256").update(key).digest("base64").replace(/=+$/, "")}`;
}

/** The type that stands at the beginning of a key, `ssh-ed25519` for example. */
export function keyType(key: Buffer): string {
  return key.length < 4 ? "" : key.toString("latin1", 4, 4 + key.readUInt32BE(0));
}
