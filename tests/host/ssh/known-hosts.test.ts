import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  fingerprint,
  judgeHostKey,
  keyType,
  findKnownHosts,
  parseKnownHosts,
} from "../../../sdk/host/ssh/known-hosts";

// The fixtures were made by ssh-keygen of OpenSSH 9.2. The expectations are the output of its `ssh-keygen -F HOST`.
const fixture = (name: string) => readFileSync(join(__dirname, "fixtures", name), "utf8");
const known = [
  ...parseKnownHosts(fixture("known_hosts")),
  ...parseKnownHosts(fixture("known_hosts_hashed")),
];
const key = (name: string) => Buffer.from(fixture(`${name}.pub`).split(" ")[1] ?? "", "base64");

const typesFor = (host: string, port = 22) =>
  findKnownHosts(known, host, port)
    .filter(({ revoked }) => !revoked)
    .map(({ type }) => type);

describe("parseKnownHosts", () => {
  test("skips comments, empty and incomplete lines, and certificate authorities", () => {
    const text =
      "# rsha1 ssh-rsa AAAA\n\n  \nrsha1\nrsha1 ssh-rsa\n@cert-authority * ssh-rsa AAAA\n";
    expect(parseKnownHosts(`${text}@revoked * ssh-rsa AAAB\nrsha1 ssh-rsa AAAC a comment`)).toEqual(
      [
        { patterns: "*", type: "ssh-rsa", key: "AAAB", revoked: true },
        { patterns: "rsha1", type: "ssh-rsa", key: "AAAC", revoked: false },
      ],
    );
  });
});

describe("findKnownHosts", () => {
  test.each([
    ["a name in a list", "rsha1", 22, ["ssh-ed25519", "ecdsa-sha2-nistp256"]],
    ["an address in a list", "10.60.1.71", 22, ["ssh-ed25519"]],
    ["a name in capitals", "RSHA1", 22, ["ssh-ed25519", "ecdsa-sha2-nistp256"]],
    ["a name with its port", "rsha2", 2222, ["ssh-rsa"]],
    ["the same name with another port", "rsha2", 22, []],
    ["a star", "a.lan", 22, ["ssh-ed25519"]],
    ["a dot of a pattern, which matches only a dot", "a-lan", 22, []],
    ["a negated pattern", "bad.lan", 22, []],
    ["a question mark", "node-1", 22, ["ssh-ed25519"]],
    ["a question mark for two characters", "node-12", 22, []],
    ["an IPv6 address", "fe80::1", 22, ["ssh-ed25519"]],
    ["an IPv6 address with its port", "fe80::1", 2222, ["ecdsa-sha2-nistp256"]],
    ["a hashed name", "hashed1", 22, ["ssh-ed25519"]],
    ["a hashed name with its port", "hashed2", 2222, ["ssh-rsa"]],
    ["a hashed name with another port", "hashed2", 22, []],
    ["a certificate authority", "x.ca", 22, []],
  ] as const)("finds %s as ssh does", (_, host, port, types) => {
    expect(typesFor(host, port)).toEqual(types);
  });
});

describe("judgeHostKey", () => {
  test("returns known, changed, unknown or revoked", () => {
    const verdict = (host: string, name: string) =>
      judgeHostKey(findKnownHosts(known, host, 22), key(name));
    expect({
      "the first key": verdict("rsha1", "ed25519"),
      "the second key": verdict("rsha1", "ecdsa"),
      "another type": verdict("rsha1", "rsa"),
      "another key of the same type": verdict("hashed1", "rsa"),
      "a host never seen": verdict("elsewhere", "ed25519"),
      "a key revoked everywhere": verdict("elsewhere", "revoked"),
      "a key revoked, on a known host": verdict("rsha1", "revoked"),
    }).toEqual({
      "the first key": "known",
      "the second key": "known",
      "another type": "changed",
      "another key of the same type": "changed",
      "a host never seen": "unknown",
      "a key revoked everywhere": "revoked",
      "a key revoked, on a known host": "revoked",
    });
  });
});

describe("keyType and fingerprint", () => {
  test("match the output of ssh-keygen -l", () => {
    expect(["ed25519", "rsa"].map((n) => `${keyType(key(n))} ${fingerprint(key(n))}`)).toEqual([
      "ssh-ed25519 SHA256:jcG2jcrhB94tzT6U2SQVwMfsxFUKUl3HSl34747AZew",
      "ssh-rsa SHA256:AAZlDkT4HESLTGVDru5nT8PNbEc5hlRdDIc8g4f22KI",
    ]);
  });

  test("return an empty type for a truncated key", () => {
    expect(keyType(Buffer.from([0, 0]))).toBe("");
  });
});
