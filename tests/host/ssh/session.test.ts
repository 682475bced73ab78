import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { CommandFailed, NodeUnusable } from "../../../sdk/errors";
import type { Connection } from "../../../sdk/host/ssh/connection";
import { closeSessions, openSession } from "../../../sdk/host/ssh/session";
import { dial } from "../../../sdk/host/ssh/dial";
import { KEY_EXCHANGES, resolveTarget } from "../../../sdk/host/ssh/target";
import { DeadlinePassed } from "../../../sdk/host/ssh/deadline";
import { Sshd, keyPair, startSilentServer, type SshdOptions } from "./sshd";
import { Temporary } from "../temporary";

const hostPair = keyPair();
const otherHostPair = keyPair("ecdsa");
const userPair = keyPair();
const hostKey = hostPair.publicKey;

let temporary: Temporary;
let sshds: Sshd[];
let sshd: Sshd;
beforeEach(async () => {
  temporary = new Temporary();
  temporary.write("key", userPair.privateKey);
  sshds = [];
  sshd = await start();
});
afterEach(async () => {
  jest.restoreAllMocks();
  closeSessions();
  await Promise.all(sshds.map((one) => one.stop()));
  temporary.remove();
});

async function start(options: Partial<SshdOptions> = {}): Promise<Sshd> {
  const started = await Sshd.start({
    hostKeys: [hostPair.privateKey],
    authorizedKey: userPair.publicKey,
    ...options,
  });
  sshds.push(started);
  return started;
}

const nodeOf = ({ port }: { port: number }) => ({ name: "rsha1", host: "127.0.0.1", port });
const withKey = (): Connection => ({ privateKeyPath: "~/key", hostKey });
const open = (connection: Connection = withKey(), at: { port: number } = sshd) =>
  openSession(nodeOf(at), connection);
const reasonOf = (connection: Connection, at?: { port: number }) =>
  open(connection, at).then(
    () => "it worked",
    (error: unknown) => (error instanceof NodeUnusable ? error.reason : error),
  );

describe("Session.run", () => {
  test("returns the output and any exit code", async () => {
    const session = await open();
    const script = "cat; echo 'ä€\u{1F600}  '; echo to stderr >&2; exit 3";
    expect(await session.run(["sh", "-c", script], { stdin: "in\n\n" })).toEqual({
      stdout: "in\n\nä€\u{1F600}  \n",
      stderr: "to stderr\n",
      exitCode: 3,
    });
  });

  test("passes more data than an SSH window in both directions, without a broken character", async () => {
    const session = await open();
    const text = "a€".repeat(1_500_000);
    const { stdout } = await session.run(["cat"], { stdin: text });
    expect(stdout === text).toBe(true);
  });

  test("accepts a command that does not read its standard input", async () => {
    const session = await open();
    const result = await session.run(["true"], { stdin: "x".repeat(5_000_000) });
    expect(result).toEqual({ stdout: "", stderr: "", exitCode: 0 });
  });

  test("returns exit code 127 for a missing program", async () => {
    const session = await open();
    expect((await session.run(["no-such-program"])).exitCode).toBe(127);
  });

  test("returns a shell's exit code after a signal", async () => {
    const session = await open();
    expect((await session.run(["sh", "-c", "kill -9 $$"])).exitCode).toBe(137);
  });

  test("returns exit code 124 of a command that ends before its deadline", async () => {
    const session = await open();
    expect((await session.run(["sh", "-c", "exit 124"])).exitCode).toBe(124);
  });

  test("stops a command on the node at its deadline, and names its label", async () => {
    const session = await open();
    const running = session.run(["sh", "-c", "echo $$; exec sleep 60"], {
      timeoutSeconds: 0.3,
      label: "a long sleep",
    });
    await expect(running).rejects.toEqual(
      new CommandFailed(
        "rsha1",
        ["a long sleep"],
        124,
        "it did not end within 0.3 s and was stopped",
      ),
    );
    expect((await session.run(["true"])).exitCode).toBe(0);
    expect(sshd.logIns).toBe(1);
  });

  test("returns although a daemon holds the output of the command open", async () => {
    const session = await open();
    const { stdout, exitCode } = await session.run(["sh", "-c", "sleep 60 & echo $!"]);
    expect(exitCode).toBe(0);
    process.kill(Number(stdout), "SIGKILL");
  }, 20_000);

  test("abandons a command that the host does not stop (Wire.exec)", async () => {
    const wire = await dial(resolveTarget(nodeOf(sshd), withKey()));
    await expect(wire.exec("sleep 60", "", 0.2)).rejects.toThrow(DeadlinePassed);
    expect((await wire.exec("echo still here", "", 5)).stdout).toBe("still here\n");
    wire.end();
  });

  test("reports the node as unusable after a lost connection, and reconnects for the next command", async () => {
    const session = await open();
    const pidFile = temporary.path("pid");
    const script = 'echo $$ > "$1.new"; mv "$1.new" "$1"; exec sleep 60';
    const running = session.run(["sh", "-c", script, "sh", pidFile], { label: "a sleep" });
    const broken = expect(running).rejects.toThrow(
      "rsha1: the connection was lost under `a sleep`; the command may or may not have completed",
    );
    await until(() => existsSync(pidFile));
    sshd.dropClients();
    await broken;
    process.kill(Number(readFileSync(pidFile, "utf8")), "SIGKILL");
    expect((await session.run(["echo", "again"])).stdout).toBe("again\n");
    expect(sshd.logIns).toBe(2);
  });
});

describe("Connections", () => {
  test("are shared by ten parallel commands, with at most eight sessions", async () => {
    const sessions = await Promise.all(Array.from({ length: 10 }, () => open()));
    const results = await Promise.all(
      sessions.map((session, n) =>
        session.run(["sh", "-c", "sleep 0.2; echo $1", "sh", String(n)]),
      ),
    );
    expect(results.map(({ stdout }) => stdout)).toEqual(
      Array.from({ length: 10 }, (_, n) => `${n}\n`),
    );
    expect([sshd.logIns, sshd.mostAtOnce]).toEqual([1, 8]);
  });

  test("wait for a session if sshd allows fewer than eight", async () => {
    const small = await start({ maxSessions: 2 });
    const session = await open(withKey(), small);
    const results = await Promise.all(
      Array.from({ length: 10 }, (_, n) => session.run(["echo", String(n)])),
    );
    expect(results.map(({ stdout }) => stdout)).toEqual(
      Array.from({ length: 10 }, (_, n) => `${n}\n`),
    );
    expect([small.logIns, small.mostAtOnce, small.commands.length]).toEqual([1, 2, 11]);
  });

  test("are reopened by the next command after a close", async () => {
    const session = await open();
    session.close();
    expect((await session.run(["echo", "again"])).stdout).toBe("again\n");
    expect(sshd.logIns).toBe(2);
  });

  test("do not keep an idle process alive", async () => {
    const script = join(__dirname, "idle-process.ts");
    const args = ["--import", "tsx", script, String(sshd.port), temporary.path("key"), hostKey];
    const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: 15_000 });
    expect(stdout).toBe("done\n");
  }, 20_000);

  test("pass through a bastion with its own credentials", async () => {
    const bastion = await start({ password: "s3cret", authorizedKey: undefined });
    const proxy = { host: "127.0.0.1", port: bastion.port, password: "s3cret", hostKey };
    const session = await open({ ...withKey(), proxy });
    expect((await session.run(["echo", "through"])).stdout).toBe("through\n");
    expect([bastion.logIns, bastion.commands, sshd.logIns]).toEqual([1, [], 1]);
  });

  test("name the bastion that refuses a password, and the remedy for one", async () => {
    const proxy = { host: "127.0.0.1", port: sshd.port, password: "wrong", hostKey };
    expect(await reasonOf({ ...withKey(), proxy })).toBe(
      "bastion 127.0.0.1: authentication failed for user root with the password; check the user, and " +
        "correct connection.password, if sshd allows passwords there (PasswordAuthentication)",
    );
  });

  test("name the node's address if the bastion cannot reach it", async () => {
    const port = await unusedPort();
    const proxy = { ...withKey(), host: "127.0.0.1", port: sshd.port };
    expect(await reasonOf({ ...withKey(), proxy }, { port })).toMatch(
      `the bastion cannot reach 127.0.0.1 port ${port}: `,
    );
  });

  test("are logged with their commands, without standard input, at PULUMI_PACEMAKER_LOG=debug", async () => {
    process.env.PULUMI_PACEMAKER_LOG = "debug";
    const log = jest.spyOn(console, "log").mockImplementation();
    const session = await open();
    await session.run(["cat"], { stdin: "s3cret" });
    const lines = log.mock.calls.map(([line]) => String(line).replace(/\d+ ms/, "N ms"));
    expect(lines).toEqual([
      `[debug] ssh: connected to rsha1 (127.0.0.1:${sshd.port}) in N ms`,
      "[debug] ssh: rsha1: cat: exit 0 in N ms, 6 bytes",
    ]);
  });
});

describe("Host keys", () => {
  const fingerprintOf = async (publicKey: string) => {
    const path = temporary.write("shown.pub", publicKey);
    const { stdout } = await promisify(execFile)("ssh-keygen", ["-l", "-f", path]);
    return stdout.split(" ")[1] ?? "";
  };
  const withFile = (): Connection => ({ privateKeyPath: "~/key", knownHostsPath: "~/hosts" });
  const knows = (publicKey: string, { port }: { port: number } = sshd) =>
    temporary.write("hosts", `[127.0.0.1]:${port} ${publicKey}\n`);

  test("are accepted from known_hosts, even if the key is not the host's first", async () => {
    const two = await start({ hostKeys: [hostPair.privateKey, otherHostPair.privateKey] });
    knows(otherHostPair.publicKey, two);
    expect(await reasonOf(withFile(), two)).toBe("it worked");
  });

  test("are shown with two ways to accept them if unknown", async () => {
    const hosts = temporary.path("hosts");
    const place = `127.0.0.1 port ${sshd.port}`;
    const shown = `ssh-ed25519 ${await fingerprintOf(hostKey)}`;
    expect(await reasonOf(withFile())).toBe(
      `the host key of ${place} is not known: ${shown}. If that is the fingerprint which the host ` +
        "itself prints (ssh-keygen -l -f /etc/ssh/ssh_host_ed25519_key.pub), accept it with " +
        `\`ssh-keyscan -t ed25519 -p ${sshd.port} 127.0.0.1 >> ${hosts}\`, or set connection.hostKey to it`,
    );
    expect(sshd.logIns).toBe(0);
  });

  test("are refused if changed", async () => {
    const hosts = knows(keyPair().publicKey);
    const shown = `ssh-ed25519 ${await fingerprintOf(hostKey)}`;
    expect(await reasonOf(withFile())).toBe(
      `THE HOST KEY OF 127.0.0.1 port ${sshd.port} IS NOT THE ONE THAT IS KNOWN. Another machine may be ` +
        `in between, or the host was reinstalled. It shows ${shown}; the key in ${hosts} is another ` +
        "one. Nothing was sent. Only if the host itself prints that fingerprint (ssh-keygen -l " +
        `-f /etc/ssh/ssh_host_ed25519_key.pub): \`ssh-keygen -R '[127.0.0.1]:${sshd.port}' -f ${hosts}\`, ` +
        `then \`ssh-keyscan -t ed25519 -p ${sshd.port} 127.0.0.1 >> ${hosts}\``,
    );
    expect(sshd.logIns).toBe(0);
  });

  test("are compared with a pinned key or fingerprint", async () => {
    const other = keyPair().publicKey;
    const pin = (pinned: string) => reasonOf({ privateKeyPath: "~/key", hostKey: pinned });
    const shown = await fingerprintOf(hostKey);
    const expected = await fingerprintOf(other);
    expect(await pin(shown)).toBe("it worked");
    expect(await pin(`${hostKey} a comment`)).toBe("it worked");
    expect(await pin(other)).toBe(
      `THE HOST KEY OF 127.0.0.1 port ${sshd.port} IS NOT THE PINNED ONE. It shows ssh-ed25519 ${shown}; ` +
        `connection.hostKey pins ${expected}. Nothing was sent. If that is the fingerprint of another key ` +
        "of the same host, pin the whole key (`ssh-ed25519 AAAA…`), so that the host shows that key",
    );
    expect(await pin("MD5:00")).toBe(
      "connection.hostKey is neither a key like `ssh-ed25519 AAAA…` nor a fingerprint `SHA256:…`",
    );
  });

  test("are not verified with verifyHostKey: false", async () => {
    expect(await reasonOf({ privateKeyPath: "~/key", verifyHostKey: false })).toBe("it worked");
  });
});

describe("Log-ins", () => {
  test("name the tried credentials after a failure", async () => {
    temporary.write("wrong", keyPair().privateKey);
    const tried = { privateKeyPath: "~/wrong", password: "s3cret", hostKey };
    expect(await reasonOf(tried)).toBe(
      `authentication failed for user root with the key ${temporary.path("wrong")}, then the password; ` +
        "check the user and its ~/.ssh/authorized_keys there, and correct connection.password, " +
        "if sshd allows passwords there (PasswordAuthentication)",
    );
  });

  test("name the file of an invalid key", async () => {
    const path = temporary.write("notes", "these are notes");
    expect(await reasonOf({ privateKeyPath: path, hostKey })).toBe(
      `the key ${path} cannot be used: Cannot parse privateKey: Unsupported key format`,
    );
  });

  test("accept an encrypted key with its password only", async () => {
    const path = temporary.path("encrypted");
    // One round: ssh2 needs seconds for the usual ones, in the thread of this test.
    const make = ["-q", "-t", "ed25519", "-a", "1", "-N", "s3cret", "-f", path];
    await promisify(execFile)("ssh-keygen", make);
    const at = await start({ authorizedKey: readFileSync(`${path}.pub`, "utf8") });
    const withPassword = (privateKeyPassword: string) =>
      reasonOf({ privateKeyPath: path, privateKeyPassword, hostKey }, at);
    expect(await withPassword("s3cret")).toBe("it worked");
    expect(await withPassword("wrong")).toMatch(`the key ${path} cannot be used: Cannot parse`);
  });

  test("accept an agent", async () => {
    const socket = temporary.path("agent");
    const agent = execFile("ssh-agent", ["-D", "-a", socket]);
    const ended = new Promise((resolve) => agent.once("exit", resolve));
    try {
      await promisify(execFile)(
        "sh",
        [
          "-c",
          'until ssh-add -q "$1" 2>/dev/null; do sleep 0.05; done',
          "sh",
          temporary.path("key"),
        ],
        { env: { ...process.env, SSH_AUTH_SOCK: socket }, timeout: 5_000 },
      );
      expect(await reasonOf({ agentSocketPath: socket, hostKey })).toBe("it worked");
    } finally {
      agent.kill();
      await ended;
    }
  });

  test("refuse a log-in shell that prints text, which would mix with the output", async () => {
    mkdirSync(temporary.path("bin"));
    temporary.write("bin/env", '#!/bin/sh\necho welcome\nexec /usr/bin/env "$@"\n', 0o755);
    const at = await start({ programs: temporary.path("bin") });
    expect(await reasonOf(withKey(), at)).toBe(
      "the log-in shell of user root prints text in a session without a terminal (see ~/.bashrc), which would " +
        "mix with the output of commands",
    );
  });

  test("omit -k on a host with an old timeout", async () => {
    mkdirSync(temporary.path("bin"));
    temporary.write(
      "bin/env",
      '#!/bin/sh\ncase $4 in -k) exit 125; esac\nexec /usr/bin/env "$@"\n',
      0o755,
    );
    const at = await start({ programs: temporary.path("bin") });
    const session = await open(withKey(), at);
    expect((await session.run(["echo", "old"])).stdout).toBe("old\n");
    expect(at.commands.map((command) => command.includes("'-k'"))).toEqual([true, false, false]);
  });
});

describe("sudo", () => {
  const fakeSudo = async (source: string) => {
    mkdirSync(temporary.path("bin"));
    temporary.write(
      "bin/sudo",
      `#!/bin/sh\n${source}\nuntil [ "$1" = -- ]; do shift; done; shift\nexec "$@"\n`,
      0o755,
    );
    return start({ programs: temporary.path("bin") });
  };
  const ASKS =
    'read -r given; [ "$given" = s3cret ] || { echo "sudo: 1 incorrect password" >&2; exit 1; }';

  test.each([
    ["asks for the password", ASKS],
    ["does not ask for it", ""],
  ])("passes the standard input to the command if it %s", async (_, source) => {
    const at = await fakeSudo(source);
    const session = await open({ ...withKey(), user: "me", sudo: { password: "s3cret" } }, at);
    expect((await session.run(["cat"], { stdin: "line 1\nline 2" })).stdout).toBe("line 1\nline 2");
    expect(at.commands.join("\n")).not.toContain("s3cret");
  });

  test("makes the node unusable with a wrong password", async () => {
    const at = await fakeSudo(ASKS);
    const wrong = { ...withKey(), user: "me", sudo: { password: "wrong" } };
    expect(await reasonOf(wrong, at)).toBe(
      "sudo does not work for user me (exit code 1: sudo: 1 incorrect password); correct " +
        "connection.sudo.password, or let the user run every command (visudo)",
    );
  });

  // sudo 1.9.13 asks three times, two seconds each. More tries can lock the account (pam_faillock).
  const ASKS_AGAIN =
    'tries=0; while read -r given; do [ "$given" = s3cret ] && break; tries=$((tries + 1)); ' +
    'echo "Sorry, try again." >&2; sleep 4; done; ' +
    '[ "$given" = s3cret ] || { echo "sudo: $tries incorrect password attempt" >&2; exit 1; }';

  test("offers a wrong password once, and fails within the time of one try", async () => {
    const at = await fakeSudo(ASKS_AGAIN);
    const wrong = { ...withKey(), user: "me", sudo: { password: "wrong" }, dialTimeout: 6 };
    expect(await reasonOf(wrong, at)).toBe(
      "sudo does not work for user me (exit code 1: Sorry, try again.; sudo: 1 incorrect password attempt); " +
        "correct connection.sudo.password, or let the user run every command (visudo)",
    );
    const tries = at.commands.length;
    await expect(reasonOf(wrong, at)).resolves.toMatch(/^sudo does not work for user me/);
    expect(at.commands.length).toBe(tries);
  }, 20_000);

  test("is named if it does not answer", async () => {
    const at = await fakeSudo("sleep 5");
    const slow = { ...withKey(), user: "me", sudo: true, dialTimeout: 0.3 };
    expect(await reasonOf(slow, at)).toBe(
      "the log-in works, but sudo for user me runs no command: no answer within 0.3 s; run " +
        "`sudo true` there, and raise connection.dialTimeout if it is only slow",
    );
  });

  test.each([[true], [{ password: "s3cret" }]])(
    "names requiretty if it wants a terminal, in any language (sudo: %j)",
    async (sudo) => {
      const at = await fakeSudo(
        'case $LC_ALL in C) echo "sudo: sorry, you must have a tty to run sudo" >&2 ;; ' +
          '*) echo "sudo: Entschuldigung, Sie müssen ein TTY haben" >&2 ;; esac; exit 1',
      );
      expect(await reasonOf({ ...withKey(), user: "me", sudo }, at)).toBe(
        "sudo does not work for user me (exit code 1: sudo: sorry, you must have a tty to run sudo); " +
          "add the line `Defaults:me !requiretty` with visudo, because commands run without a terminal",
      );
    },
  );

  test("names the remedies if it requires a password and none is given", async () => {
    const at = await fakeSudo('echo "sudo: a password is required" >&2; exit 1');
    expect(await reasonOf({ ...withKey(), user: "me", sudo: true }, at)).toBe(
      "sudo does not work for user me (exit code 1: sudo: a password is required); allow it without a " +
        "password (NOPASSWD), or give connection.sudo.password",
    );
  });
});

describe("The key exchange", () => {
  test("works with an sshd that has neither curves nor groups of its own, as that of EL6", async () => {
    const old = await start({ keyExchanges: ["diffie-hellman-group14-sha1"] });
    expect(await reasonOf(withKey(), old)).toBe("it worked");
  });

  test("takes any fixed group before one that sshd chooses, which blocks the process for seconds", () => {
    const first = KEY_EXCHANGES.findIndex((name) => name.includes("group-exchange"));
    const rest = KEY_EXCHANGES.slice(first);
    expect(rest).toEqual(["diffie-hellman-group-exchange-sha256"]);
    expect(KEY_EXCHANGES.filter((name) => name.includes("group1-"))).toEqual([]);
  });
});

describe("An unreachable host", () => {
  test("is reported immediately if it refuses connections", async () => {
    const port = await unusedPort();
    expect(await reasonOf(withKey(), { port })).toBe(
      `127.0.0.1 port ${port} refuses connections: does sshd run there?`,
    );
  });

  test("costs its timeout once in 30 seconds if it does not answer", async () => {
    const silent = await startSilentServer();
    const connection = { ...withKey(), dialTimeout: 1 };
    const reason = `127.0.0.1 port ${silent.port} did not answer within 1 s`;
    const start = performance.now();
    const reasons = [1, 2, 3].map(() => reasonOf(connection, silent));
    expect(await Promise.all(reasons)).toEqual([reason, reason, reason]);
    expect(await reasonOf(connection, silent)).toBe(reason);
    expect([silent.accepted(), Math.round((performance.now() - start) / 1000)]).toEqual([1, 1]);

    const now = performance.now();
    jest.spyOn(performance, "now").mockReturnValue(now + 30_001);
    expect(await reasonOf(connection, silent)).toBe(reason);
    expect(silent.accepted()).toBe(2);
    await silent.stop();
  });

  test("is reported if its name does not resolve", async () => {
    await expect(openSession({ name: "rsha1.invalid" }, withKey())).rejects.toThrow(
      /^rsha1.invalid: rsha1.invalid port 22 cannot be reached: the name does not resolve$/,
    );
  });
});

async function unusedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((closed) => server.close(() => closed()));
  return port;
}

async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise((next) => setImmediate(next));
}

describe("Descriptions of one host", () => {
  test("share a connection if they mean the same host, user and key", async () => {
    const opened = Array.from({ length: 100 }, (_, i) =>
      openSession({ name: `node${i}`, host: "127.0.0.1", port: sshd.port }, withKey()),
    );
    const sessions = await Promise.all(opened);
    await Promise.all(sessions.map((session) => session.run(["true"])));
    expect([sshd.logIns, sshd.mostAtOnce <= 10, sessions[7]?.node]).toEqual([1, true, "node7"]);
  });

  test("get a cached failure under their own names", async () => {
    const node = { host: "127.0.0.1", port: await unusedPort() };
    await expect(openSession({ name: "a", ...node }, withKey())).rejects.toThrow(/^a: /);
    await expect(openSession({ name: "b", ...node }, withKey())).rejects.toThrow(/^b: /);
  });
});
