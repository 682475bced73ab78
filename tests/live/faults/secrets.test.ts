import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nodeNames } from "../../lab/cluster/addresses";
import type { Lab } from "../../lab/cluster/lab";
import { compiledProgram } from "../cli/compiled-program";
import { describeLive, ensureCluster, validateWith } from "../support/cluster";
import { removeUsers, addUsers, users } from "../support/users";
import { cib } from "../support/cluster-status";
import type { Careless } from "../programs/careless";
import { tried } from "../support/soak";
import { SecretWatch } from "../support/secret-watch";
import { type Ended, changes, diagnostics } from "../cli/output";
import { Stack } from "../cli/stack";

jest.setTimeout(300_000);

const words = [
  ...["privateKeyPassword", "password", "sudoPassword", "haclusterPassword", "property", "meta"],
  ...["parameter", "operation", "fence", "saidToBe", "changed", "present", "exitReason", "schema"],
  ...["proxyPassword", "invalid"],
] as const;
type Word = (typeof words)[number];
/** Texts that a search finds everywhere, because no program escapes or wraps them. */
const canaries = Object.fromEntries(words.map((w) => [w, `Canary7${w}7`])) as Record<Word, string>;

/** An agent that prints its password when its start fails. */
const TELLS = `
mkdir -p /usr/lib/ocf/resource.d/live
sed '/^dummy_start() {/a ocf_exit_reason "no log-in with $OCF_RESKEY_passwd"; return $OCF_ERR_GENERIC' \
  /usr/lib/ocf/resource.d/pacemaker/Dummy >/usr/lib/ocf/resource.d/live/tells
chmod 755 /usr/lib/ocf/resource.d/live/tells
`;

describeLive("Secrets of a careless program", (lab: Lab) => {
  let home: string;
  let given: Careless;
  let stack: Stack;
  let watch: SecretWatch;
  /** The canaries, and a line of the private key. */
  let secrets: Record<string, string>;
  const shown: string[] = [];

  beforeAll(async () => {
    await ensureCluster(lab);
    await addUsers(lab, canaries.sudoPassword);
    for (const node of nodeNames) await lab.exec(node, ["sh", "-ec", TELLS]);
    home = mkdtempSync(join(tmpdir(), "pulumi-pacemaker-secrets-"));
    const inside = (name: string) => ({ name, host: name, port: 22 });
    const connection = await connectionWithSecrets();
    secrets = { ...canaries, privateKey: connection.privateKey.split("\n")[2] ?? "" };
    given = {
      ...canaries,
      cluster: { nodes: [inside("rsha1"), inside("rsha2")], connection },
      more: {},
    };
    const files = compiledProgram("careless");
    stack = await Stack.make(lab, { files, env: { PULUMI_PACEMAKER_LOG: "debug" } });
    watch = await SecretWatch.start(lab, secrets);
  });
  afterAll(async () => {
    stack.discard();
    rmSync(home, { recursive: true, force: true });
    for (const node of nodeNames)
      await lab.exec(node, ["rm", "-r", "/usr/lib/ocf/resource.d/live"]);
    await removeUsers(lab);
  });

  /** Connects to both nodes through the second one, with every kind of credential. */
  async function connectionWithSecrets() {
    const { nodes, connection } = lab.connection();
    const file = join(home, "key");
    writeFileSync(file, readFileSync(connection.privateKeyPath), { mode: 0o600 });
    const encrypt = ["-q", "-p", "-a", "2", "-N", canaries.privateKeyPassword, "-f", file];
    execFileSync("ssh-keygen", encrypt, { stdio: "ignore" });
    const hostKey = async (node: (typeof nodeNames)[number]): Promise<string> =>
      (await lab.exec(node, ["cat", "/etc/ssh/ssh_host_ed25519_key.pub"])).stdout;
    const lines = nodeNames.map(async (node) => `${node} ${await hostKey(node)}`);
    const known = readFileSync(connection.knownHostsPath, "utf8");
    writeFileSync(join(home, "hosts"), [known, ...(await Promise.all(lines))].join("\n"));
    const common = {
      user: users.asks,
      privateKey: readFileSync(file, "utf8"),
      privateKeyPassword: canaries.privateKeyPassword,
      knownHostsPath: join(home, "hosts"),
    };
    const { host, port } = nodes[1] ?? { host: "", port: 0 };
    return {
      ...common,
      password: canaries.password,
      sudo: { password: canaries.sudoPassword },
      proxy: { ...common, host, port, password: canaries.proxyPassword },
    };
  }

  const declare = (more: Careless["more"] = {}, other: Partial<Careless> = {}): void =>
    stack.write({ "careless.json": JSON.stringify({ ...given, more, ...other }) });
  const keep = (ended: Ended): Ended => {
    shown.push(ended.output);
    return ended;
  };
  /** Returns the names of the secrets in a text. */
  const inside = (text: string): string[] =>
    Object.entries(secrets).flatMap(([name, secret]) => (text.includes(secret) ? [name] : []));
  const filesBelow = (directory: string): string[] =>
    readdirSync(directory, { recursive: true, encoding: "utf8" })
      .map((name) => join(directory, name))
      .filter((path) => statSync(path).isFile());

  test("are in the cluster in plain text", async () => {
    declare();
    const up = keep(await stack.up("--diff"));
    expect({ exitCode: up.exitCode, output: up.exitCode === 0 ? "" : up.output }).toEqual({
      exitCode: 0,
      output: "",
    });
    expect(inside(await cib(lab)).sort()).toEqual(
      ["fence", "meta", "operation", "parameter", "property", "saidToBe"].sort(),
    );
    expect(await stack.ids()).toEqual({
      pacemaker1: "pacemaker1",
      options: "properties/options",
      careless: "careless",
      fence: "fence",
      member: "hidden-member",
      group: "hidden-group",
    });
  });

  test("are not shown when they change, and cause no other change", async () => {
    declare({}, { parameter: canaries.changed, operation: canaries.changed });
    expect(changes(keep(await stack.preview("--refresh", "--diff")))).toEqual({
      careless: [
        "~ operations: [secret] => [secret]",
        "~ parameters: {",
        "~ passwd: [secret] => [secret]",
      ],
    });
  });

  test("are not shown in errors about arguments", async () => {
    const bad = { agent: "ocf:pacemaker:Dummy", waitTimeout: "soon" };
    declare({
      bad: {
        ...bad,
        parameters: { passwd: [canaries.invalid] as never },
        meta: { "live-secret": `${canaries.invalid}\n` },
        operations: [
          { name: "monitor", interval: "soon", parameters: { passwd: canaries.invalid } },
        ],
      },
    });
    const preview = keep(await stack.preview());
    const subject = "error: pulumi-nodejs:dynamic/pacemaker:Primitive resource 'bad'";
    const [time, unit] = [
      'is not a time, such as 20 (seconds), "500ms", "20s", "2min" or "1h" (not negative)',
      'is not a time with a unit, such as "20s", "500ms", "2min" or "1h" (not negative)',
    ];
    expect(diagnostics(preview).bad).toEqual([
      `${subject}: property waitTimeout value {soon} has a problem: waitTimeout: "soon" ${unit}`,
      `${subject} has a problem: parameters: "passwd" must be a text, a number, true or false`,
      `${subject} has a problem: meta: "live-secret" must not hold line breaks, tabs or the character DEL: Pacemaker alters them`,
      `${subject} has a problem: operations: [0] interval: "soon" ${time}`,
    ]);
  });

  test("are not shown in failures of any kind", async () => {
    const pair = `<nvpair id="taken-passwd" name="passwd" value="${canaries.present}"/>`;
    const taken = `<primitive id="taken" class="ocf" provider="pacemaker" type="Dummy"><instance_attributes id="taken-i">${pair}</instance_attributes></primitive>`;
    const create = ["cibadmin", "--create", "-o", "resources", "--xml-pipe"];
    expect((await lab.exec("rsha1", create, { stdin: taken })).exitCode).toBe(0);
    declare({
      taken: {
        agent: "ocf:pacemaker:Dummy",
        parameters: { passwd: canaries.parameter },
        operations: [{ name: "monitor", parameters: { live_passwd: canaries.schema } }],
      },
      tells: { agent: "ocf:live:tells", parameters: { passwd: canaries.exitReason } },
      refused: {
        agent: "ocf:pacemaker:Dummy",
        operations: [
          { name: "monitor", onFail: "demote", parameters: { passwd: canaries.schema } },
        ],
      },
      unknown: { agent: "ocf:live:absent", parameters: { passwd: canaries.schema } },
    });
    await validateWith(lab, "pacemaker-3.0");
    const up = keep(await stack.up("--continue-on-error"));
    await validateWith(lab, "pacemaker-3.9");
    await lab.exec("rsha1", ["cibadmin", "--delete", "--xml-text", '<primitive id="taken"/>']);
    const said = diagnostics(up);
    expect({ ...said, "live-live": undefined }).toEqual({
      "live-live": undefined,
      refused: [
        'error: the cluster\'s schema (pacemaker-3.0) does not allow the element <op name="monitor" interval="60s" on-fail="demote" id="refused-monitor-interval-60s">; nothing was changed. Correct the value of its role, action or option (crm_verify on the node knows what is allowed)',
      ],
      taken: [
        "error: taken (pacemaker:Primitive) exists in the cluster already and differs from what is declared:",
        'operations: declared [{"name":"monitor","parameters":{"live_passwd":"[secret]"}}], present []',
        "parameters.passwd: declared [secret], present [secret]",
        "Give it another name, or set adopt: true to change it to the declaration",
      ],
      tells: [
        "error: 1 error occurred:",
        "* tells: start on rsha1 and rsha2 failed: error (1): no log-in with [secret]; run on rsha1 or rsha2: crm_resource --force-check -r tells, and look at journalctl -u pacemaker",
      ],
      unknown: [
        "error: agent: the cluster does not know the agent ocf:live:absent; install it on every node, or correct the name (crm_resource --list-agents ocf:live on a node shows what is there)",
      ],
    });
    expect(Object.keys(await stack.ids())).toContain("tells");
  });

  test("are not in the state, in a file of the backend, or in any output", async () => {
    const files = filesBelow(join(stack.directory, "..", "backend"));
    const leaks = files.flatMap((f) =>
      inside(readFileSync(f, "utf8")).map((name) => `${f}: ${name}`),
    );
    const open = await stack.exported("--show-secrets");
    keep(await stack.destroy("--diff"));
    const state = Object.keys(secrets).filter(
      (n) => !["present", "schema", "invalid", "changed"].includes(n),
    );
    expect({ leaks, shown: inside(shown.join("\n")), open: inside(open).sort() }).toEqual({
      leaks: [],
      shown: [],
      open: state.sort(),
    });
    expect(files.length).toBeGreaterThan(2);
  });

  test("are in no process arguments on the nodes, and in the environment of agents only", async () => {
    // proves that the watch works
    const script =
      "echo $$ >/run/live-seen; until test -e /run/live-watch-enough; do sleep 0.1; done";
    const seen = lab.exec("rsha1", ["sh", "-c", script, canaries.invalid]);
    await watch.rounds("rsha1", 3);
    await lab.exec("rsha1", ["touch", "/run/live-watch-enough"]);
    await seen;
    await lab.exec("rsha1", ["rm", "/run/live-watch-enough", "/run/live-seen"]);
    const found = await watch.stop();
    // An agent gets its parameters in its environment, and passes its output to a logger.
    const agents = /^(environ: OCF_RESKEY_|cmdline: ERROR: no log-in with )/;
    expect(found.filter((line) => !agents.test(line))).toEqual(["cmdline: invalid"]);
  });

  test("are in no temporary file, home directory or log on the nodes", async () => {
    const patterns = Object.values(secrets).join("\n");
    const search = `
      cat >/tmp/live-patterns
      grep -rlF -f /tmp/live-patterns /tmp /var/tmp /root /home /run/sudo /var/lib/sudo /var/log/pcsd
      journalctl --no-pager -t sudo -t sshd -t su -t pcsd | grep -F -f /tmp/live-patterns
      rm /tmp/live-patterns
    `;
    for (const node of nodeNames) {
      const { stdout } = await lab.exec(node, ["sh", "-c", search], { stdin: patterns });
      expect(stdout).toBe("/tmp/live-patterns\n");
    }
    tried("Access and secrets", {
      what: "a secret that stands in clear in the state, the output, an error, a process or a file",
      times: Object.keys(secrets).length,
      lost: 0,
    });
  });
});
