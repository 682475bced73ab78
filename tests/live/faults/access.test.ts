import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { type AddressInfo, connect, createServer } from "node:net";
import { NodeUnusable } from "../../../sdk/errors";
import type { Connection, NodeAddress } from "../../../sdk/host/ssh/connection";
import { queryCib } from "../../../sdk/host/commands/pacemaker-commands";
import { closeSessions, openSession } from "../../../sdk/host/ssh/session";
import { Temporary } from "../../host/temporary";
import type { NodeName } from "../../lab/cluster/addresses";
import type { Lab } from "../../lab/cluster/lab";
import { describeLive, ensureCluster } from "../support/cluster";
import type { Declaration } from "../programs/declared";
import { soakTest } from "../support/soak";
import { diagnostics } from "../cli/output";
import { Stack } from "../cli/stack";
import { removeUsers, addUsers, password, users } from "../support/users";

jest.setTimeout(60_000);

const keyFile = (type: string): string => `/etc/ssh/ssh_host_${type}_key.pub`;

// Messages about a host key of type ed25519, with its fingerprint.
const unknownKey = (place: string, print: string, command: string): string =>
  `the host key of ${place} is not known: ssh-ed25519 ${print}. If that is the fingerprint which the host itself prints ` +
  `(ssh-keygen -l -f ${keyFile("ed25519")}), accept it with \`${command}\`, or set connection.hostKey to it`;
const changedKey = (place: string, print: string, file: string, commands: string): string =>
  `THE HOST KEY OF ${place} IS NOT THE ONE THAT IS KNOWN. Another machine may be in between, or the host was ` +
  `reinstalled. It shows ssh-ed25519 ${print}; the key in ${file} is another one. Nothing was sent. Only if the host itself prints that ` +
  `fingerprint (ssh-keygen -l -f ${keyFile("ed25519")}): ${commands}`;
const otherThanPinned = (place: string, print: string, pinned: string): string =>
  `THE HOST KEY OF ${place} IS NOT THE PINNED ONE. It shows ssh-ed25519 ${print}; connection.hostKey pins ${pinned}. ` +
  "Nothing was sent. If that is the fingerprint of another key of the same host, pin the whole key " +
  "(`ssh-ed25519 AAAA…`), so that the host shows that key";
const sudoFails = (user: string, said: string, remedy: string): string =>
  `sudo does not work for user ${user} (exit code 1: ${said}); ${remedy}`;
const allow = "allow it without a password (NOPASSWD), or give connection.sudo.password";
const noLogIn = (user: string, tried: string): string =>
  `authentication failed for user ${user} with ${tried}; check the user${remedyFor(tried)}`;
const remedyFor = (tried: string): string => {
  if (tried === "the password")
    return ", and correct connection.password, if sshd allows passwords there (PasswordAuthentication)";
  const keys = " and its ~/.ssh/authorized_keys there";
  if (!tried.startsWith("the agent")) return keys;
  return `${keys}, and give connection.privateKeyPath if the agent has more keys than sshd tries (MaxAuthTries)`;
};

describeLive("Access to a node", (lab: Lab) => {
  let temporary: Temporary;
  let node: NodeAddress & { host: string; port: number };
  let bastion: { host: string; port: number };
  let key: string;
  let hosts: string;

  beforeAll(async () => {
    await ensureCluster(lab);
    await addUsers(lab);
    const { nodes, connection } = lab.connection();
    const [first, second] = nodes;
    if (first === undefined || second === undefined) throw new Error("the lab has two nodes");
    node = first;
    bastion = { host: second.host, port: second.port };
    ({ privateKeyPath: key, knownHostsPath: hosts } = connection);
  }, 180_000);
  afterAll(() => removeUsers(lab), 60_000);

  beforeEach(() => (temporary = new Temporary()));
  afterEach(() => {
    closeSessions();
    temporary.remove();
  });

  /** Returns the user of a command, or the reason why it does not run. */
  const enter = (connection: Connection, at: NodeAddress = node): Promise<string> =>
    openSession(at, connection)
      .then((session) => session.run(["id", "-un"]))
      .then(
        ({ stdout }) => stdout.trim(),
        (error: unknown) => (error instanceof NodeUnusable ? error.reason : String(error)),
      );
  const enterAll = async (
    ways: Readonly<Record<string, Connection>>,
    at?: NodeAddress,
  ): Promise<Record<string, string>> => {
    const entries = Object.entries(ways).map(
      async ([name, way]) => [name, await enter(way, at)] as const,
    );
    return Object.fromEntries(await Promise.all(entries));
  };

  const inNode = async (at: NodeName, ...argv: string[]): Promise<string> =>
    (await lab.exec(at, argv)).stdout.trim();
  const hostKey = (type: string, at: NodeName = "rsha1"): Promise<string> =>
    inNode(at, "cat", keyFile(type));
  const fingerprint = async (type: string, at: NodeName = "rsha1"): Promise<string> =>
    (await inNode(at, "ssh-keygen", "-l", "-f", keyFile(type))).split(" ")[1] ?? "";

  /** Returns the commands of a message, which are in backticks. */
  const commandsIn = (message: string): string[] =>
    [...message.matchAll(/`([^`]+)`/g)].map(([, command = ""]) => command);
  const obey = (message: string): void => {
    for (const command of commandsIn(message))
      execFileSync("sh", ["-ec", command], { stdio: ["ignore", "pipe", "pipe"], timeout: 20_000 });
  };
  const makeKey = (name: string, ...options: string[]): string => {
    const path = temporary.path(name);
    execFileSync("ssh-keygen", ["-q", "-N", "", "-C", "test", "-f", path, ...options]);
    return path;
  };

  /** Host keys of a host outside the lab. */
  const knowAnother = (name: string): string => {
    const other = readFileSync(`${makeKey("other", "-t", "ed25519")}.pub`, "utf8");
    return temporary.write(name, `[127.0.0.1]:${node.port} ${other}`);
  };
  const place = (): string => `127.0.0.1 port ${node.port}`;
  const scan = (file: string): string =>
    `ssh-keyscan -t ed25519 -p ${node.port} 127.0.0.1 >> ${file}`;
  const forgetAndScan = (file: string): string =>
    `\`ssh-keygen -R '[127.0.0.1]:${node.port}' -f ${file}\`, then \`${scan(file)}\``;

  test("refuses an unknown host key; the commands in the message make it known", async () => {
    const file = temporary.path("known hosts");
    const connection = { privateKeyPath: key, knownHostsPath: file };
    const refusal = await enter(connection);
    const print = await fingerprint("ed25519");
    expect(refusal).toBe(unknownKey(place(), print, scan(`'${file}'`)));
    obey(refusal);
    closeSessions();
    expect(await enter(connection)).toBe("root");
    expect(readFileSync(file, "utf8").trim()).toBe(
      `[127.0.0.1]:${node.port} ${(await hostKey("ed25519")).split(" ").slice(0, 2).join(" ")}`,
    );
  });

  test("refuses a changed host key; the commands in the message make it known", async () => {
    const file = knowAnother("hosts");
    execFileSync("ssh-keygen", ["-q", "-H", "-f", file], { stdio: "ignore" });
    const connection = { privateKeyPath: key, knownHostsPath: file };
    const refusal = await enter(connection);
    const print = await fingerprint("ed25519");
    expect(refusal).toBe(changedKey(place(), print, file, forgetAndScan(file)));
    obey(refusal);
    closeSessions();
    expect(await enter(connection)).toBe("root");
  });

  test("accepts each known key of a host, also under a hashed name", async () => {
    const name = `[127.0.0.1]:${node.port}`;
    for (const type of ["rsa", "ecdsa", "ed25519"]) {
      const file = temporary.write(type, `${name} ${await hostKey(type)}\n`);
      execFileSync("ssh-keygen", ["-q", "-H", "-f", file], { stdio: "ignore" });
      expect(readFileSync(file, "utf8")).toMatch(/^\|1\|/);
      expect(await enter({ privateKeyPath: key, knownHostsPath: file })).toBe("root");
    }
  });

  test("accepts only the key that hostKey pins, as a whole key or a fingerprint", async () => {
    const pinned = (pin: string): Connection => ({ privateKeyPath: key, hostKey: pin });
    const [print, rsa, others] = [
      await fingerprint("ed25519"),
      await fingerprint("rsa"),
      await fingerprint("ed25519", "rsha2"),
    ];
    expect(
      await enterAll({
        whole: pinned(await hostKey("ed25519")),
        print: pinned(print),
        "one that it would not show first": pinned(await hostKey("rsa")),
        "fingerprint of that one": pinned(rsa),
        "another host's": pinned(await hostKey("ed25519", "rsha2")),
        "fingerprint of another host's": pinned(others),
      }),
    ).toEqual({
      whole: "root",
      print: "root",
      "one that it would not show first": "root",
      "fingerprint of that one": otherThanPinned(place(), print, rsa),
      "another host's": otherThanPinned(place(), print, others),
      "fingerprint of another host's": otherThanPinned(place(), print, others),
    });
  });

  test("does not verify host keys if the program disables it", async () => {
    const nothing = temporary.path("none");
    expect(
      await enter({ privateKeyPath: key, knownHostsPath: nothing, verifyHostKey: false }),
    ).toBe("root");
  });

  test("logs in with a key from a file or as text, also encrypted, but not with a wrong password", async () => {
    const encrypted = temporary.write("encrypted", readFileSync(key, "utf8"));
    execFileSync("ssh-keygen", ["-q", "-p", "-a", "2", "-N", password, "-f", encrypted], {
      stdio: "ignore",
    });
    const text = readFileSync(encrypted, "utf8");
    const known = { knownHostsPath: hosts };
    expect(
      await enterAll({
        file: { ...known, privateKeyPath: key },
        text: { ...known, privateKey: readFileSync(key, "utf8") },
        encrypted: { ...known, privateKeyPath: encrypted, privateKeyPassword: password },
        "encrypted text": { ...known, privateKey: text, privateKeyPassword: password },
        "wrong password": { ...known, privateKeyPath: encrypted, privateKeyPassword: "wrong" },
        "no password": { ...known, privateKeyPath: encrypted },
        "another key": { ...known, privateKeyPath: makeKey("other", "-t", "ed25519") },
      }),
    ).toEqual({
      file: "root",
      text: "root",
      encrypted: "root",
      "encrypted text": "root",
      "wrong password": `the key ${encrypted} cannot be used: Cannot parse privateKey: OpenSSH key integrity check failed -- bad passphrase?`,
      "no password":
        `the private key ${encrypted} is encrypted; give connection.privateKeyPassword, ` +
        "or load the key into an SSH agent (ssh-add) and leave the key out",
      "another key": noLogIn("root", `the key ${temporary.path("other")}`),
    });
  });

  test("logs in with an SSH agent, given or from the environment", async () => {
    const socket = temporary.path("agent");
    const started = execFileSync("ssh-agent", ["-s", "-a", socket], { encoding: "utf8" });
    const pid = Number(/SSH_AGENT_PID=(\d+)/.exec(started)?.[1]);
    try {
      process.env.SSH_AUTH_SOCK = socket;
      const known = { knownHostsPath: hosts };
      const named = { ...known, agentSocketPath: socket };
      const empty = await enter(named);
      execFileSync("ssh-add", ["-q", key], { env: { ...process.env } }); // jest has its own copy of process.env
      closeSessions();
      expect({ empty, ...(await enterAll({ named, environment: known })) }).toEqual({
        empty: noLogIn("root", `the agent at ${socket}`),
        named: "root",
        environment: "root",
      });
    } finally {
      process.kill(pid);
    }
  });

  test("logs in with a password, also by keyboard-interactive", async () => {
    const as = (user: string, given = password): Connection => ({
      user,
      password: given,
      knownHostsPath: hosts,
    });
    const failed = (user: string): string => noLogIn(user, "the password");
    expect(
      await enterAll({
        password: as(users.asks),
        "by keyboard": as(users.free),
        wrong: as(users.asks, "wrong"),
        "wrong by keyboard": as(users.free, "wrong"),
        "where sshd allows none": as(users.none),
      }),
    ).toEqual({
      password: users.asks,
      "by keyboard": users.free,
      wrong: failed(users.asks),
      "wrong by keyboard": failed(users.free),
      "where sshd allows none": failed(users.none),
    });
  });

  test("runs commands with sudo, with and without a password", async () => {
    const as = (user: string, sudo: Connection["sudo"]): Connection => ({
      user,
      sudo,
      privateKeyPath: key,
      knownHostsPath: hosts,
    });
    const ways = {
      free: as(users.free, true),
      "free, with a password": as(users.free, { password }),
      asks: as(users.asks, { password }),
      "asks, without": as(users.asks, true),
      "asks, wrong": as(users.asks, { password: "wrong" }),
      none: as(users.none, { password }),
      "none, without": as(users.none, true),
    };
    const correct = "correct connection.sudo.password, or let the user run every command (visudo)";
    await enter(ways.asks); // sudo prints a lecture at the first use
    await lab.exec("rsha1", ["rm", "-rf", `/run/sudo/ts/${users.asks}`]); // sudo caches the password
    closeSessions();
    expect(await enterAll(ways)).toEqual({
      free: "root",
      "free, with a password": "root",
      asks: "root",
      "asks, without": sudoFails(users.asks, "sudo: a password is required", allow),
      "asks, wrong": sudoFails(
        users.asks,
        "Sorry, try again.; sudo: no password was provided; sudo: 1 incorrect password attempt",
        correct,
      ),
      none: sudoFails(users.none, `${users.none} is not in the sudoers file.`, correct),
      "none, without": sudoFails(users.none, "sudo: a password is required", allow),
    });
  });

  test("names a user whom Pacemaker does not answer, and one without a shell", async () => {
    const as = { user: users.none, privateKeyPath: key, knownHostsPath: hosts };
    const session = await openSession(node, as);
    await expect(queryCib(session)).rejects.toThrow(
      `rsha1: Pacemaker does not answer the user ${users.none}, who is neither root nor in the group haclient; set connection.sudo: true, or log in as root`,
    );
    closeSessions();
    await lab.exec("rsha1", ["usermod", "-s", "/usr/sbin/nologin", users.none]);
    const reason = await enter(as);
    await lab.exec("rsha1", ["usermod", "-s", "/bin/sh", users.none]);
    expect(reason).toBe(
      `the log-in works, but the log-in shell of user ${users.none} runs no command (exit code 1: This account is currently not available.); give the user another shell (\`usermod -s /bin/sh ${users.none}\` on the node), or log in as another user`,
    );
  });

  test("reaches nodes through a bastion and verifies the host key of each hop", async () => {
    const inside: NodeAddress = { name: "rsha1", host: "rsha1" };
    const file = temporary.write("inside", `rsha1 ${await hostKey("ed25519")}\n`);
    const proxy = { ...bastion, user: users.asks, password, knownHostsPath: hosts };
    const known = { privateKeyPath: key, knownHostsPath: file };
    const unknown = { ...known, knownHostsPath: temporary.path("none") };
    const inner = await hostKey("ed25519");
    const through = {
      ...unknown,
      proxy: { ...bastion, privateKeyPath: key, knownHostsPath: hosts },
    };
    const ways = {
      known: { ...known, proxy },
      "own user": { ...known, user: users.free, sudo: true, proxy },
      "node unknown": through,
      "bastion unknown": { ...known, proxy: { ...proxy, knownHostsPath: temporary.path("none") } },
      "bastion's pin is wrong": { ...known, proxy: { ...proxy, hostKey: inner } },
      "bastion's password is wrong": { ...known, proxy: { ...proxy, password: "wrong" } },
    };
    const second = `127.0.0.1 port ${bastion.port}`;
    const [print, outer] = [await fingerprint("ed25519"), await fingerprint("ed25519", "rsha2")];
    const none = temporary.path("none");
    const seen = await enterAll(ways, inside);
    expect(seen).toEqual({
      known: "root",
      "own user": "root",
      "node unknown": unknownKey(
        "rsha1 port 22",
        print,
        `ssh -i ${key} -o UserKnownHostsFile=${hosts} -p ${bastion.port} root@127.0.0.1 ` +
          `ssh-keyscan -t ed25519 -p 22 rsha1 >> ${none}`,
      ),
      "bastion unknown": `bastion 127.0.0.1: ${unknownKey(
        second,
        outer,
        `ssh-keyscan -t ed25519 -p ${bastion.port} 127.0.0.1 >> ${none}`,
      )}`,
      "bastion's pin is wrong": `bastion 127.0.0.1: ${otherThanPinned(second, outer, print)}`,
      "bastion's password is wrong": `bastion 127.0.0.1: ${noLogIn(users.asks, "the password")}`,
    });
    obey(seen["node unknown"] ?? "");
    closeSessions();
    expect(await enter(through, inside)).toBe("root");
  });

  const loopback6 = /^0{31}1 /m.test(readFileSync("/proc/net/if_inet6", "utf8"));
  (loopback6 ? test : test.skip)(
    `connects to an IPv6 address, plain and in brackets${loopback6 ? "" : " (this machine has no IPv6: no ::1)"}`,
    async () => {
      const server = createServer((from) => {
        const to = connect(node.port, "127.0.0.1");
        from.pipe(to).pipe(from);
        for (const end of [from, to]) end.on("error", () => [from, to].map((s) => s.destroy()));
      });
      await new Promise<void>((listening) => server.listen(0, "::1", listening));
      try {
        const { port } = server.address() as AddressInfo;
        const file = temporary.path("six");
        const connection = { privateKeyPath: key, knownHostsPath: file };
        const refusal = await enter(connection, { name: "rsha1", host: "::1", port });
        expect(commandsIn(refusal)).toEqual([`ssh-keyscan -t ed25519 -p ${port} ::1 >> ${file}`]);
        temporary.write("six", `[::1]:${port} ${await hostKey("ed25519")}\n`);
        closeSessions();
        expect(await enter(connection, { name: "rsha1", host: "::1", port })).toBe("root");
        expect(await enter(connection, { name: "rsha1", host: "[::1]", port })).toBe("root");
      } finally {
        closeSessions();
        server.close();
      }
    },
  );

  test("uses the defaults of ssh if the program gives no connection settings", async () => {
    mkdirSync(temporary.path(".ssh"));
    temporary.write(".ssh/id_ed25519", readFileSync(key, "utf8"));
    temporary.write(".ssh/known_hosts", readFileSync(hosts, "utf8"));
    expect(await enter({})).toBe("root");
  });

  soakTest?.(
    "shows each refusal in the CLI, and warns about hosts that are not verified",
    async () => {
      const stack = await Stack.make(lab);
      const file = temporary.path("none");
      const changed = knowAnother("hosts");
      const [print, pinned] = [await fingerprint("ed25519"), await fingerprint("rsa")];
      const at = (connection: Connection, nodes = [node]): object => ({
        is: "Primitive",
        agent: "ocf:pacemaker:Dummy",
        waitFor: "none",
        cluster: {
          nodes,
          connection: { privateKeyPath: key, knownHostsPath: hosts, ...connection },
        },
      });
      const closed = { name: "rsha2", host: "127.0.0.1", port: 1 };
      const asks = { user: users.asks, sudo: { password } };
      const proxy = { ...bastion, privateKeyPath: key, knownHostsPath: hosts };
      const resources = {
        unknown: at({ knownHostsPath: file }, [closed, node]),
        changed: at({ knownHostsPath: changed }),
        pinned: at({ hostKey: pinned }),
        sudo: at({ user: users.asks, sudo: true }),
        verified: at({ ...asks, hostKey: print, proxy }, [{ ...node, host: "rsha1", port: 22 }]),
        believed: at({ ...asks, knownHostsPath: file, verifyHostKey: false }),
      };
      stack.declare(resources as unknown as Declaration);
      const up = await stack.up("--continue-on-error");
      const state = await stack.ids();
      await stack.remove();
      const none = "error: no node of the cluster can be used:";
      const { "live-live": stackSays, ...said } = diagnostics(up);
      expect({ state, said, stackSays: stackSays?.sort() }).toEqual({
        state: { verified: "verified", believed: "believed" },
        said: {
          unknown: [
            none,
            "- rsha2: 127.0.0.1 port 1 refuses connections: does sshd run there?",
            `- rsha1: ${unknownKey(place(), print, scan(file))}`,
          ],
          changed: [
            none,
            `- rsha1: ${changedKey(place(), print, changed, forgetAndScan(changed))}`,
          ],
          pinned: [none, `- rsha1: ${otherThanPinned(place(), print, pinned)}`],
          sudo: [none, `- rsha1: ${sudoFails(users.asks, "sudo: a password is required", allow)}`],
        },
        stackSays: [
          "error: update failed",
          `warning: verifyHostKey is false, so the host keys of ${place()} are not verified: a machine in between can ` +
            "read and change everything. Add the keys to known_hosts, or pin them with connection.hostKey",
        ],
      });
    },
    180_000,
  );
});
