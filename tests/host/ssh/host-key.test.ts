import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { checkHostKey, warnOfUnverified } from "../../../sdk/host/ssh/host-key";
import { resolveTarget } from "../../../sdk/host/ssh/target";
import { Temporary } from "../temporary";

let temporary: Temporary;
beforeEach(() => (temporary = new Temporary()));
afterEach(() => {
  jest.restoreAllMocks();
  temporary.remove();
});

function publicKey(name: string): string {
  const path = temporary.path(name);
  execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "test", "-f", path]);
  return readFileSync(`${path}.pub`, "utf8").trim();
}
const decodeKey = (key: string): Buffer => Buffer.from(key.split(" ")[1] ?? "", "base64");

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
});

describe("warnOfUnverified", () => {
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
