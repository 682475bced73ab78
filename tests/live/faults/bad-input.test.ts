import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Lab } from "../../lab/cluster/lab";
import { describeLive, ensureCluster, quiet, validateWith } from "../support/cluster";
import { changing, mark, operationsSince } from "../support/operations";
import { epoch } from "../support/cluster-status";
import type { Declaration } from "../programs/declared";
import { soakTest } from "../support/soak";
import { type Ended, diagnostics } from "../cli/output";
import { linkPackages } from "../cli/project";
import { Stack } from "../cli/stack";

const dummy = { is: "Primitive", agent: "ocf:pacemaker:Dummy" } as const;

/** What the CLI said of each resource, without the lines about the stack as a whole. */
function complaints(ended: Ended): Record<string, string[]> {
  const found = Object.entries(diagnostics(ended)).filter(([name]) => name !== "live-live");
  return Object.fromEntries(found);
}

describeLive("A program with mistakes", (lab: Lab) => {
  let stack: Stack;
  let keys: string;

  const byHand = async (node: "rsha1" | "rsha2", script: string): Promise<void> => {
    const { exitCode, stdout, stderr } = await lab.exec(node, ["sh", "-ec", script]);
    if (exitCode !== 0) throw new Error(`by hand: ${stdout}${stderr}`);
  };

  /** Of the first node's host key, as ssh-keygen prints it. */
  function fingerprint(): string {
    const { nodes, connection } = lab.connection();
    const name = `[127.0.0.1]:${nodes[0]?.port ?? ""}`;
    const argv = ["-l", "-F", name, "-f", connection.knownHostsPath];
    const printed = execFileSync("ssh-keygen", argv, { encoding: "utf8" });
    return /SHA256:\S+/.exec(printed)?.[0] ?? "";
  }

  beforeAll(async () => {
    await ensureCluster(lab);
    stack = await Stack.make(lab);
    keys = mkdtempSync(join(tmpdir(), "pulumi-pacemaker-keys-"));
  }, 180_000);
  afterAll(() => {
    rmSync(keys, { recursive: true, force: true });
    stack.discard();
  });

  test("reports everything that is wrong with a resource at once, in a preview and without its cluster", async () => {
    const nowhere = { nodes: [{ name: "n1", host: "192.0.2.1" }] };
    const address: Declaration[string] = {
      is: "IpAddr2",
      name: "1 bad",
      ip: "10.60.13",
      cidrNetmask: 129,
      parameters: { nic: "eth0" },
      operations: [{ name: "monitor", interval: "2.5", timeout: "-5s" }],
      waitTimeout: "soon",
    };
    stack.declare({ address }, nowhere);
    const preview = await stack.preview();
    expect(preview.exitCode).not.toBe(0);
    const unit = 'is not a time with a unit, such as "20s", "500ms", "2min" or "1h" (not negative)';
    const time =
      'is not a time, such as 20 (seconds), "500ms", "20s", "2min" or "1h" (not negative)';
    const subject = "error: pulumi-nodejs:dynamic/pacemaker:IpAddr2 resource 'address'";
    const of = (property: string, value: string, reason: string): string =>
      `${subject}: property ${property} value {${value}} has a problem: ${property}: ${reason}`;
    // the values of these are not shown, they may be secret
    const whole = (property: string, reason: string): string =>
      `${subject} has a problem: ${property}: ${reason}`;
    expect(complaints(preview)).toEqual({
      address: [
        of("waitTimeout", "soon", `"soon" ${unit}`),
        of(
          "name",
          "1 bad",
          '"1 bad" is not a valid id: it must begin with a letter or "_" and hold only letters, digits, "_", "-" and "."; set `name` to such an id',
        ),
        whole("parameters", "nic has its own argument, nic: use that"),
        whole("operations", `[0] interval: "2.5" ${time}; timeout: "-5s" ${time}`),
        of(
          "ip",
          "10.60.13",
          '"10.60.13" is not an IPv4 or IPv6 address, such as "10.60.13.58" (the prefix length goes into cidrNetmask)',
        ),
        of("cidrNetmask", "129", "129 is not a whole number from 0 to 128"),
      ],
    });
    stack.declare({ g: { is: "Group", members: ["x", "y", "x"] } }, nowhere);
    expect(complaints(await stack.preview())).toEqual({
      g: [
        `error: pulumi-nodejs:dynamic/pacemaker:ResourceGroup resource 'g': property members value {[{x} {y} {x}]} has a problem: members: "x" is listed more than once`,
      ],
    });
    stack.declare({ gateway: { is: "Ping", hostList: [] } }, nowhere);
    expect(complaints(await stack.preview())).toEqual({
      gateway: [
        `error: pulumi-nodejs:dynamic/pacemaker:PingClone resource 'gateway': property hostList value {[]} has a problem: hostList: must have at least 1 entry`,
      ],
    });
  }, 60_000);

  soakTest?.(
    "reports one id for two resources in the program",
    async () => {
      stack.declare({ a: dummy, b: { ...dummy, name: "a" } });
      const preview = await stack.preview();
      expect(preview.exitCode).not.toBe(0);
      expect(diagnostics(preview)["live-live"]).toEqual([
        'error: b: the id "a" is already taken by the resource "a" of this program on the same cluster; set another `name`',
      ]);
      stack.declare({ g: { is: "Group", members: ["x"] }, h: { is: "Group", members: ["x"] } });
      expect(diagnostics(await stack.preview())["live-live"]).toEqual([
        'error: h: members: x is already a member of the group "g" of this program; a resource can be in one group only',
      ]);
    },
    30_000,
  );

  test("is refused before anything changes where only the cluster can find the mistake", async () => {
    await byHand(
      "rsha1",
      `crm_attribute --type crm_config --name stonith-enabled --update false
      agent='class="ocf" provider="pacemaker" type="Dummy"'
      for n in 1 2; do
        cibadmin --create --scope resources --xml-text "<primitive id='r$n' $agent/>"
        cibadmin --create --scope constraints --xml-text "<rsc_location id='r$n-at-home' rsc='r$n' node='rsha$n' score='INFINITY'/>"
      done
      cibadmin --create --scope resources --xml-text "<group id='theirs'><primitive id='taken' $agent/></group>"`,
    );
    await validateWith(lab, "pacemaker-3.0");
    await quiet(lab);
    const [before, version] = [await mark(lab), await epoch(lab)];
    stack.declare({
      noAgent: { ...dummy, agent: "ocf:heartbeat:NoSuch" },
      unknownParameter: { ...dummy, parameters: { nope: 1 } },
      missingParameter: { ...dummy, agent: "ocf:heartbeat:IPaddr2" },
      wrongType: {
        ...dummy,
        agent: "ocf:pacemaker:ping",
        parameters: { host_list: "10.60.13.1", attempts: "many" },
      },
      absentMember: { is: "Group", members: ["nobody"] },
      takenMember: { is: "Group", members: ["taken"] },
      apart: { is: "Group", members: ["r1", "r2"] },
      toNothing: { is: "Colocation", resource: "r1", with: "nobody" },
      schema: { ...dummy, operations: [{ name: "monitor", interval: "9s", onFail: "demote" }] },
      theirs: dummy,
    } satisfies Declaration);
    const up = await stack.up("--continue-on-error");
    expect(up.exitCode).not.toBe(0);
    expect(await epoch(lab)).toBe(version);
    await validateWith(lab, "pacemaker-3.9");
    expect(changing(await operationsSince(lab, before))).toEqual([]);
    expect(complaints(up)).toEqual({
      noAgent: [
        "error: agent: the cluster does not know the agent ocf:heartbeat:NoSuch; install it on every node, or correct the name (crm_resource --list-agents ocf:heartbeat on a node shows what is there)",
      ],
      unknownParameter: [
        "error: unknownParameter: parameters: ocf:pacemaker:Dummy has no parameter nope; it has: state, passwd, fake, op_sleep, fail_start_on, envfile",
      ],
      missingParameter: [
        "error: missingParameter: parameters: ocf:heartbeat:IPaddr2 needs the parameter ip",
      ],
      wrongType: [
        "error: wrongType: parameters: attempts of ocf:pacemaker:ping must be of the type integer",
      ],
      absentMember: [
        `error: members: there is no resource nobody in the cluster; create it first, or correct the name`,
      ],
      takenMember: [
        `error: members: taken is in the group theirs; a resource can be in one place only: take it out there first`,
      ],
      apart: [
        `error: members: r2 runs on rsha2, r1 runs on rsha1; a group runs on one node, so taking both in would stop and move one of them. ` +
          "Move it first (crm_resource --move --resource r2 --node rsha1, and pcs resource clear r2 when it is in the group), " +
          "stop it (pcs resource disable r2, and enable it again when it is in the group), or declare it with startWithGroup: true",
      ],
      toNothing: [
        "error: with: there is no resource nobody in the cluster (there is: r1, r2, theirs, taken)",
      ],
      schema: [
        `error: the cluster's schema (pacemaker-3.0) does not allow the element <op name="monitor" interval="9s" on-fail="demote" id="schema-monitor-interval-9s">; ` +
          "nothing was changed. Correct the value of its role, action or option (crm_verify on the node knows what is allowed)",
      ],
      theirs: [
        "error: theirs: name: the id theirs belongs to a group of the cluster; choose another name",
      ],
    });
  }, 90_000);

  test("reports each reason why a node cannot be reached", async () => {
    const [first, second] = lab.connection().nodes as [object, object];
    const { connection } = lab.connection();
    execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", join(keys, "other")]);
    writeFileSync(join(keys, "none_known"), "");
    const at = (node: object, more: object = {}): { cluster: never } =>
      ({ cluster: { nodes: [node], connection: { ...connection, ...more } } }) as never;
    await lab.fault("ssh-cut", "rsha2");
    stack.declare({
      closed: { ...dummy, ...at({ name: "rsha1", host: "127.0.0.1", port: 1 }) },
      silent: { ...dummy, ...at(second) },
      noName: { ...dummy, ...at({ name: "rsha1", host: "nowhere.invalid" }) },
      wrongKey: { ...dummy, ...at(first, { privateKeyPath: join(keys, "other") }) },
      noKey: { ...dummy, ...at(first, { privateKeyPath: join(keys, "absent") }) },
      hostKey: { ...dummy, ...at(first, { knownHostsPath: join(keys, "none_known") }) },
    });
    const begin = Date.now();
    const up = await stack.up("--continue-on-error");
    const seconds = (Date.now() - begin) / 1000;
    await lab.fault("ssh-back", "rsha2");
    expect(up.exitCode).not.toBe(0);
    const none = "error: no node of the cluster can be used:";
    const port = (node: object): number => (node as { port: number }).port;
    expect(complaints(up)).toEqual({
      closed: [none, "- rsha1: 127.0.0.1 port 1 refuses connections: does sshd run there?"],
      silent: [none, `- rsha2: 127.0.0.1 port ${port(second)} did not answer within 10 s`],
      noName: [
        none,
        "- rsha1: nowhere.invalid port 22 cannot be reached: the name does not resolve",
      ],
      wrongKey: [
        none,
        `- rsha1: authentication failed for user root with the key ${keys}/other; check the user and its ~/.ssh/authorized_keys there`,
      ],
      noKey: [
        none,
        `- rsha1: the private key ${keys}/absent cannot be read (ENOENT); correct connection.privateKeyPath, or set PULUMI_PACEMAKER_PRIVATE_KEY_PATH on this machine`,
      ],
      hostKey: [
        none,
        `- rsha1: the host key of 127.0.0.1 port ${port(first)} is not known: ssh-ed25519 ${fingerprint()}. ` +
          "If that is the fingerprint which the host itself prints (ssh-keygen -l -f /etc/ssh/ssh_host_ed25519_key.pub), " +
          `accept it with \`ssh-keyscan -t ed25519 -p ${port(first)} 127.0.0.1 >> ${keys}/none_known\`, or set connection.hostKey to it`,
      ],
    });
    expect(seconds).toBeLessThan(25);
  }, 60_000);

  soakTest?.(
    "reports a node on which the cluster does not run, and how to start it",
    async () => {
      await byHand("rsha2", "pcs cluster stop --force");
      const cluster = { ...lab.connection(), nodes: lab.connection().nodes.slice(1) };
      stack.declare({ a: { ...dummy, cluster } });
      const up = await stack.up();
      await byHand("rsha2", "pcs cluster start --wait=60");
      expect(up.exitCode).not.toBe(0);
      expect(complaints(up)).toEqual({
        a: [
          "error: no node of the cluster can be used:",
          expect.stringMatching(
            /^- rsha2: the cluster does not run here \(exit code 102; .*\); start it there with `pcs cluster start`, or `service pacemaker start` with CMAN$/,
          ),
        ],
      });
    },
    90_000,
  );

  test("does not delete what a foreign constraint names", async () => {
    await byHand("rsha1", "cibadmin --delete-all --force --xpath '//resources/*|//constraints/*'");
    await quiet(lab);
    stack.declare({ a: dummy });
    expect((await stack.up()).exitCode).toBe(0);
    const theirs = `<rsc_location id="location-a-rsha1-5" rsc="a" node="rsha1" score="5"/>`;
    await byHand("rsha1", `cibadmin --create --scope constraints --xml-text '${theirs}'`);
    stack.declare({});
    const up = await stack.up();
    await byHand("rsha1", `cibadmin --delete --xml-text '${theirs}'`);
    expect(up.exitCode).not.toBe(0);
    expect(complaints(up)).toEqual({
      a: [
        "error: a cannot be deleted: rsc_location location-a-rsha1-5 in the cluster names it and is not part of this resource. " +
          "Remove that first (pcs constraint delete location-a-rsha1-5), then run again",
      ],
    });
  }, 90_000);

  test("reports what to install where if the program's folder has no package", async () => {
    const link = join(stack.directory, "node_modules/pulumi-pacemaker");
    rmSync(link);
    const refresh = await stack.refresh();
    linkPackages(stack.directory, ["pulumi-pacemaker"]);
    expect(refresh.exitCode).not.toBe(0);
    expect(complaints(refresh).a?.[0]).toBe(
      `error: Cannot load pulumi-pacemaker/engine from ${stack.directory}: run npm install pulumi-pacemaker in the folder of this program. Error: Cannot find module 'pulumi-pacemaker/engine'`,
    );
  }, 60_000);
});
