import timers from "node:timers/promises";
import { execFile, execFileSync } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import { NodeUnusable } from "../../../sdk/errors";
import type { Connection, NodeAddress } from "../../../sdk/host/ssh/connection";
import { explainDialError } from "../../../sdk/host/ssh/dial-errors";
import { resolveTarget } from "../../../sdk/host/ssh/target";
import { closeSessions, openSession } from "../../../sdk/host/ssh/session";
import { Temporary } from "../temporary";
import { Sshd, keyPair, type SshdOptions } from "./sshd";

const hostPair = keyPair();
const userPair = keyPair();
const hostKey = hostPair.publicKey;

let temporary: Temporary;
let stops: (() => unknown)[];
beforeEach(() => {
  temporary = new Temporary();
  temporary.write("key", userPair.privateKey);
  stops = [];
});
afterEach(async () => {
  closeSessions();
  for (const stop of stops.reverse()) await stop();
  temporary.remove();
});

async function start(options: Partial<SshdOptions> = {}): Promise<Sshd> {
  const sshd = await Sshd.start({
    hostKeys: [hostPair.privateKey],
    authorizedKey: userPair.publicKey,
    ...options,
  });
  stops.push(() => sshd.stop());
  return sshd;
}

const reasonOf = (node: Partial<NodeAddress>, connection: Connection = {}): Promise<unknown> =>
  openSession(
    { name: "rsha1", host: "127.0.0.1", ...node },
    { privateKeyPath: "~/key", hostKey, ...connection },
  ).then(
    () => "it worked",
    (error: unknown) => (error instanceof NodeUnusable ? error.reason : error),
  );

/** Makes a key with a user certificate, as `ssh-keygen -s` does. */
function certify(): string {
  const [ca, key] = [temporary.path("ca"), temporary.path("certified")];
  for (const path of [ca, key])
    execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", path]);
  execFileSync("ssh-keygen", ["-q", "-s", ca, "-I", "test", "-n", "root", `${key}.pub`]);
  return key;
}

describe("A refused log-in", () => {
  test("names a certificate beside the key", async () => {
    const path = certify();
    const { port } = await start();
    expect(await reasonOf({ port }, { privateKeyPath: path })).toBe(
      `authentication failed for user root with the key ${path}; check the user and its ~/.ssh/authorized_keys there. ` +
        `SSH certificates are not supported, so ${path}-cert.pub was not offered: add the plain public key to authorized_keys`,
    );
  });

  test("names a certificate in the agent", async () => {
    const path = certify();
    const socket = temporary.path("agent");
    const agent = execFile("ssh-agent", ["-D", "-a", socket]);
    stops.push(async () => {
      const ended = once(agent, "exit");
      agent.kill();
      await ended;
    });
    const add = 'until ssh-add -q "$1" 2>/dev/null; do sleep 0.05; done';
    execFileSync("sh", ["-c", add, "sh", path], {
      env: { ...process.env, SSH_AUTH_SOCK: socket },
      timeout: 5_000,
    });
    const { port } = await start();
    expect(
      await reasonOf({ port }, { privateKeyPath: undefined, agentSocketPath: socket }),
    ).toMatch(`so the certificate in the agent at ${socket} was not offered`);
  });

  test("with a password names the password", async () => {
    const { port } = await start({ password: "right" });
    expect(await reasonOf({ port }, { privateKeyPath: undefined, password: "wrong" })).toBe(
      "authentication failed for user root with the password; check the user, and correct connection.password, " +
        "if sshd allows passwords there (PasswordAuthentication)",
    );
  });
});

describe("Too many keys in the agent", () => {
  test("names connection.privateKeyPath", async () => {
    // the form in which ssh2 reports an SSH_MSG_DISCONNECT
    const cause = Object.assign(new Error("Too many authentication failures"), { code: 2 });
    const target = resolveTarget({ name: "rsha1", host: "127.0.0.1" });
    const agent = { kind: "agent", socket: "/nonexistent", label: "the agent" } as const;
    expect(await explainDialError(cause, target, [agent])).toBe(
      "sshd at 127.0.0.1 port 22 hung up while logging in with the agent: Too many authentication failures; " +
        "if that is more keys than its MaxAuthTries, name the one key with connection.privateKeyPath",
    );
  });
});

describe("A host key", () => {
  test("that only a @cert-authority vouches for is refused with the reason", async () => {
    const { port } = await start();
    const path = temporary.write(
      "known",
      `@cert-authority *,[127.0.0.1]:* ${keyPair().publicKey}\n`,
    );
    expect(await reasonOf({ port }, { hostKey: undefined, knownHostsPath: path })).toMatch(
      `The @cert-authority in ${path} was not used: host certificates are not supported`,
    );
  });
});

describe("A host", () => {
  test.each([
    ["deploy@rsha1", 'holds a user; give the host alone, and connection.user: "deploy"'],
    ["rsha1:2222", "holds a port; give the host alone, and port: 2222"],
  ])("%s is explained", async (host, words) => {
    expect(await reasonOf({ host })).toBe(`the host ${host} ${words}`);
  });
});

describe("MaxStartups", () => {
  /** Closes the first connections before the banner, as sshd does, and passes the others on. */
  async function startLimited(refusals: number) {
    const sshd = await start();
    let count = 0;
    const server = createServer((socket) => {
      socket.on("error", () => undefined);
      count += 1;
      if (count <= refusals) socket.end("Exceeded MaxStartups\r\n");
      else socket.pipe(connect(sshd.port, "127.0.0.1")).pipe(socket);
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    stops.push(() => server.close());
    return { port: (server.address() as AddressInfo).port, count: () => count };
  }

  test("is retried", async () => {
    const { port, count } = await startLimited(2);
    expect([await reasonOf({ port }), count()]).toEqual(["it worked", 3]);
  });

  test("is named after the last attempt", async () => {
    const pauses: unknown[] = [];
    const pause = jest.spyOn(timers, "setTimeout").mockImplementation((ms) => {
      pauses.push(ms);
      return Promise.resolve();
    });
    const { port, count } = await startLimited(Infinity);
    expect(await reasonOf({ port })).toMatch(
      `sshd at 127.0.0.1 port ${port} closed every connection before the log-in (Connection lost before handshake); ` +
        "too many log-ins at once: raise its MaxStartups",
    );
    pause.mockRestore();
    expect([count(), pauses]).toEqual([6, [200, 400, 800, 1600, 3200]]);
  });
});
