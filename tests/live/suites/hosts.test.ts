import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { type NodeName, nodeNames } from "../../lab/cluster/addresses";
import type { Lab } from "../../lab/cluster/lab";
import { compiledProgram } from "../cli/compiled-program";
import { describeLive, describeOnStandin, ensureCluster } from "../support/cluster";
import { forgetScript, registerScript } from "../support/distribution";
import type { Hosts } from "../programs/hosts";
import { soakTest, soaking, times } from "../support/soak";
import { SecretWatch } from "../support/secret-watch";
import { type Ended, changes, counts, diagnostics, failure } from "../cli/output";
import { Stack } from "../cli/stack";

jest.setTimeout(180_000);

const PATH = "/opt/abiquo/config/abiquo.properties";
const TARGET = "/srv/abiquo/abiquo.properties";
const CANARIES = {
  password: "Canary7password7",
  marked: "Canary7marked7",
  content: "Canary7content7",
  changed: "Canary7changed7",
};

/** As a package brings it, with what somebody has written into it on that node. */
const before = {
  rsha1: [
    "# Abiquo, of rsha1",
    "",
    "[server]",
    "abiquo.datacenter.id = not mine",
    "",
    "[remote-services]",
    "abiquo.appliancemanager.localRepositoryPath = /opt/vm_repository",
    "; left by hand",
    "abiquo.rabbitmq.host = 127.0.0.1",
    "",
    "[m-outbound]",
    "x=1",
  ].join("\n"),
  rsha2: "[remote-services]\r\nabiquo.rabbitmq.host=127.0.0.1\r\nforeign =  é  \r\n\r\n# the end",
};
const after = {
  rsha1: before.rsha1.replace(
    "abiquo.rabbitmq.host = 127.0.0.1\n",
    `abiquo.rabbitmq.host = 10.60.13.28
abiquo.datacenter.id = rsha
abiquo.rabbitmq.password = ${CANARIES.password}
abiquo.rabbitmq.port = 5672
abiquo.redis.host = ${CANARIES.marked}
`,
  ),
  rsha2: before.rsha2
    .replace("127.0.0.1", "10.60.13.28")
    .replace(
      "é  \r\n",
      `é  \r\nabiquo.datacenter.id = rsha\r\nabiquo.rabbitmq.password = ${CANARIES.password}\r\nabiquo.rabbitmq.port = 5672\r\nabiquo.redis.host = ${CANARIES.marked}\r\n`,
    ),
};

const properties = {
  "abiquo.datacenter.id": "rsha",
  "abiquo.rabbitmq.host": "10.60.13.28",
  "abiquo.rabbitmq.port": 5672,
  "abiquo.rabbitmq.password": CANARIES.password,
  "abiquo.redis.host": `secret:${CANARIES.marked}`,
};
const file = { is: "PropertiesFile", path: PATH, section: "remote-services", properties } as const;

/** A daemon with a script of LSB, which systemd takes for a unit, and which anybody may start. */
const DAEMON = `#!/bin/sh
### BEGIN INIT INFO
# Provides:          live-daemon
# Required-Start:    $network
# Required-Stop:     $network
# Default-Start:     2 3 4 5
# Default-Stop:      0 1 6
# Short-Description: sleeps
### END INIT INFO
PID=/run/live-daemon.pid
runs() { [ -e "$PID" ] && kill -0 "$(cat $PID)" 2>/dev/null; }
case "$1" in
  start) runs || { setsid sleep 100000 </dev/null >/dev/null 2>&1 & echo $! >$PID; } ;;
  stop) runs && kill "$(cat $PID)"; rm -f $PID ;;
  status) runs || exit 3 ;;
esac
exit 0
`;

class Trial {
  constructor(
    private readonly lab: Lab,
    readonly stack: Stack,
  ) {}

  static async make(lab: Lab): Promise<Trial> {
    return new Trial(lab, await Stack.make(lab, { files: compiledProgram("hosts") }));
  }

  declare(resources: Hosts, cluster: unknown = this.lab.connection()): void {
    this.stack.write({ "hosts.json": JSON.stringify({ cluster, resources }) });
  }

  async sh(node: NodeName, script: string, stdin = ""): Promise<string> {
    const { stdout, stderr, exitCode } = await this.lab.exec(node, ["sh", "-ec", script], {
      stdin,
    });
    if (exitCode !== 0) throw new Error(`${node}: ${script}: ${stdout}${stderr}`);
    return stdout;
  }

  both = (script: string, stdin = ""): Promise<string[]> =>
    Promise.all(nodeNames.map((node) => this.sh(node, script, stdin)));
}

/** What the CLI said of the resources, without the lines about the stack as a whole. */
const complaints = (ended: Ended): Record<string, string[]> =>
  Object.fromEntries(Object.entries(diagnostics(ended)).filter(([name]) => name !== "live-live"));

describeLive("PropertiesFile, HostFile and HostService", (lab: Lab) => {
  let hosts: Trial;
  const shown: string[] = [];
  const keep = (ended: Ended): Ended => {
    shown.push(ended.output);
    return ended;
  };
  const unchanged = async (): Promise<void> => {
    const { stack } = hosts;
    expect(failure(keep(await stack.preview("--refresh", "--expect-no-changes")))).toBe("");
  };
  /** Looks that other tests of this suite do as well. */
  const soakOnly = (look: () => Promise<void>): Promise<void> =>
    soaking ? look() : Promise.resolve();
  const contents = async (path = PATH): Promise<Record<string, string>> => {
    const [rsha1 = "", rsha2 = ""] = await hosts.both(`cat ${path}`);
    return { rsha1, rsha2 };
  };

  beforeAll(async () => {
    await ensureCluster(lab);
    hosts = await Trial.make(lab);
    await hosts.sh("rsha1", "crm_attribute -t crm_config -n stonith-enabled -v false");
    await hosts.both(
      "rm -rf /opt/abiquo /srv/abiquo /etc/live; mkdir -p /opt/abiquo/config /srv/abiquo /etc/live",
    );
    await hosts.both("cat >/etc/init.d/live-daemon; chmod 755 /etc/init.d/live-daemon", DAEMON);
    await hosts.both(registerScript("live-daemon"));
    for (const node of nodeNames)
      await hosts.sh(
        node,
        `cat >${TARGET}; ln -s ${TARGET} ${PATH}; chown daemon:mail ${TARGET}; chmod 640 ${TARGET}`,
        before[node],
      );
  });
  afterAll(async () => {
    await hosts.stack.remove();
    await hosts.both("rm -rf /opt/abiquo /srv/abiquo /etc/live; update-rc.d live-daemon remove");
    await hosts.both(forgetScript("live-daemon"));
  });

  test("set keys on both nodes, keep all other bytes, the mode, owner and link, and show no secret in a process", async () => {
    hosts.declare({ abiquo: file });
    const watch = await SecretWatch.start(lab, CANARIES);
    expect(failure(keep(await hosts.stack.up("--diff")))).toBe("");
    expect(await watch.stop()).toEqual([]);
    expect(await contents()).toEqual(after);
    expect(
      await hosts.both(`stat -c '%a %U %G' ${TARGET}; readlink ${PATH}; ls -A /srv/abiquo`),
    ).toEqual(Array(2).fill(`640 daemon mail\n${TARGET}\nabiquo.properties\n`));
    expect(await hosts.stack.ids()).toEqual({ abiquo: `${PATH} [remote-services]` });
  });

  soakTest?.("a second up has nothing to do, with a refresh and without", async () => {
    expect(failure(keep(await hosts.stack.preview("--expect-no-changes")))).toBe("");
    await unchanged();
  });

  test("show what was changed by hand by node and key, and change nothing else", async () => {
    const byHand = `/datacenter/d; s/port = 5672/port = 5673/; s/${CANARIES.password}/guest/; s/${CANARIES.marked}/x/; s/foreign/FOREIGN/`;
    await hosts.sh("rsha2", `sed -i -f /dev/stdin ${TARGET}`, byHand);
    expect(changes(keep(await hosts.stack.preview("--refresh", "--diff")))).toEqual({
      abiquo: [
        "- drift: [",
        '-     [0]: "rsha2: abiquo.datacenter.id is missing"',
        '-     [1]: "rsha2: abiquo.rabbitmq.password differs"',
        '-     [2]: "rsha2: abiquo.rabbitmq.port is \\"5673\\", not \\"5672\\""',
        '-     [3]: "rsha2: abiquo.redis.host differs"',
      ],
    });
    expect(failure(keep(await hosts.stack.refresh()))).toBe("");
    expect(failure(keep(await hosts.stack.up()))).toBe("");
    const mended = after.rsha2
      .replace("foreign", "FOREIGN")
      .replace(/abiquo.datacenter.id = rsha\r\n/, "")
      .replace(/(redis.host = .*\r\n)/, "$1abiquo.datacenter.id = rsha\r\n");
    expect(await contents()).toEqual({ rsha1: after.rsha1, rsha2: mended });
    await soakOnly(unchanged);
  });

  test("remove a key that is no longer declared, and change a secret", async () => {
    const { "abiquo.rabbitmq.port": _port, ...rest } = properties;
    const next = { ...rest, "abiquo.redis.host": `secret:${CANARIES.changed}` };
    hosts.declare({ abiquo: { ...file, properties: next } });
    expect(failure(keep(await hosts.stack.up("--diff")))).toBe("");
    expect((await contents()).rsha1).toBe(
      after.rsha1
        .replace("abiquo.rabbitmq.port = 5672\n", "")
        .replace(CANARIES.marked, CANARIES.changed),
    );
  });

  test("create, compare, restore, move and delete a whole file", async () => {
    const secret = { is: "HostFile", content: `secret:${CANARIES.content}\n` } as const;
    const plain = {
      is: "HostFile",
      path: "/etc/live/plain",
      content: "a\n",
      mode: "0640",
    } as const;
    const one = { ...secret, path: "/etc/live/secret" };
    hosts.declare({ abiquo: file, one, plain: { ...plain, group: "mail" } });
    expect(failure(keep(await hosts.stack.up("--diff")))).toBe("");
    const looks = "cd /etc/live; stat -c '%n %a %U %G' *; cat *";
    expect(await hosts.both(looks)).toEqual(
      Array(2).fill(`plain 640 root mail\nsecret 600 root root\na\n${CANARIES.content}\n`),
    );
    await soakOnly(unchanged);
    await hosts.sh("rsha1", "cd /etc/live; rm plain; echo >>secret");
    await hosts.sh("rsha2", "cd /etc/live; echo b >plain; chmod 600 plain; chown bin plain; ls");
    expect(changes(keep(await hosts.stack.preview("--refresh", "--diff")))).toEqual({
      one: ["- drift: [", '-     [0]: "rsha1: the content differs"'],
      plain: [
        "- drift: [",
        '-     [0]: "rsha1: the file is missing"',
        '-     [1]: "rsha2: the content differs (SHA-256 0263829989b6…, not 87428fc52280…)"',
        '-     [2]: "rsha2: mode is 0600, not 0640"',
      ],
    });
    expect(failure(keep(await hosts.stack.up("--refresh")))).toBe("");
    expect(await hosts.both("cd /etc/live; stat -c '%n %a %G' *; cat *")).toEqual(
      Array(2).fill(`plain 640 mail\nsecret 600 root\na\n${CANARIES.content}\n`),
    );
    hosts.declare({ abiquo: file, one: { ...secret, path: "/etc/live/moved" } });
    const moved = keep(await hosts.stack.up());
    expect({ said: failure(moved), counts: counts(moved) }).toEqual({
      said: "",
      counts: ["- 1 deleted", "+-1 replaced", "2 changes. 2 unchanged"],
    });
    expect(await hosts.both("cd /etc/live; ls")).toEqual(Array(2).fill("moved\n"));
  });

  soakTest?.(
    "refuse a different file with the reasons of both nodes, and change it with adopt",
    async () => {
      await hosts.both("echo theirs >/etc/live/taken; chmod 600 /etc/live/taken");
      const taken = { is: "HostFile", path: "/etc/live/taken", content: "ours\n" } as const;
      hosts.declare({ abiquo: file, taken });
      const why = (node: string): string =>
        `${node}: path: /etc/live/taken exists already and differs from what is declared: the content differs (SHA-256 ed9c86a61e05…, not 13102ad5e68a…); give another path, or set adopt: true to change it to the declaration`;
      expect(complaints(keep(await hosts.stack.up())).taken).toEqual([
        `error: ${why("rsha1")}`,
        why("rsha2"),
      ]);
      hosts.declare({ abiquo: file, taken: { ...taken, adopt: true } });
      expect(failure(keep(await hosts.stack.up()))).toBe("");
      expect(await hosts.both("cat /etc/live/taken; stat -c %a /etc/live/taken")).toEqual(
        Array(2).fill("ours\n600\n"),
      );
    },
  );

  test("disable a service at boot, and stop it only where Pacemaker does not run it", async () => {
    const run = { is: "PrimitiveResource", agent: "lsb:live-daemon" } as const;
    hosts.declare({ abiquo: file, run });
    expect(failure(keep(await hosts.stack.up()))).toBe("");
    await hosts.both("update-rc.d live-daemon defaults; update-rc.d live-daemon enable");
    const home = (await hosts.sh("rsha1", "crm_resource -W -r run -Q")).trim() as NodeName;
    const other = home === "rsha1" ? "rsha2" : "rsha1";
    await hosts.sh(other, "SYSTEMCTL_SKIP_REDIRECT=1 /etc/init.d/live-daemon start");
    const pid = await hosts.sh(home, "cat /run/live-daemon.pid");
    const service = { is: "HostService", service: "live-daemon" } as const;
    hosts.declare({ abiquo: file, run, service });
    expect(failure(keep(await hosts.stack.up()))).toBe("");
    const enabled = "systemctl is-enabled live-daemon 2>/dev/null || true";
    expect(await hosts.both(enabled)).toEqual(["disabled\n", "disabled\n"]);
    expect(await hosts.sh(home, "cat /run/live-daemon.pid; /etc/init.d/live-daemon status")).toBe(
      pid,
    );
    expect(await hosts.sh(other, "/etc/init.d/live-daemon status || echo stopped")).toBe(
      "stopped\n",
    );
    await unchanged();
    if (!soaking) return;
    await hosts.sh(other, "SYSTEMCTL_SKIP_REDIRECT=1 /etc/init.d/live-daemon start");
    await hosts.sh(home, "systemctl enable live-daemon 2>/dev/null");
    const preview = keep(await hosts.stack.preview("--refresh", "--diff"));
    const lines = {
      [home]: `"${home}: live-daemon starts at boot"`,
      [other]: `"${other}: live-daemon runs outside of Pacemaker"`,
    };
    expect(changes(preview)).toEqual({
      service: ["- drift: [", `-     [0]: ${lines.rsha1 ?? ""}`, `-     [1]: ${lines.rsha2 ?? ""}`],
    });
    expect(failure(keep(await hosts.stack.up("--refresh")))).toBe("");
    expect(await hosts.both(enabled)).toEqual(["disabled\n", "disabled\n"]);
    expect(await hosts.sh(home, "cat /run/live-daemon.pid; /etc/init.d/live-daemon status")).toBe(
      pid,
    );
    await unchanged();
    await soakOnly(async () => {
      hosts.declare({ abiquo: file, run, service: { ...service, boot: true } });
      expect(failure(keep(await hosts.stack.up()))).toBe("");
      expect(await hosts.both(enabled)).toEqual(["enabled\n", "enabled\n"]);
      hosts.declare({ abiquo: file, run, service });
      expect(failure(keep(await hosts.stack.up()))).toBe("");
      expect(await hosts.both(enabled)).toEqual(["disabled\n", "disabled\n"]);
    });
  });

  soakTest?.(
    "report all mistakes in arguments in a preview, and show no value of a key",
    async () => {
      // Pulumi ends a program at the first resource with a mistake.
      const previews = async (resources: Hosts): Promise<object[]> => {
        const said: object[] = [];
        for (const [name, args] of Object.entries(resources)) {
          hosts.declare({ [name]: args });
          said.push(complaints(keep(await hosts.stack.preview())));
        }
        return said;
      };
      const said = await previews({
        bad: {
          is: "PropertiesFile",
          path: "abiquo.properties",
          section: "[x]",
          owner: "tomcat",
          properties: {
            "a=b": CANARIES.password,
            "c:d": 1,
            "[e": 1,
            " f": 1,
            "g\nh": 1,
            line: `${CANARIES.password}\nx`,
          },
        },
        file: { is: "HostFile", path: "/etc/live/", content: "x", mode: 640 },
        service: { is: "HostService", service: "tomcat.service", boot: "no" },
      });
      const of = (kind: string, name: string): string =>
        `error: pulumi-nodejs:dynamic/pacemaker:${kind} resource '${name}'`;
      expect(Object.assign({}, ...said)).toEqual({
        bad: [
          `${of("PropertiesFile", "bad")}: property path value {abiquo.properties} has a problem: path: "abiquo.properties" is not the absolute path of a file, such as "/opt/abiquo/config/abiquo.properties"`,
          `${of("PropertiesFile", "bad")}: property section value {[x]} has a problem: section: "[x]" is not the name of a section: give it without brackets, line breaks and surrounding blanks`,
          `${of("PropertiesFile", "bad")} has a problem: properties: " f" cannot be a key: it must not be empty, nor begin or end with a blank; "[e" cannot be a key: [ has a special meaning there; correct the name; "a=b" cannot be a key: = has a special meaning there; correct the name; "c:d" cannot be a key: : has a special meaning there; correct the name; "g\\nh" cannot be a key: it must not hold a line break; "line" must not hold a line break: a value is one line`,
          `${of("PropertiesFile", "bad")}: property owner value {tomcat} has a problem: owner: applies only to a file that is created: declare mode, too`,
        ],
        file: [
          `${of("HostFile", "file")}: property path value {/etc/live/} has a problem: path: "/etc/live/" is not the absolute path of a file, such as "/opt/abiquo/config/abiquo.properties"`,
          `${of("HostFile", "file")}: property mode value {640} has a problem: mode: 640 is not a mode: give octal digits as a text, such as "0640"`,
        ],
        service: [
          `${of("HostService", "service")}: property service value {tomcat.service} has a problem: service: "tomcat.service": leave out .service`,
          `${of("HostService", "service")}: property boot value {no} has a problem: boot: "no" is not true or false`,
        ],
      });
    },
  );

  test("report everything that the nodes cannot accept, before anything is written", async () => {
    hosts.declare({ abiquo: file }); // wherever live-daemon runs, it stops before its script is taken away
    expect(failure(keep(await hosts.stack.up()))).toBe("");
    await hosts.both(
      "cd /etc/live; mkdir -p dir; printf 'a=1\\n[s]\\na=1\\n' >twice; cp twice doubled; ls",
    );
    await hosts.sh(
      "rsha2",
      "cd /etc/live; printf '[s]\\na=2\\n' >>twice; echo a=3 >>doubled; rm -rf only; ls",
    );
    await hosts.sh("rsha1", "cd /etc/live; echo a=1 >only; printf 'a\\0b\\n' >binary; ls");
    await hosts.sh(
      "rsha2",
      `cd /etc/live; printf 'a=\\351\\n' >binary; ${forgetScript("live-daemon")}`,
    );
    const keys = { is: "PropertiesFile", properties: { a: "9" } } as const;
    hosts.declare({
      twice: { ...keys, path: "/etc/live/twice", section: "s" },
      doubled: { ...keys, path: "/etc/live/doubled", section: "s" },
      only: { ...keys, path: "/etc/live/only" },
      dir: { ...keys, path: "/etc/live/dir" },
      nowhere: { is: "HostFile", path: "/etc/nowhere/x", content: "x" },
      binary: { ...keys, path: "/etc/live/binary" },
      service: { is: "HostService", service: "live-daemon", boot: true },
      owner: { is: "HostFile", path: "/etc/live/owned", content: "x", owner: "nobody-here" },
    });
    const up = keep(await hosts.stack.up("--continue-on-error"));
    const on = (reason: string): string[] => [`error: rsha1: ${reason}`, `rsha2: ${reason}`];
    const { owner, ...others } = complaints(up);
    expect(others).toEqual({
      twice: ["error: rsha2: section: [s] occurs in /etc/live/twice 2 times; merge the sections"],
      doubled: [
        "error: rsha2: properties: a occurs in /etc/live/doubled, section [s] more than once; keep one line",
      ],
      only: [
        "error: rsha2: path: /etc/live/only does not exist; install the package that contains it, or declare mode to create it",
      ],
      dir: on("path: /etc/live/dir is a directory; name the file itself"),
      nowhere: on(
        "path: /etc/nowhere/x cannot exist: its directory is missing, or its symbolic links form a loop; install the package that contains it, or create the directory",
      ),
      binary: on(
        "path: /etc/live/binary is not UTF-8 text, so it was not changed; name another file",
      ),
      service: [
        "error: rsha2: service: the service live-daemon does not exist; install the package that contains it, or correct the name",
      ],
    });
    expect(owner?.join("\n")).toMatch(/invalid user.*nobody-here.*nothing was changed/);
    expect(await hosts.both("cd /etc/live; cat only 2>/dev/null || true; ls -A")).toEqual([
      "a=1\nbinary\ndir\ndoubled\nonly\ntwice\n",
      "binary\ndir\ndoubled\ntwice\n",
    ]);
    await hosts.sh(
      "rsha2",
      "cat >/etc/init.d/live-daemon; chmod 755 /etc/init.d/live-daemon",
      DAEMON,
    );
    await hosts.both(registerScript("live-daemon"));
  });

  soakTest?.(
    "report an unreachable node as a warning in a refresh, and as an error in up before anything is written",
    async () => {
      hosts.declare({ abiquo: file });
      expect(failure(keep(await hosts.stack.up("--refresh")))).toBe("");
      const { nodes, connection } = lab.connection();
      const [first, second] = nodes;
      const cluster = { nodes: [first, { ...second, port: 1 }], connection };
      hosts.declare({ abiquo: { ...file, properties: { ...properties, more: 1 } } }, cluster);
      const up = keep(await hosts.stack.up());
      expect(complaints(up).abiquo?.join("\n")).toMatch(
        /rsha2: .*port 1.*\nThe resource has to be the same on every node, so nothing was changed; bring the node back/,
      );
      expect(await hosts.sh("rsha1", `grep -c ^more ${PATH} || true`)).toBe("0\n");
      await hosts.sh("rsha2", "systemctl stop ssh");
      await hosts.sh("rsha1", `sed -i '/datacenter.id = rsha/d' ${TARGET}`);
      const half = keep(await hosts.stack.preview("--refresh", "--diff"));
      await hosts.sh("rsha1", "systemctl stop ssh");
      const none = keep(await hosts.stack.preview("--refresh", "--diff"));
      await hosts.both("systemctl start ssh");
      expect(changes(half).abiquo).toContain('-     [0]: "rsha1: abiquo.datacenter.id is missing"');
      expect(half.output).toContain(`${PATH} [remote-services]: rsha2: `);
      expect(none.output).toContain("no node of the cluster can be used");
    },
  );

  test("keep the properties when they are deleted, and show no secret in the state or the output", async () => {
    const backend = join(hosts.stack.directory, "..", "backend");
    const files = readdirSync(backend, { recursive: true, encoding: "utf8" })
      .map((name) => join(backend, name))
      .filter((path) => statSync(path).isFile());
    const inside = (text: string): string[] =>
      Object.entries(CANARIES).flatMap(([name, secret]) => (text.includes(secret) ? [name] : []));
    const leaks = files.flatMap((f) =>
      inside(readFileSync(f, "utf8")).map((name) => `${f}: ${name}`),
    );
    const left = await contents();
    hosts.declare({});
    expect(failure(keep(await hosts.stack.up()))).toBe("");
    expect(await contents()).toEqual(left);
    expect({ leaks, shown: inside(shown.join("\n")) }).toEqual({ leaks: [], shown: [] });
    expect(files.length).toBeGreaterThan(2);
  });
});

/** The CMAN suite covers a service on EL6 in `npm test`. */
times(undefined, describeOnStandin)?.(
  "files and services beside Pacemaker, on the stand-in for EL6",
  (lab: Lab) => {
    let hosts: Trial;
    const cluster = { is: "CmanCluster", clusterName: "pacemaker1", transport: "udpu" } as const;
    const service = { is: "HostService", service: "live-daemon" } as const;
    const look = "chkconfig --list live-daemon; service live-daemon status && echo runs || true";
    const list = (state: "on" | "off"): string =>
      [
        "live-daemon    ",
        "0:off",
        "1:off",
        ...[2, 3, 4, 5].map((n) => `${n}:${state}`),
        "6:off\n",
      ].join("\t");

    beforeAll(async () => {
      hosts = await Trial.make(lab);
      await hosts.both("cat >/etc/init.d/live-daemon; chmod 755 /etc/init.d/live-daemon", DAEMON);
      await hosts.both("mkdir -p /opt/abiquo/config; chkconfig live-daemon on");
      for (const node of nodeNames) await hosts.sh(node, `cat >${PATH}`, before[node]);
    }, 240_000);
    afterAll(() => hosts.stack.discard());

    test("are created with the cluster in one up, and are unchanged in a second one", async () => {
      await hosts.both("service live-daemon start");
      hosts.declare({ pacemaker1: cluster, abiquo: file, service });
      expect(failure(await hosts.stack.up())).toBe("");
      expect(await hosts.both(look)).toEqual(Array(2).fill(list("off")));
      const contents = await hosts.both(`cat ${PATH}`);
      expect({ rsha1: contents[0], rsha2: contents[1] }).toEqual({
        rsha1: after.rsha1,
        rsha2: after.rsha2,
      });
      expect(failure(await hosts.stack.preview("--refresh", "--expect-no-changes"))).toBe("");
    }, 240_000);

    test("keep running what Pacemaker runs, and restore what was changed by hand", async () => {
      await hosts.sh("rsha1", "crm_attribute -t crm_config -n stonith-enabled -v false");
      const run = { is: "PrimitiveResource", agent: "lsb:live-daemon" } as const;
      hosts.declare({ pacemaker1: cluster, abiquo: file, service, run });
      expect(failure(await hosts.stack.up())).toBe("");
      const home = (await hosts.sh("rsha1", "crm_resource -W -r run -Q")).trim() as NodeName;
      const other = home === "rsha1" ? "rsha2" : "rsha1";
      const pid = await hosts.sh(home, "cat /run/live-daemon.pid");
      await hosts.both("chkconfig live-daemon on");
      await hosts.sh(other, `service live-daemon start; sed -i '/datacenter/d' ${PATH}`);
      const found = changes(await hosts.stack.preview("--refresh", "--diff"));
      const lines = nodeNames.flatMap((node) => [
        `${node}: live-daemon starts at boot`,
        ...(node === other ? [`${node}: live-daemon runs outside of Pacemaker`] : []),
      ]);
      expect(found).toEqual({
        abiquo: ["- drift: [", `-     [0]: "${other}: abiquo.datacenter.id is missing"`],
        service: ["- drift: [", ...lines.map((line, i) => `-     [${i}]: "${line}"`)],
      });
      expect(failure(await hosts.stack.up("--refresh"))).toBe("");
      expect(await hosts.sh(home, `${look}; cat /run/live-daemon.pid`)).toBe(
        `${list("off")}runs\n${pid}`,
      );
      expect(await hosts.sh(other, look)).toBe(list("off"));
      expect(failure(await hosts.stack.preview("--refresh", "--expect-no-changes"))).toBe("");
      await hosts.both("rm -f /etc/rc?.d/[SK]??live-daemon");
      hosts.declare({
        pacemaker1: cluster,
        abiquo: file,
        run,
        service: { ...service, boot: true },
      });
      expect(failure(await hosts.stack.up())).toBe("");
      expect(await hosts.both("chkconfig --list live-daemon")).toEqual(Array(2).fill(list("on")));
    }, 240_000);
  },
);
