import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import net, { createServer, type Server } from "node:net";
import { utils } from "ssh2";
import { isEncrypted, resolveCredentials } from "../../../sdk/host/ssh/credentials";
import type { Connection } from "../../../sdk/host/ssh/connection";
import { resolveTarget } from "../../../sdk/host/ssh/target";
import { Temporary } from "../temporary";

let temporary: Temporary;
let agent: Server | undefined;
beforeEach(() => {
  temporary = new Temporary();
  mkdirSync(temporary.path(".ssh"));
});
afterEach(() => {
  jest.restoreAllMocks();
  agent?.close();
  agent = undefined;
  temporary.remove();
});

const resolve = (connection: Connection = {}) =>
  resolveCredentials(resolveTarget({ name: "rsha1" }, connection));
const labels = async (connection: Connection = {}) =>
  (await resolve(connection)).map((credential) => credential.label);

async function startAgent(): Promise<string> {
  const path = temporary.path("agent.sock");
  const server = createServer((socket) => socket.end());
  agent = server;
  await new Promise<void>((listening) => server.listen(path, listening));
  return path;
}

function makeKey(name: string, ...options: string[]): string {
  const path = temporary.path(name);
  execFileSync("ssh-keygen", ["-q", "-f", path, "-C", "test", ...options]);
  return path;
}

describe("resolveCredentials", () => {
  test("returns given credentials in the order key, agent, password", async () => {
    const path = makeKey("key", "-t", "ed25519", "-N", "");
    const socket = await startAgent();
    expect(
      await resolve({ privateKeyPath: path, agentSocketPath: socket, password: "s3cret" }),
    ).toEqual([
      { kind: "key", key: readFileSync(path, "utf8"), path, label: `the key ${path}` },
      { kind: "agent", socket, label: `the agent at ${socket}` },
      { kind: "password", password: "s3cret", label: "the password" },
    ]);
  });

  test("defaults to the agent and the default keys, as ssh does", async () => {
    process.env.SSH_AUTH_SOCK = await startAgent();
    makeKey(".ssh/id_rsa", "-t", "rsa", "-b", "2048", "-N", "");
    makeKey(".ssh/id_ed25519", "-t", "ed25519", "-N", "");
    makeKey(".ssh/id_ecdsa", "-t", "ecdsa", "-N", "encrypted");
    expect(await labels()).toEqual([
      "the SSH agent (SSH_AUTH_SOCK)",
      `the key ${temporary.path(".ssh/id_ed25519")}`,
      `the key ${temporary.path(".ssh/id_rsa")}`,
    ]);
  });

  test("skips a dead agent if no credential is given", async () => {
    process.env.SSH_AUTH_SOCK = temporary.path("gone.sock");
    makeKey(".ssh/id_ed25519", "-t", "ed25519", "-N", "");
    expect(await labels()).toEqual([`the key ${temporary.path(".ssh/id_ed25519")}`]);
  });

  test("uses an encrypted default key with its password, and names it without one", async () => {
    const path = makeKey(".ssh/id_ed25519", "-t", "ed25519", "-N", "s3cret");
    expect(await labels({ privateKeyPassword: "s3cret" })).toEqual([`the key ${path}`]);
    await expect(resolve()).rejects.toThrow(
      `rsha1: nothing to log in with: the key ${path}: encrypted, and no SSH agent runs (SSH_AUTH_SOCK); ` +
        "start an agent, or give connection.privateKeyPath",
    );
  });

  test("throws with all defaults if none exists", async () => {
    await expect(resolve()).rejects.toThrow(
      "rsha1: nothing to log in with: no SSH agent runs (SSH_AUTH_SOCK), and there is none of " +
        "~/.ssh/id_ed25519, ~/.ssh/id_ecdsa, ~/.ssh/id_rsa; start an agent, or give connection.privateKeyPath",
    );
  });

  test("throws with the path of a missing key file and the remedies", async () => {
    await expect(resolve({ privateKeyPath: "~/nokey" })).rejects.toThrow(
      `rsha1: the private key ${temporary.path("nokey")} cannot be read (ENOENT); correct ` +
        "connection.privateKeyPath, or set PULUMI_PACEMAKER_PRIVATE_KEY_PATH on this machine",
    );
  });

  test("throws with the socket of a given agent that does not answer", async () => {
    await expect(resolve({ agentSocketPath: "/nowhere.sock" })).rejects.toThrow(
      "rsha1: no SSH agent answers at /nowhere.sock; start one, correct connection.agentSocketPath, " +
        "or set PULUMI_PACEMAKER_AGENT_SOCKET_PATH on this machine",
    );
  });

  test.each([
    ["OpenSSH", ["-t", "ed25519"]],
    ["OpenSSH RSA", ["-t", "rsa", "-b", "2048"]],
    ["PEM", ["-t", "rsa", "-b", "2048", "-m", "PEM"]],
    ["PKCS8", ["-t", "rsa", "-b", "2048", "-m", "PKCS8"]],
  ])(
    "requires a password for an encrypted key in %s format, and none for a plain one",
    async (_, options) => {
      const encrypted = makeKey("encrypted", ...options, "-N", "s3cret");
      const plain = makeKey("plain", ...options, "-N", "");
      await expect(resolve({ privateKeyPath: encrypted })).rejects.toThrow(
        `rsha1: the private key ${encrypted} is encrypted; give connection.privateKeyPassword, or load ` +
          "the key into an SSH agent (ssh-add) and leave the key out",
      );
      await expect(
        resolve({ privateKey: readFileSync(encrypted, "utf8"), privateKeyPassword: "s3cret" }),
      ).resolves.toHaveLength(1);
      await expect(resolve({ privateKeyPath: plain })).resolves.toHaveLength(1);
    },
  );
});

describe("resolveCredentials on Windows", () => {
  const PIPE = String.raw`\\.\pipe\openssh-ssh-agent`;

  /** Lets an agent listen at a pipe. Returns the pipes that are looked for. */
  async function listenAt(pipe: string): Promise<readonly string[]> {
    const [path, { connect }] = [await startAgent(), net];
    const seen: string[] = [];
    jest.spyOn(net, "connect").mockImplementation((asked: string) => {
      seen.push(asked);
      return connect(asked === pipe ? path : temporary.path("no-pipe"));
    });
    return seen;
  }

  beforeEach(() => temporary.onWindows());

  test("defaults to the agent of the Windows service", async () => {
    await listenAt(PIPE);
    expect(await resolve()).toEqual([
      { kind: "agent", socket: PIPE, label: "the SSH agent (the Windows service ssh-agent)" },
    ]);
  });

  test("names the Windows service if it does not run and there is no key", async () => {
    await expect(resolve()).rejects.toThrow(
      "rsha1: nothing to log in with: no SSH agent runs (the Windows service ssh-agent), and there is none of " +
        "~/.ssh/id_ed25519, ~/.ssh/id_ecdsa, ~/.ssh/id_rsa; start an agent, or give connection.privateKeyPath",
    );
  });

  test.each([PIPE, "//./pipe/openssh-ssh-agent", String.raw`\\.\pipe\pageant.me.1234`])(
    "asks the pipe %s itself, as no file has its name",
    async (pipe) => {
      const seen = await listenAt(pipe);
      expect(await labels({ agentSocketPath: pipe })).toEqual([`the agent at ${pipe}`]);
      expect(seen).toEqual([pipe]);
    },
  );

  test("throws with a pipe that nothing listens at", async () => {
    await expect(resolve({ agentSocketPath: PIPE })).rejects.toThrow(
      `rsha1: no SSH agent answers at ${PIPE}; start one`,
    );
  });

  test("leaves pageant, and the socket file of Git Bash, to ssh2", async () => {
    const seen = await listenAt(PIPE);
    const file = temporary.write(
      "agent.1",
      "!<socket >49668 s 00000000-00000000-00000000-00000000",
    );
    expect(await labels({ agentSocketPath: "pageant" })).toEqual(["the agent at pageant"]);
    expect(await labels({ agentSocketPath: file })).toEqual([`the agent at ${file}`]);
    expect(seen).toEqual([]);
  });

  test("throws with a socket file that is gone, or of another machine", async () => {
    await expect(resolve({ agentSocketPath: "/run/user/1000/agent" })).rejects.toThrow(
      "rsha1: no SSH agent answers at /run/user/1000/agent; start one, correct " +
        "connection.agentSocketPath, or set PULUMI_PACEMAKER_AGENT_SOCKET_PATH on this machine",
    );
  });
});

describe("A key file from Windows", () => {
  test.each([
    ["OpenSSH", []],
    ["PEM", ["-m", "PEM"]],
  ])("in %s format may have CRLF and a byte order mark", async (_, options) => {
    const toWindows = (path: string): string =>
      temporary.write(
        `${path.slice(-5)}-crlf`,
        `\uFEFF${readFileSync(path, "utf8").replaceAll("\n", "\r\n")}`,
      );
    const rsa = ["-t", "rsa", "-b", "2048", ...options];
    const encrypted = toWindows(makeKey("encrypted", ...rsa, "-N", "s3cret"));
    const plain = toWindows(makeKey("plain", ...rsa, "-N", ""));
    await expect(resolve({ privateKeyPath: encrypted })).rejects.toThrow("is encrypted; give");
    const [credential] = await resolve({ privateKeyPath: plain });
    expect(utils.parseKey((credential as { key: string }).key)).not.toBeInstanceOf(Error);
  });
});

describe("isEncrypted", () => {
  // The first bytes of a key in OpenSSH's format: its name, then the cipher.
  const head = Buffer.from("openssh-key-v1\0\0\0\0\x0aaes256-ctr", "latin1");

  test.each([
    [0, false],
    [18, false],
    [23, false],
    [29, true],
  ])("reads the first %i bytes of a key, and says %s", (length, expected) => {
    const body = head.subarray(0, length).toString("base64");
    const begin = "-----BEGIN OPENSSH PRIVATE KEY-----";
    expect(isEncrypted(`${begin}\n${body}\n-----END OPENSSH PRIVATE KEY-----\n`)).toBe(expected);
  });
});
