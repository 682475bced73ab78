import { createHash, createHmac } from "node:crypto";

/** One line of a known_hosts file. */
export interface KnownHost {
  readonly patterns: string;
  readonly type: string;
  /** Base64, as in the file. */
  readonly key: string;
  readonly revoked: boolean;
}

/** Result of the comparison of a host's key with the known keys. */
export type HostKeyVerdict = "known" | "unknown" | "changed" | "revoked";

/**
 * Makes plain text of UTF-16, for lines in ASCII: `>>` of Windows PowerShell 5.1 writes it, also behind lines in ASCII
 * (about_Character_Encoding). Its NULs and its byte order mark are dropped.
 */
export const decodeKnownHosts = (utf8: string): string => utf8.replace(/^\uFFFD+|\0/g, "");

/** Parses a known_hosts file. Skips comments, certificate authorities and invalid lines. */
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

/** Finds the lines of a host, by the rules of sshd(8), SSH_KNOWN_HOSTS FILE FORMAT. */
export function findKnownHosts(
  known: readonly KnownHost[],
  host: string,
  port: number,
): KnownHost[] {
  const name = port === 22 ? host.toLowerCase() : `[${host.toLowerCase()}]:${port}`;
  return known.filter(({ patterns }) => matchesName(patterns, name));
}

/** Tells whether a known_hosts file trusts a certificate authority for a host. */
export function trustsAuthority(text: string, host: string, port: number): boolean {
  const lines = text.split("\n").map((line) => line.trim());
  const authorities = lines.filter((line) => /^@cert-authority\s/.test(line));
  const known = parseKnownHosts(authorities.map((l) => l.replace(/^\S+\s+/, "")).join("\n"));
  return findKnownHosts(known, host, port).length > 0;
}

function matchesName(patterns: string, name: string): boolean {
  if (patterns.startsWith("|1|")) return matchesHash(patterns, name);
  const all = patterns.split(",");
  const negated = all.filter((p) => p.startsWith("!")).map((p) => p.slice(1));
  if (negated.some((pattern) => toRegExp(pattern).test(name))) return false;
  return all.some((pattern) => !pattern.startsWith("!") && toRegExp(pattern).test(name));
}

function matchesHash(hashed: string, name: string): boolean {
  const [, , salt = "", hash] = hashed.split("|");
  return createHmac("sha1", Buffer.from(salt, "base64")).update(name).digest("base64") === hash;
}

function toRegExp(pattern: string): RegExp {
  const source = pattern.replace(/[^\w*?]/g, String.raw`\$&`);
  return new RegExp(`^${source.replaceAll("*", ".*").replaceAll("?", ".")}$`, "i");
}

/** Compares a key, in its SSH wire format, with the lines of its host. */
export function judgeHostKey(lines: readonly KnownHost[], key: Buffer): HostKeyVerdict {
  const same = lines.filter((line) => Buffer.from(line.key, "base64").equals(key));
  if (same.some(({ revoked }) => revoked)) return "revoked";
  if (same.length > 0) return "known";
  return lines.some(({ revoked }) => !revoked) ? "changed" : "unknown";
}

/** The fingerprint of a key, as `ssh-keygen -l` prints it. */
export function fingerprint(key: Buffer): string {
  return `SHA256:${createHash("sha256").update(key).digest("base64").replace(/=+$/, "")}`;
}

/** Reads the type at the beginning of a key, for example `ssh-ed25519`. */
export function keyType(key: Buffer): string {
  return key.length < 4 ? "" : key.toString("latin1", 4, 4 + key.readUInt32BE(0));
}
