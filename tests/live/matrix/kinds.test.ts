import type { Lab } from "../../lab/cluster/lab";
import { waitUntil } from "../../lab/cluster/wait";
import { failure } from "../cli/output";
import { Stack } from "../cli/stack";
import type { Declaration } from "../programs/declared";
import { describeLive, ensureCluster, quiet } from "../support/cluster";
import { clusterStatus } from "../support/cluster-status";
import { on, onBoth } from "../support/shell";

const dummy = { is: "Primitive", agent: "ocf:pacemaker:Dummy" } as const;

/** A fence device that notes what it should have done, and fails if its name says so. */
const FENCE_AGENT = `#!/bin/sh
action=; plug=
while IFS= read -r line; do
  case $line in action=*) action=\${line#action=} ;; plug=*) plug=\${line#plug=} ;; outcome=*) outcome=\${line#outcome=} ;; esac
done
[ "$1" != -o ] || action=$2
case $action in
metadata) cat <<'END'
<?xml version="1.0"?>
<resource-agent name="fence_noting" shortdesc="Stand-in"><longdesc>Stand-in</longdesc><vendor-url>x</vendor-url>
<parameters><parameter name="plug"><content type="string"/></parameter><parameter name="outcome"><content type="string"/></parameter>
<parameter name="action"><content type="string" default="reboot"/></parameter></parameters>
<actions><action name="on"/><action name="off"/><action name="reboot"/><action name="monitor"/><action name="list"/><action name="metadata"/></actions>
</resource-agent>
END
;;
reboot | off) echo "$outcome $plug" >>/run/fence-noted; [ "$outcome" = works ] ;;
esac`;

/** What the tests put on the nodes. */
const OF_TESTS = [
  ...["/usr/sbin/fence_noting", "/run/fence-noted"],
  ...["/usr/local/bin/alerting", "/var/lib/pacemaker/alerted"],
];

describeLive("What the kinds promise", (lab: Lab) => {
  let stack: Stack;
  beforeEach(async () => {
    await ensureCluster(lab);
    stack = await Stack.make(lab);
  }, 180_000);
  afterEach(() => stack.discard());
  afterAll(() => onBoth(lab, `rm -f ${OF_TESTS.join(" ")}`));

  async function up(program: Declaration): Promise<void> {
    stack.declare(program);
    expect(failure(await stack.up())).toBe("");
  }

  const placesOf = async (id: string): Promise<readonly string[]> =>
    (await clusterStatus(lab)).resources[id] ?? [];

  const waitForPlaces = (id: string, nodes: readonly string[]): Promise<void> =>
    waitUntil(`${id} on ${nodes.join(", ") || "no node"}`, 60, async () => {
      return (await placesOf(id)).join() === nodes.join();
    });

  /** Ends a test: the program is unchanged, and leaves no trace. */
  async function expectStableAndGone(): Promise<void> {
    expect(failure(await stack.preview("--refresh", "--expect-no-changes"))).toBe("");
    expect(failure(await stack.destroy())).toBe("");
    const { stdout } = await lab.exec("rsha1", ["cibadmin", "-Q", "--scope", "configuration"]);
    const sections = ["tags", "alerts", "acls", "fencing-topology", "constraints", "resources"];
    const left = sections.filter((name) => new RegExp(`<${name}>[^]*<\\w`).test(stdout));
    expect(left).toEqual([]);
  }

  test("NodeAttributes, utilization: a resource runs only where its node has the capacity", async () => {
    const program = (memory: number): Declaration => ({
      options: {
        is: "Properties",
        stonithEnabled: false,
        properties: { "placement-strategy": "utilization" },
      },
      large: { is: "NodeAttributes", node: "rsha1", utilization: { memory: 4 } },
      small: { is: "NodeAttributes", node: "rsha2", utilization: { memory } },
      first: { ...dummy, utilization: { memory: 3 }, locations: [{ node: "rsha1", score: 1 }] },
      second: { ...dummy, utilization: { memory: 3 }, waitFor: "none" },
    });
    await up(program(1));
    await quiet(lab);
    expect([await placesOf("first"), await placesOf("second")]).toEqual([["rsha1"], []]);
    await up(program(3));
    await waitForPlaces("second", ["rsha2"]);
    await expectStableAndGone();
  }, 300_000);

  test("TicketConstraint: a resource rests without the ticket, starts with it, and stops when it is lost", async () => {
    await up({
      options: { is: "Properties", stonithEnabled: false },
      service: { ...dummy },
      site: { is: "Ticket", resource: "@service", ticket: "site-a", lossPolicy: "stop" },
    });
    await quiet(lab);
    expect(await placesOf("service")).toEqual([]);
    const ticket = (verb: string): Promise<string> =>
      on(lab, "rsha1", `crm_ticket --ticket site-a --${verb} --force`);
    await ticket("grant");
    await waitUntil("the service runs", 60, async () => (await placesOf("service")).length === 1);
    await ticket("revoke");
    await waitForPlaces("service", []);
    await expectStableAndGone();
  }, 300_000);

  test("FencingTopology: the second level is tried when the first one fails", async () => {
    const install = `cat >/usr/sbin/fence_noting <<'END OF AGENT'\n${FENCE_AGENT}\nEND OF AGENT\nchmod 755 /usr/sbin/fence_noting; rm -f /run/fence-noted`;
    await onBoth(lab, install);
    const device = (outcome: string) =>
      ({
        is: "Primitive",
        agent: "stonith:fence_noting",
        parameters: { outcome, pcmk_host_check: "none", pcmk_off_action: "off" },
      }) as const;
    await up({
      options: { is: "Properties", stonithEnabled: true },
      fails: device("fails"),
      works: device("works"),
      levels: {
        is: "FencingTopology",
        nodePattern: "machine[0-9]+",
        levels: [{ devices: ["@fails"] }, { devices: ["@works"] }],
      },
    });
    await quiet(lab);
    await on(lab, "rsha1", "stonith_admin --fence machine7 --tolerance 0s --timeout 20");
    const noted = (await onBoth(lab, "cat /run/fence-noted 2>/dev/null || true")).join("\n");
    expect(
      noted
        .split("\n")
        .filter((line) => line !== "")
        .at(-1),
    ).toBe("works machine7");
    expect(noted).toContain("fails machine7");
    await expectStableAndGone();
  }, 300_000);

  test("Alert: its script is told of a start, with its options and the recipient", async () => {
    const script = `#!/bin/sh\necho "$CRM_alert_kind $CRM_alert_rsc $CRM_alert_task $level $CRM_alert_recipient" >>/var/lib/pacemaker/alerted`;
    const write = `cat >/usr/local/bin/alerting <<'END OF SCRIPT'\n${script}\nEND OF SCRIPT\nchmod 755 /usr/local/bin/alerting; rm -f /var/lib/pacemaker/alerted`;
    await onBoth(lab, write);
    await up({
      options: { is: "Properties", stonithEnabled: false },
      alarm: {
        is: "Alert",
        path: "/usr/local/bin/alerting",
        options: { level: "high" },
        recipients: [{ value: "/dev/null" }],
      },
    });
    await up({
      options: { is: "Properties", stonithEnabled: false },
      alarm: {
        is: "Alert",
        path: "/usr/local/bin/alerting",
        options: { level: "high" },
        recipients: [{ value: "/dev/null" }],
      },
      service: { ...dummy },
    });
    await waitUntil("the script has been told", 60, async () => {
      const told = (await onBoth(lab, "cat /var/lib/pacemaker/alerted 2>/dev/null || true")).join(
        "\n",
      );
      return told.includes("resource service start high /dev/null");
    });
    await expectStableAndGone();
  }, 300_000);

  test("NodeAttributes, LocationConstraint: a promoted role moves with a node attribute", async () => {
    const program = (primary: "rsha1" | "rsha2"): Declaration => ({
      options: { is: "Properties", stonithEnabled: false },
      one: {
        is: "NodeAttributes",
        node: "rsha1",
        attributes: { site: primary === "rsha1" ? "main" : "spare" },
      },
      two: {
        is: "NodeAttributes",
        node: "rsha2",
        attributes: { site: primary === "rsha2" ? "main" : "spare" },
      },
      db: {
        is: "Primitive",
        agent: "ocf:pacemaker:Stateful",
        promotable: true,
      },
      home: {
        is: "Location",
        resource: "@db",
        rules: [
          {
            rule: { attribute: "site", operation: "eq", value: "main" },
            role: "Promoted",
            score: 1000,
          },
        ],
      },
    });
    const promoted = async (): Promise<string> =>
      (await on(lab, "rsha1", "crm_mon -1")).match(/(?:Promoted|Masters): \[ (\S+) \]/)?.[1] ?? "";
    const waitForPromoted = (node: string): Promise<void> =>
      waitUntil(`${node} is promoted`, 60, async () => (await promoted()) === node);
    await up(program("rsha1"));
    await waitForPromoted("rsha1");
    await up(program("rsha2"));
    await waitForPromoted("rsha2");
    await expectStableAndGone();
  }, 300_000);

  test("AclTarget, AclRole: a user may read, and may not write", async () => {
    await onBoth(lab, "id operator9 >/dev/null 2>&1 || useradd -M -G haclient operator9");
    await up({
      options: { is: "Properties", stonithEnabled: false, properties: { "enable-acl": true } },
      reader: { is: "AclRole", permissions: [{ kind: "read", xpath: "/cib" }] },
      account: { is: "AclTarget", name: "operator9", roles: ["@reader"] },
    });
    const asOperator = async (command: string): Promise<number> => {
      const argv = ["runuser", "-u", "operator9", "--", "sh", "-c", command];
      return (await lab.exec("rsha1", argv)).exitCode;
    };
    expect(await asOperator("cibadmin -Q --scope resources")).toBe(0);
    const set = "crm_attribute --type crm_config --name maintenance-mode --update true";
    expect(await asOperator(set)).not.toBe(0);
    await expectStableAndGone();
    await onBoth(lab, "userdel operator9");
  }, 300_000);

  test("clones of groups, sets, a tag: members start on every node, in the order of the sets", async () => {
    await up({
      options: { is: "Properties", stonithEnabled: false },
      a: { ...dummy },
      b: { ...dummy },
      c: { ...dummy },
      d: { ...dummy },
      base: { is: "Group", members: ["@a", "@b"], clone: { meta: { interleave: true } } },
      both: { is: "Tag", objects: ["@c", "@d"] },
      order: {
        is: "Order",
        sets: [
          { resources: ["@base"], sequential: false },
          { resources: ["@c", "@d"], sequential: false },
        ],
      },
      home: { is: "Location", resource: "both", node: "rsha2" },
    });
    await quiet(lab);
    const { resources } = await clusterStatus(lab);
    const places = Object.fromEntries(["a", "b", "c", "d"].map((id) => [id, resources[id]]));
    expect(places).toEqual({
      a: ["rsha1", "rsha2"],
      b: ["rsha1", "rsha2"],
      c: ["rsha2"],
      d: ["rsha2"],
    });
    await expectStableAndGone();
  }, 300_000);

  test("ResourceTemplate, parameterSets: a primitive has the template's agent, and parameters of its node", async () => {
    const state = (node: string): string => `/run/of-${node}`;
    const set = (node: "rsha1" | "rsha2") => ({
      rule: { attribute: "#uname", operation: "eq", value: node } as const,
      score: 1,
      values: { state: state(node) },
    });
    await up({
      options: { is: "Properties", stonithEnabled: false },
      model: { is: "Template", agent: "ocf:pacemaker:Dummy", meta: { migrationThreshold: 3 } },
      made: {
        is: "Primitive",
        template: "@model",
        parameterSets: [set("rsha1"), set("rsha2")],
      },
    });
    await quiet(lab);
    const [node = ""] = await placesOf("made");
    expect(await on(lab, node as "rsha1", `ls ${state(node)}`)).toBe(state(node));
    await expectStableAndGone();
  }, 300_000);

  test("ResourceDefaults: a set with a rule is for the resources of its agent only", async () => {
    await up({
      options: { is: "Properties", stonithEnabled: false },
      rest: {
        is: "ResourceDefaults",
        rule: { resource: { class: "ocf", provider: "pacemaker", type: "Dummy" } },
        values: { targetRole: "Stopped" },
      },
      resting: { ...dummy },
      running: { is: "Primitive", agent: "ocf:pacemaker:Stateful" },
    });
    await quiet(lab);
    expect([await placesOf("resting"), (await placesOf("running")).length]).toEqual([[], 1]);
    await expectStableAndGone();
  }, 300_000);

  test("Bundle, Alert: Preflight names the container engine and the script that a node lacks, together", async () => {
    stack.declare({
      ready: {
        is: "Preflight",
        containerEngines: ["podman"],
        scripts: ["/usr/local/bin/paging"],
      },
    });
    const { exitCode, output } = await stack.up();
    expect(exitCode).not.toBe(0);
    for (const node of ["rsha1", "rsha2"])
      for (const lacking of ["podman", "/usr/local/bin/paging"])
        expect(output).toMatch(new RegExp(`${node}.*${lacking}`));
  }, 300_000);
});
