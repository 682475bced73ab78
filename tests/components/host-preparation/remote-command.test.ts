import { fingerprint } from "../../../sdk/host/ssh/known-hosts";
import { buildRemoteCommand } from "../../../sdk/components/host-preparation/remote-command";
import { Temporary } from "../../host/temporary";

const ED25519 = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBn3pHkVvW7u8sGv8Mk3Jm4vS4y9rLq1o0p2q3r4s5t6";
const RSA = "ssh-rsa AAAAB3NzaC1yc2E=";
const print = (key: string): string => fingerprint(Buffer.from(key.split(" ")[1] ?? "", "base64"));

let temporary: Temporary;
beforeEach(() => (temporary = new Temporary()));
afterEach(() => {
  jest.restoreAllMocks();
  temporary.remove();
});

const resolveHostKey = async (hostKey?: string, more = {}): Promise<string | undefined> => {
  const knownHostsPath = temporary.path("known_hosts");
  const connection = { knownHostsPath, hostKey, password: "p", ...more };
  return (await buildRemoteCommand({ name: "rsha1" }, connection, "true", [])).connection.hostKey;
};

describe("buildRemoteCommand", () => {
  test("uses the pinned host key, or the one of known_hosts that current servers show", async () => {
    temporary.write("known_hosts", `rsha1 ${RSA}\nrsha1 ${ED25519}\n`);
    expect(
      await Promise.all([resolveHostKey(RSA), resolveHostKey(), resolveHostKey(print(RSA))]),
    ).toEqual([RSA, ED25519, RSA]);
    temporary.write("known_hosts", `@revoked rsha1 ${ED25519}\nrsha1 ${RSA}\n`);
    expect(await resolveHostKey()).toBe(RSA);
  });

  test("refuses a host without a known whole key, and names the remedy", async () => {
    const path = temporary.write("known_hosts", `rsha1 ${RSA}\n`);
    const remedy = `rsha1: the host key of rsha1 port 22 is not in ${path}: look at the host itself for its fingerprint (ssh-keygen -l -f /etc/ssh/ssh_host_ed25519_key.pub) and accept the key with \`ssh-keyscan -p 22 rsha1 >> ${path}\`, or set connection.hostKey to the whole key (ssh-ed25519 AAAA…)`;
    await expect(resolveHostKey(print(ED25519))).rejects.toThrow(remedy);
    temporary.write("known_hosts", "");
    await expect(resolveHostKey()).rejects.toThrow(remedy);
  });

  test("warns with verifyHostKey: false, and passes no host key", async () => {
    const log = jest.spyOn(console, "log").mockImplementation();
    expect(await resolveHostKey(undefined, { verifyHostKey: false })).toBeUndefined();
    expect(log.mock.calls[0]).toEqual([expect.stringContaining("verifyHostKey is false")]);
  });

  test("uses the bastion's own key and credentials", async () => {
    temporary.write("known_hosts", `rsha1 ${ED25519}\nbastion ${RSA}\n`);
    const knownHostsPath = temporary.path("known_hosts");
    const proxy = { host: "bastion", user: "jump", password: "q", knownHostsPath };
    const { connection } = await buildRemoteCommand(
      { name: "rsha1", port: 2200 },
      { hostKey: ED25519, user: "admin", privateKey: "k", password: "p", dialTimeout: 3, proxy },
      "true",
      [],
    );
    expect(connection).toEqual({
      ...{ host: "rsha1", port: 2200, user: "admin", hostKey: ED25519, privateKey: "k" },
      ...{ privateKeyPassword: undefined, password: "p", perDialTimeout: 3 },
      proxy: {
        ...{ host: "bastion", port: 22, user: "jump", hostKey: RSA, password: "q" },
        perDialTimeout: 10,
      },
    });
  });
});
