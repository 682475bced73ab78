import type { Lab } from "../../lab/cluster/lab";
import { describeLive, ensureCluster, quiet } from "../support/cluster";
import { inNames } from "../support/distribution";
import { changing, mark, operationsSince, shown } from "../support/operations";
import { cib, epoch, clusterStatus } from "../support/cluster-status";
import type { Declaration } from "../programs/declared";
import { matrixTest, tried } from "../support/soak";
import { changes, counts, diagnostics } from "../cli/output";
import { Stack } from "../cli/stack";

const dummy = { is: "Primitive", agent: "ocf:pacemaker:Dummy" } as const;

/** Never started, because no group takes them: whatever becomes of them, no operation follows. */
const resting = { startWithGroup: true } as const;

/** Location constraints with different scores. */
const many: Declaration = Object.fromEntries(
  Array.from({ length: 6 }, (_, i) => [
    `l${i}`,
    { is: "Location", name: `l${i}`, resource: "@lone", node: "rsha1", score: i },
  ]),
);

const declared: Declaration = {
  options: {
    is: "Properties",
    stonithEnabled: false,
    noQuorumPolicy: "stop",
    maintenanceMode: false,
    symmetricCluster: true,
    clusterRecheckInterval: "10min",
    stonithTimeout: "70s",
    startFailureIsFatal: true,
    batchLimit: 0,
    properties: { "cluster-delay": "61s" },
    resourceDefaults: { resourceStickiness: 100, migrationThreshold: 5 },
    operationDefaults: { timeout: "60s" },
  },
  a: {
    ...dummy,
    startWithGroup: true,
    parameters: { fake: "one" },
    meta: { migrationThreshold: 3 },
  },
  b: {
    ...dummy,
    startWithGroup: true,
    operations: [
      { name: "monitor", interval: "9s" },
      { name: "monitor", interval: "13s", timeout: "30s" },
      { name: "start", timeout: "31s", onFail: "restart" },
    ],
  },
  g: { is: "Group", members: ["@a", "@b"], meta: { priority: 1 } },
  k: {
    ...dummy,
    clone: { meta: { interleave: true, cloneMax: 2 } },
    operations: [{ name: "monitor", interval: "21s" }],
  },
  together: { is: "Colocation", resource: "@g", with: "@k" },
  apart: {
    is: "Colocation",
    name: "apart",
    resource: "@lone",
    with: "@fs",
    score: 5,
    role: "Started",
  },
  lone: dummy,
  after: { is: "Order", name: "after", first: "@k", then: "@g", symmetrical: false },
  near: { is: "Location", name: "near", resource: "@lone", node: "rsha1", score: 50 },
  fs: {
    is: "Filesystem",
    ...resting,
    device: "/srv/nfs/vm_repository",
    directory: "/opt/vm_repository",
    fstype: "none",
    options: "bind",
    runFsck: "no",
  },
  ip: { is: "IpAddr2", ...resting, ip: "10.60.13.59", cidrNetmask: 24, nic: "eth0" },
  tomcat: { is: "Lsb", ...resting, service: "abiquo-tomcat" },
  agent: { ...dummy, ...resting },
  ping: {
    is: "Ping",
    hostList: ["127.0.0.1"],
    attribute: "reach",
    multiplier: 10,
    dampen: "1s",
    timeout: 5,
    attempts: 2,
  },
  ...many,
};

/** Behind the program's back, with every tool; each line has to succeed. */
const drift = `set -e
pcs resource defaults update resource-stickiness=7 migration-threshold=
crm_attribute --type op_defaults --name timeout --update 59s
crm_attribute --type crm_config --name no-quorum-policy --update freeze
crm_attribute --type crm_config --name maintenance-mode --delete
crm_attribute --type crm_config --name symmetric-cluster --delete
pcs property set cluster-recheck-interval=11min stonith-timeout=71s
crm configure property start-failure-is-fatal=false batch-limit=30 cluster-delay=62s
crm_resource --resource a --set-parameter fake --parameter-value two
crm_resource --meta --resource a --delete-parameter migration-threshold
cibadmin --modify --xml-text '<op id="b-monitor-interval-13s" interval="17s"/>'
cibadmin --modify --xml-text '<op id="b-start-interval-0s" timeout="32s" on-fail="block"/>'
pcs resource update k op monitor interval=22s
pcs resource meta k-clone interleave=false clone-max=
pcs resource group remove g a
pcs resource group add g a --after b
crm_resource --meta --resource g --set-parameter priority --parameter-value 2
cibadmin --delete --xml-text '<rsc_colocation id="colocation-g-k-clone-INFINITY"/>'
cibadmin --modify --xml-text '<rsc_colocation id="apart" rsc="lone" with-rsc="ip" score="-5" rsc-role="Stopped"/>'
cibadmin --modify --xml-text '<rsc_order id="after" symmetrical="true"/>'
cibadmin --modify --xml-text '<rsc_location id="near" node="rsha2" score="51"/>'
cibadmin --delete --xml-text '<rsc_location id="l0"/>'
crm_resource --resource fs --set-parameter device --parameter-value /srv
crm_resource --resource fs --set-parameter run_fsck --parameter-value force
crm_resource --resource fs --delete-parameter options
pcs resource update ip ip=10.60.13.60 cidr_netmask=25 nic=
cibadmin --modify --xml-text '<primitive id="tomcat" type="logd"/>'
cibadmin --modify --xml-text '<primitive id="agent" provider="heartbeat"/>'
pcs resource update ping host_list="127.0.0.1 127.0.0.2" multiplier=11 timeout=6 attempts=
pcs resource op remove lone monitor
`;

/** Once Pacemaker has done what follows from the rest: without a fence device it does nothing from here on. */
const stops = "crm_attribute --type crm_config --name stonith-enabled --update true";

/** What an operator may do on purpose: none of it is declared, so none of it is drift. */
const operators = `set -e
pcs node standby rsha2
crm_resource --ban -r g -N rsha2
pcs resource disable lone
pcs resource create foreign ocf:pacemaker:Dummy
pcs resource group add theirs foreign
pcs constraint location theirs avoids rsha2
crm_resource --meta --resource b --set-parameter resource-stickiness --parameter-value 5
pcs resource op add a monitor interval=61s --force
pcs resource update a op stop timeout=33s
pcs acl role create reader read xpath /cib
pcs tag create mine lone
pcs alert create id=alarm path=/bin/true
cibadmin --create --scope fencing-topology --xml-text '<fencing-level id="fl" target="rsha1" index="1" devices="dev"/>' ||
  cibadmin --create --scope configuration --xml-text '<fencing-topology><fencing-level id="fl" target="rsha1" index="1" devices="dev"/></fencing-topology>'
cibadmin --query --scope resources | sed 's|<resources>|<resources><!-- by hand -->|' | cibadmin --replace --scope resources --xml-pipe
`;

const operatorsMarks = [
  'name="standby" value="on"',
  'id="cli-ban-g-on-rsha2"',
  '<nvpair id="lone-meta_attributes-target-role" name="target-role" value="Stopped"/>',
  '<group id="theirs"',
  '<primitive id="foreign"',
  '<rsc_location id="location-theirs-rsha2--INFINITY"',
  '<nvpair id="b-meta_attributes-resource-stickiness" name="resource-stickiness" value="5"/>',
  'id="a-monitor-interval-61s"',
  'timeout="33s"',
  '<acl_role id="reader">',
  '<tag id="mine">',
  '<alert id="alarm"',
  '<fencing-level id="fl"',
  "<!-- by hand -->",
];

describeLive("Drift", (lab: Lab) => {
  let stack: Stack;
  let drifted = 0;

  async function byHand(script: string): Promise<void> {
    const { exitCode, stdout, stderr } = await lab.exec("rsha1", ["sh", "-c", script]);
    if (exitCode !== 0) throw new Error(`by hand: ${stdout}${stderr}`);
    await quiet(lab);
  }

  beforeAll(async () => {
    await ensureCluster(lab);
    stack = await Stack.make(lab, { env: { PULUMI_PACEMAKER_LOG: "debug" } });
    stack.declare(declared);
    const { exitCode, output } = await stack.up();
    if (exitCode !== 0) throw new Error(output);
  }, 300_000);
  afterAll(() => stack.discard());

  test("does not include intended changes of an operator, which stay", async () => {
    await byHand(operators);
    const before = await epoch(lab);
    const { exitCode } = await stack.up("--refresh", "--expect-no-changes");
    expect({ exitCode, epoch: await epoch(lab) }).toEqual({ exitCode: 0, epoch: before });
  }, 240_000);

  test("is shown property by property, and nothing else is shown", async () => {
    await byHand(await inNames(lab, drift));
    await byHand(await inNames(lab, stops));
    const preview = await stack.preview("--refresh", "--diff");
    expect(preview.exitCode).toBe(0);
    drifted = Object.values(changes(preview))
      .flat()
      .filter((line) => !line.endsWith("{")).length;
    expect(changes(preview)).toEqual({
      a: [
        "~ meta      : {",
        "+ migrationThreshold: 3",
        "~ parameters: {",
        '~ fake: "two" => "one"',
      ],
      after: ["~ symmetrical: true => false"],
      agent: ['~ agent: "ocf:heartbeat:Dummy" => "ocf:pacemaker:Dummy"'],
      apart: ['~ role : "Stopped" => "Started"', "~ score: -5 => 5", '~ with : "ip" => "fs"'],
      b: [
        "~ operations: [",
        "~ [1]: {",
        '~ interval: "17s" => "13s"',
        "~ [2]: {",
        '~ onFail : "block" => "restart"',
        '~ timeout: "32s" => "31s"',
      ],
      fs: [
        '~ device : "/srv" => "/srv/nfs/vm_repository"',
        '+ options: "bind"',
        '~ runFsck: "force" => "no"',
      ],
      g: [
        "~ members: [",
        '~ [0]: "b" => "a"',
        '~ [1]: "a" => "b"',
        "~ meta   : {",
        "~ priority: 2 => 1",
      ],
      ip: [
        "~ cidrNetmask: 25 => 24",
        '~ ip         : "10.60.13.60" => "10.60.13.59"',
        '+ nic        : "eth0"',
      ],
      k: [
        "~ clone     : {",
        "~ meta: {",
        "+ cloneMax  : 2",
        "~ interleave: false => true",
        "~ operations: [",
        "~ [0]: {",
        '~ interval: "22s" => "21s"',
      ],
      lone: [
        "- operations: [",
        "-     [0]: {",
        "- enabled : false",
        '- interval: "0s"',
        '- name    : "monitor"',
      ],
      near: ['~ node : "rsha2" => "rsha1"', "~ score: 51 => 50"],
      options: [
        "~ batchLimit            : 30 => 0",
        '~ clusterRecheckInterval: "11min" => "10min"',
        "+ maintenanceMode       : false",
        '~ noQuorumPolicy        : "freeze" => "stop"',
        "~ operationDefaults     : {",
        '~ timeout: "59s" => "60s"',
        "~ properties            : {",
        '~ cluster-delay: "62s" => "61s"',
        "~ resourceDefaults      : {",
        "+ migrationThreshold: 5",
        "~ resourceStickiness: 7 => 100",
        "~ startFailureIsFatal   : false => true",
        "~ stonithEnabled        : true => false",
        '~ stonithTimeout        : "71s" => "70s"',
        "+ symmetricCluster      : true",
      ],
      ping: [
        "+ attempts  : 2",
        "~ hostList  : [",
        '- [1]: "127.0.0.2"',
        "~ multiplier: 11 => 10",
        "~ timeout   : 6 => 5",
      ],
      tomcat: ['~ service: "logd" => "abiquo-tomcat"'],
    });
    expect(counts(preview)).toEqual(["+ 2 to create", "~ 14 to update", "16 changes. 6 unchanged"]);
  }, 240_000);

  test("is taken into the state by refresh", async () => {
    const refreshed = await stack.refresh();
    expect(counts(refreshed)).toEqual(["~ 14 updated", "- 2 deleted", "16 changes. 6 unchanged"]);
    const said = Object.values(diagnostics(refreshed)).flat();
    const reads = said.filter((line) => line.includes("cibadmin --query: exit 0"));
    expect([1, 2, 3]).toContain(reads.length);
  }, 240_000);

  test("is repaired by up without a restart", async () => {
    const before = await mark(lab);
    const { exitCode, output } = await stack.up();
    expect({ exitCode, output: exitCode === 0 ? "" : output }).toEqual({ exitCode: 0, output: "" });
    await quiet(lab);
    const operations = changing(await operationsSince(lab, before)).map(shown);
    expect(operations.sort()).toEqual([
      "reload-agent a on rsha1: ok",
      "start ping on rsha1: ok",
      "stop ping on rsha1: ok",
    ]);
    tried("Drift and ownership", {
      what: "values changed by hand: not shown by a preview, or not mended by an up",
      times: drifted,
      lost: 0,
    });
    const now = await cib(lab);
    expect(operatorsMarks.filter((mark) => !now.includes(mark))).toEqual([]);
  }, 240_000);

  matrixTest?.(
    "includes a deleted resource, which up creates again",
    async () => {
      await byHand("pcs resource delete b");
      const { exitCode } = await stack.up("--refresh");
      expect(exitCode).toBe(0);
      expect(await clusterStatus(lab)).toEqual({
        online: ["rsha1", "rsha2"],
        resources: {
          a: ["rsha1"],
          agent: [],
          b: ["rsha1"],
          foreign: ["rsha1"],
          fs: [],
          ip: [],
          k: ["rsha1"],
          lone: [],
          ping: ["rsha1"],
          tomcat: [],
        },
        compounds: { g: ["a", "b"], "k-clone": ["k"], "ping-clone": ["ping"], theirs: ["foreign"] },
      });
      expect((await stack.up("--refresh", "--expect-no-changes")).exitCode).toBe(0);
    },
    240_000,
  );
});
