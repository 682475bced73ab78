import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { checkHostKey, findHostKeyLine, warnOfUnverified } from "../../../sdk/host/ssh/host-key";
import type { ProxyConnection } from "../../../sdk/host/ssh/connection";
import { fingerprint } from "../../../sdk/host/ssh/known-hosts";
import { type Target, resolveTarget } from "../../../sdk/host/ssh/target";
import { Temporary } from "../temporary";

let temporary: Temporary;
beforeEach(() => (temporary = new Temporary()));
afterEach(() => {
  jest.restoreAllMocks();
  temporary.remove();
});

function publicKey(name: string, type = "ed25519"): string {
  const path = temporary.path(name);
  execFileSync("ssh-keygen", ["-q", "-t", type, "-N", "", "-C", "test", "-f", path]);
  return readFileSync(`${path}.pub`, "utf8").trim();
}
const decodeKey = (key: string): Buffer => Buffer.from(key.split(" ")[1] ?? "", "base64");

/** A target whose known_hosts has that text. */
const targetWith = (hosts: string, own: Partial<Target> = {}): Target => ({
  ...resolveTarget({ name: "rsha1" }),
  knownHostsPaths: [temporary.write(`hosts-${randomUUID()}`, hosts)],
  ...own,
});

describe("checkHostKey", () => {
  test("names a command to remove the key from each file that has another one", async () => {
    const [known, shown] = [publicKey("known"), publicKey("shown")];
    const first = temporary.write("first", `[rsha1]:2200 ${known}\n`);
    const second = temporary.write("second", `elsewhere ${known}\n`);
    const third = temporary.write("the third", `[rsha1]:2200 ${known}\n`);
    const target = {
      ...resolveTarget({ name: "rsha1", port: 2200 }),
      knownHostsPaths: [first, second, third],
    };
    const refusal = (await checkHostKey(target)).refusal(decodeKey(shown)) ?? "";
    expect([...refusal.matchAll(/`([^`]+)`/g)].map(([, command]) => command)).toEqual([
      `ssh-keygen -R '[rsha1]:2200' -f ${first}`,
      `ssh-keygen -R '[rsha1]:2200' -f '${third}'`,
      `ssh-keyscan -t ed25519 -p 2200 rsha1 >> ${first}`,
    ]);
    expect(refusal).toContain(`; the key in ${first} and ${third} is another one. `);
  });

  test.each<[string, (key: string) => string]>([
    ["a whole key", (key) => key],
    ["a key without its type", (key) => ` ${key.split(" ")[1]} `],
    ["a fingerprint", (key) => fingerprint(decodeKey(key))],
    ["a fingerprint with padding", (key) => `${fingerprint(decodeKey(key))}=`],
  ])("accepts the key that %s pins, and no other", async (_form, pinOf) => {
    const [pinned, other] = [publicKey("pinned"), publicKey("other")];
    const check = await checkHostKey(targetWith("", { hostKey: pinOf(pinned) }));
    expect(check.refusal(decodeKey(pinned))).toBeUndefined();
    expect(check.refusal(decodeKey(other))).toMatch(/^THE HOST KEY .* IS NOT THE PINNED ONE\./);
  });

  test("accepts every key if keys are not verified, despite a pin", async () => {
    const own = { hostKey: publicKey("pinned"), verifyHostKey: false };
    const check = await checkHostKey(targetWith("", own));
    expect(check.refusal(decodeKey(publicKey("other")))).toBeUndefined();
  });

  test("names a host with the usual port without the port", async () => {
    const target = targetWith(`rsha1 ${publicKey("known")}\n`);
    const refusal = (await checkHostKey(target)).refusal(decodeKey(publicKey("shown")));
    expect(refusal).toContain(`\`ssh-keygen -R rsha1 -f ${target.knownHostsPaths[0] ?? ""}\``);
  });

  test("names commands for cmd.exe and PowerShell on Windows", async () => {
    temporary.onWindows();
    const shown = decodeKey(publicKey("shown"));
    const proxy = { host: "gate", user: "me", privateKeyPath: "C:\\keys\\gate" };
    const known = { knownHostsPath: "~\\hosts" };
    const target = resolveTarget({ name: "rsha1", port: 2200 }, { ...known, proxy });
    expect((await checkHostKey(target)).refusal(shown)).toContain(
      "accept it with `ssh -i C:\\keys\\gate -o " +
        '"UserKnownHostsFile=C:\\Users\\my name\\.ssh\\known_hosts" -p 22 "me@gate" ' +
        'ssh-keyscan -t ed25519 -p 2200 rsha1 >> "C:\\Users\\my name\\hosts"`, or set',
    );
  });

  test.each<[string, (line: string) => Buffer]>([
    ["CRLF", (line) => Buffer.from(`# hosts\r\n${line}\r\n`)],
    ["a byte order mark", (line) => Buffer.from(`\uFEFF${line}\r\n`)],
    ["UTF-16 of Windows PowerShell", (line) => Buffer.from(`\uFEFF${line}\r\n`, "utf16le")],
    [
      "UTF-16 of Windows PowerShell behind ASCII",
      (line) => Buffer.concat([Buffer.from("# hosts\n"), Buffer.from(`${line}\r\n`, "utf16le")]),
    ],
  ])("reads a known_hosts file with %s", async (_form, encode) => {
    const [known, other] = [publicKey("known"), publicKey("other")];
    const target = targetWith("");
    writeFileSync(target.knownHostsPaths[0] ?? "", encode(`rsha1 ${known}`));
    const check = await checkHostKey(target);
    expect(check.refusal(decodeKey(known))).toBeUndefined();
    expect(check.refusal(decodeKey(other))).toMatch(
      /^THE HOST KEY .* IS NOT THE ONE THAT IS KNOWN\./,
    );
  });

  test("refuses a pin that is neither a key nor a fingerprint", async () => {
    await expect(checkHostKey(targetWith("", { hostKey: "MD5:00:11" }))).rejects.toThrow(
      "rsha1: connection.hostKey is neither a key like `ssh-ed25519 AAAA…` nor a fingerprint `SHA256:…`",
    );
  });

  test("offers the algorithms of the known keys first, and not those of a revoked key", async () => {
    const [known, revoked] = [publicKey("known", "ecdsa"), publicKey("revoked")];
    const hosts = `rsha1 ${known}\n@revoked * ${revoked}\n`;
    const check = await checkHostKey(targetWith(hosts));
    const pinned = await checkHostKey(targetWith(hosts, { hostKey: known }));
    const byFingerprint = { hostKey: fingerprint(decodeKey(known)) };
    const firsts = [check, pinned, await checkHostKey(targetWith(hosts, byFingerprint))];
    expect(firsts.map(({ algorithms }) => algorithms.slice(0, 2))).toEqual([
      ["ecdsa-sha2-nistp256", "ssh-ed25519"],
      ["ecdsa-sha2-nistp256", "ssh-ed25519"],
      ["ssh-ed25519", "ecdsa-sha2-nistp256"],
    ]);
    expect(check.refusal(decodeKey(known))).toBeUndefined();
    expect(check.refusal(decodeKey(revoked))).toMatch(/is marked @revoked in /);
  });

  test("names the @cert-authority of the file that has one only for an unknown key", async () => {
    const [known, shown] = [publicKey("known"), publicKey("shown")];
    const authority = `@cert-authority * ${known}\n`;
    const refusals = [authority, "", `${authority}rsha1 ${known}\n`].map(async (hosts) =>
      (await checkHostKey(targetWith(hosts)))
        .refusal(decodeKey(shown))
        ?.includes("@cert-authority"),
    );
    expect(await Promise.all(refusals)).toEqual([true, false, false]);
  });
});

describe("findHostKeyLine", () => {
  /** The type and the key, without the comment. */
  const bare = (key: string): string => key.split(" ").slice(0, 2).join(" ");

  test("returns the pinned key, and none if keys are not verified", async () => {
    const pinned = publicKey("pinned");
    expect([
      await findHostKeyLine(targetWith("", { hostKey: `${pinned}\n` })),
      await findHostKeyLine(targetWith("", { hostKey: pinned, verifyHostKey: false })),
    ]).toEqual([pinned, undefined]);
  });

  test("returns the known key of the best type, or the one that has the pinned fingerprint", async () => {
    const [ecdsa, ed25519, revoked] = [
      publicKey("a", "ecdsa"),
      publicKey("b"),
      publicKey("revoked"),
    ];
    const hosts = [`@revoked rsha1 ${revoked}`, `rsha1 ${ecdsa}`, `rsha1 ${ed25519}`].join("\n");
    const pin = { hostKey: fingerprint(decodeKey(ecdsa)) };
    expect([
      await findHostKeyLine(targetWith(hosts)),
      await findHostKeyLine(targetWith(hosts, pin)),
    ]).toEqual([bare(ed25519), bare(ecdsa)]);
  });

  test("throws if no key is known, or only a revoked one or one with another fingerprint", async () => {
    const [known, other] = [publicKey("known"), publicKey("other")];
    const unknown = "rsha1: the host key of rsha1 port 22 is not in ";
    const pin = { hostKey: fingerprint(decodeKey(other)) };
    for (const target of [
      targetWith(`elsewhere ${known}\n`),
      targetWith(`@revoked rsha1 ${known}\n`),
      targetWith(`rsha1 ${known}\n`, pin),
    ])
      await expect(findHostKeyLine(target)).rejects.toThrow(unknown);
  });

  test("names the command that asks a host behind a bastion, with the bastion's key", async () => {
    const hosts = temporary.path("none");
    const gate = { host: "gate", knownHostsPath: hosts };
    const commandWith = async (proxy: ProxyConnection): Promise<string | undefined> => {
      const target = resolveTarget({ name: "rsha1" }, { knownHostsPath: hosts, proxy });
      const error = await findHostKeyLine(target).catch((e: unknown) => e as Error);
      return /`([^`]+)`/.exec(error instanceof Error ? error.message : "")?.[1];
    };
    const rest = `-o UserKnownHostsFile=${hosts} -p 22 root@gate ssh-keyscan -p 22 rsha1 >> ${hosts}`;
    expect([
      await commandWith(gate),
      await commandWith({ ...gate, privateKeyPath: "/root/key" }),
    ]).toEqual([`ssh ${rest}`, `ssh -i /root/key ${rest}`]);
  });
});

describe("warnOfUnverified", () => {
  test("names a bastion whose key alone is not verified", () => {
    const log = jest.spyOn(console, "log").mockImplementation();
    const proxy = { host: "open-gate", verifyHostKey: false };
    warnOfUnverified({ nodes: [{ name: "rsha9" }], connection: { proxy } });
    expect(log.mock.calls).toEqual([
      [expect.stringContaining("the host keys of open-gate port 22 are")],
    ]);
  });

  test("names unverified hosts and bastions once per process", () => {
    const log = jest.spyOn(console, "log").mockImplementation();
    const nodes = [{ name: "rsha1" }, { name: "rsha2", port: 2200 }];
    const proxy = { host: "gate", verifyHostKey: false };
    warnOfUnverified({ nodes, connection: { proxy: { host: "gate" } } });
    warnOfUnverified({ nodes, connection: { verifyHostKey: false, proxy } });
    warnOfUnverified({ nodes: nodes.slice(1), connection: { verifyHostKey: false } });
    warnOfUnverified({ nodes: [{ name: "rsha3" }], connection: { verifyHostKey: false } });
    const line = (hosts: string): string =>
      `warning: verifyHostKey is false, so the host keys of ${hosts} are not verified: a machine in between ` +
      "can read and change everything. Add the keys to known_hosts, or pin them with connection.hostKey";
    expect(log.mock.calls).toEqual([
      [line("gate port 22, rsha1 port 22, rsha2 port 2200")],
      [line("rsha3 port 22")],
    ]);
  });
});
