import { meaning } from "../../cman/meaning";
import { fixture } from "../../helpers";
import { type NodeName, nodeNames } from "../../lab/cluster/addresses";
import type { Lab } from "../../lab/cluster/lab";
import { describeOnStandin, quiet } from "../support/cluster";
import { cmanConfig, cmanProgram as program } from "../support/cman-program";
import { changing, mark, operationsSince } from "../support/operations";
import { clusterStatus } from "../support/cluster-status";
import { on, onBoth } from "../support/shell";
import { soakTest, times } from "../support/soak";
import { changes, counts, diagnostics, failure } from "../cli/output";
import { Stack } from "../cli/stack";

describeOnStandin("the guide's whole stack with CMAN, on the stand-in for EL6", (lab: Lab) => {
  let stack: Stack;

  const config = (more: object): Record<string, unknown> => cmanConfig(lab, more);
  const declare = (more: object): void => stack.configure({ config: config(more) });
  const sh = (node: NodeName, script: string): Promise<string> => on(lab, node, script);
  const both = (script: string): Promise<string[]> => onBoth(lab, script);

  const CONF = "/etc/cluster/cluster.conf";
  const conf = (): Promise<string[]> => both(`cat ${CONF}`);
  const guide = meaning(fixture("cluster-conf/guide-udpu.conf"));

  /** Every value that the guide's commands put into cluster.conf is another one, but for the names of the hosts. */
  const everyValue = (version: number): string => `
    sed -i 's/config_version="[0-9]*"/config_version="${version}"/; s/name="pacemaker1"/name="other"/
      s/name="rsha2" nodeid="2"[^>]*/name="rsha2" nodeid="2" votes="2"/; s/two_node="1"/two_node="0"/; s/expected_votes="1"/expected_votes="3"/
      s/transport="udpu"/transport="udp"/; s/"fence_pcmk"/"fence_apc"/;
      s/port="rsha1"/port="rsha9"/' ${CONF}`;
  /** A method may have any name; on one node alone it differs all the same. */
  const otherMethod = `sed -i 's/method name="pcmk-redirect"/method name="mine"/' ${CONF}`;
  /** In words, as `drift` of a node tells it. */
  const EVERY_VALUE = [
    "clusterName: other, not pacemaker1",
    "nodes: rsha2: votes 2, not rsha2: votes 1",
    "twoNode: two_node=0, expected_votes=3, not two_node=1, expected_votes=1",
    "transport: udp, not udpu",
    "fencing: device pcmk: fence_apc, not device pcmk: fence_pcmk",
    "fencing: rsha1: mine by pcmk (port), not rsha1: pcmk-redirect by pcmk (port)",
    "fencing: rsha2: mine by pcmk (port), not rsha2: pcmk-redirect by pcmk (port)",
  ];

  beforeAll(async () => {
    stack = await Stack.make(lab, {
      files: { "index.ts": program },
      config: config({ transport: "udpu" }),
    });
  }, 240_000);
  afterAll(() => stack.discard());

  test("reports everything that is wrong on the nodes in one error, and starts nothing", async () => {
    await sh(
      "rsha1",
      "cp /bin/sleep /run/NetworkManager; /run/NetworkManager 600 >/dev/null 2>&1 &",
    );
    await sh("rsha2", "hostname other");
    const up = await stack.up();
    await sh("rsha1", "pkill -x NetworkManager; rm /run/NetworkManager");
    await sh("rsha2", "hostname rsha2");
    expect([up.exitCode, diagnostics(up).pacemaker1]).toEqual([
      1,
      [
        'error: nodes: the host name of rsha2 is other (uname -n), and CMAN looks for that name in cluster.conf; declare name: "other", or rename the host',
        "rsha1: NetworkManager runs, and CMAN does not start beside it; run `service NetworkManager stop; chkconfig NetworkManager off` there",
      ],
    ]);
    expect(
      await both("service cman status || true; ls /etc/cluster | grep -c conf || true"),
    ).toEqual(Array(2).fill("corosync is stopped\n0"));
  }, 60_000);

  test("creates the guide's configuration on bare nodes in one up, with the file that ccs writes", async () => {
    await both("chkconfig abiquo-tomcat on");
    expect(failure(await stack.up())).toBe("");
    const { online, resources, compounds } = await clusterStatus(lab);
    const services = ["vm_repository", "ClusterIP", "tomcat-service"];
    const [home = ""] = resources.ClusterIP ?? [];
    expect({ online, resources, compounds }).toEqual({
      online: ["rsha1", "rsha2"],
      resources: {
        ...Object.fromEntries(services.map((name) => [name, [home]])),
        ping: ["rsha1", "rsha2"],
      },
      compounds: { abiquo_rs: services, "ping-clone": ["ping"] },
    });
    const [here = "", there] = await conf();
    expect(there).toBe(here);
    expect(meaning(here)).toEqual(guide);
    const looks =
      "cat /etc/sysconfig/cman; chkconfig cman && chkconfig pacemaker && echo on; chkconfig abiquo-tomcat || echo off; stat -c '%a %U' /etc/cluster/cluster.conf";
    expect(await both(looks)).toEqual(Array(2).fill("CMAN_QUORUM_TIMEOUT=0\non\noff\n640 root"));
  }, 240_000);

  soakTest?.(
    "finds each value of the guide that was changed by hand on a node, and restores it without a restart",
    async () => {
      await sh("rsha1", "echo '# mine' >> /etc/sysconfig/cman");
      await sh(
        "rsha2",
        `sed -i 's/TIMEOUT=0/TIMEOUT=45/' /etc/sysconfig/cman; chkconfig cman off; ${everyValue(5)}; ${otherMethod}`,
      );
      const started = await both("pidof corosync pacemakerd");
      const preview = await stack.preview("--refresh", "--diff");
      expect(changes(preview).pacemaker1).toEqual([
        "~ nodes: [",
        "~ [1]: {",
        "- drift: [",
        ...[
          "cluster.conf has version 5, that of rsha1 1",
          ...EVERY_VALUE,
          "cman and pacemaker do not both start at boot",
          "CMAN_QUORUM_TIMEOUT is 45 in /etc/sysconfig/cman, not 0",
        ].map((words, i) => `-     [${i}]: "${words}"`),
      ]);
      const up = await stack.up("--refresh");
      expect(failure(up)).toBe("");
      expect(diagnostics(up)["live-live"]).toEqual([
        "pacemaker1: cluster.conf on rsha2 (version 5) differs from that on rsha1 (version 1), which counts: CMAN runs with it",
      ]);
      expect(up.output).toContain("pacemaker1: writing version 6 of cluster.conf to rsha1, rsha2");
      expect(await both("cman_tool version; chkconfig cman && echo on")).toEqual(
        Array(2).fill("6.2.0 config 6\non"),
      );
      expect(await both("cat /etc/sysconfig/cman")).toEqual([
        "CMAN_QUORUM_TIMEOUT=0\n# mine",
        "CMAN_QUORUM_TIMEOUT=0",
      ]);
      expect((await conf()).map(meaning)).toEqual([guide, guide]);
      expect(await both("pidof corosync pacemakerd")).toEqual(started);
    },
    120_000,
  );

  soakTest?.(
    "finds each value that was changed by hand and activated on every node, and restores it",
    async () => {
      await both(everyValue(7));
      await sh("rsha2", "cman_tool version -r -S");
      const started = await both("pidof corosync pacemakerd");
      const preview = await stack.preview("--refresh", "--diff");
      expect(changes(preview).pacemaker1).toEqual([
        '~ clusterName: "other" => "pacemaker1"',
        '- fencing    : "device pcmk: fence_apc; rsha1: pcmk-redirect by pcmk (port), with other values"',
        "~ nodes      : [",
        "~ [1]: {",
        "- votes: 2",
        '~ transport  : "udp" => "udpu"',
        "- twoNode    : false",
      ]);
      const up = await stack.up("--refresh");
      expect(failure(up)).toBe("");
      expect((await conf()).map(meaning)).toEqual([guide, guide]);
      expect(
        await both("cman_tool version; cman_tool status | grep -E '^(Cluster Name|Flags)'"),
      ).toEqual(Array(2).fill("6.2.0 config 8\nCluster Name: pacemaker1\nFlags: 2node"));
      expect(await both("pidof corosync pacemakerd")).toEqual(started);
    },
    120_000,
  );

  soakTest?.(
    "finds each changed value of the guide in Pacemaker's configuration, and restores it",
    async () => {
      const since = await mark(lab);
      await sh(
        "rsha1",
        `set -e
      crm_attribute --type crm_config --name maintenance-mode --update true # nothing follows from what comes now
      crm_attribute --type crm_config --name stonith-enabled --update true
      crm_attribute --type crm_config --name no-quorum-policy --update stop
      crm_attribute --type rsc_defaults --name resource-stickiness --update 7
      crm_resource --resource vm_repository --set-parameter device --parameter-value /srv
      crm_resource --resource vm_repository --set-parameter directory --parameter-value /mnt
      crm_resource --resource vm_repository --set-parameter fstype --parameter-value ext4
      crm_resource --resource vm_repository --set-parameter options --parameter-value ro
      crm_resource --resource ClusterIP --set-parameter ip --parameter-value 10.9.9.9
      crm_resource --resource ClusterIP --set-parameter cidr_netmask --parameter-value 25
      cibadmin --modify --xml-text '<primitive id="tomcat-service" type="procps"/>'
      for name in host_list timeout attempts; do
        crm_resource --resource ping --set-parameter $name --parameter-value 9
      done
      cibadmin --modify --xml-text '<rsc_colocation id="colocation-abiquo_rs-ping-clone-INFINITY" score="5"/>'`,
      );
      const preview = await stack.preview("--refresh", "--diff");
      const { floatingIp, gateway, repository, service } = lab.facts();
      expect(changes(preview)).toEqual({
        options: [
          '~ noQuorumPolicy  : "stop" => "ignore"',
          "~ resourceDefaults: {",
          "~ resourceStickiness: 7 => 100",
          "~ stonithEnabled  : true => false",
        ],
        vm_repository: [
          `~ device   : "/srv" => "${repository.device}"`,
          `~ directory: "/mnt" => "${repository.directory}"`,
          `~ fstype   : "ext4" => "${repository.fstype}"`,
          `~ options  : "ro" => "${repository.options}"`,
        ],
        ClusterIP: ["~ cidrNetmask: 25 => 24", `~ ip         : "10.9.9.9" => "${floatingIp}"`],
        "tomcat-service": [`~ service: "procps" => "${service}"`],
        ping: [
          "~ attempts: 9 => 3",
          "~ hostList: [",
          `~ [0]: "9" => "${gateway}"`,
          "~ timeout : 9 => 5",
        ],
        "abiquo_rs-with-ping": ['~ score: "5" => "INFINITY"'],
      });
      expect(failure(await stack.up("--refresh"))).toBe("");
      await sh("rsha1", "crm_attribute --type crm_config --name maintenance-mode --delete");
      await quiet(lab);
      expect(changing(await operationsSince(lab, since))).toEqual([]);
      expect(failure(await stack.preview("--refresh", "--expect-no-changes"))).toBe("");
    },
    120_000,
  );

  soakTest?.(
    "activates what CMAN accepts while it runs, and queries every node",
    async () => {
      const started = await both("pidof corosync pacemakerd");
      declare({ transport: "udpu", totem: { token: 20_000 }, logging: { debug: "on" } });
      expect(failure(await stack.up())).toBe("");
      expect(await both("cman_tool version; pidof corosync pacemakerd")).toEqual(
        started.map((pids) => `6.2.0 config 9\n${pids}`),
      );
      expect(await sh("rsha1", "grep -E '<(totem|logging)' /etc/cluster/cluster.conf")).toBe(
        '<totem token="20000"/>\n  <logging debug="on"/>',
      );
    },
    120_000,
  );

  soakTest?.(
    "writes fence devices of CMAN while it runs, and shows their passwords nowhere",
    async () => {
      const password = "canary-of-the-fence-device";
      const parameters = { ipaddr: "10.9.9.9", login: "admin", passwd: password };
      const fencing = {
        devices: [{ name: "ipmi", agent: "fence_ipmilan", parameters }],
        methods: nodeNames.map((node) => ({ node, name: "power", devices: [{ name: "ipmi" }] })),
      };
      declare({ transport: "udpu", totem: { token: 20_000 }, logging: { debug: "on" }, fencing });
      const shown = [await stack.preview("--diff"), await stack.up()];
      expect(shown.map(failure)).toEqual(["", ""]);
      const written = `grep -c 'passwd="${password}"' ${CONF}; grep -c pcmk ${CONF} || true`;
      expect(await both(`${written}; cman_tool version`)).toEqual(
        Array(2).fill("1\n0\n6.2.0 config 10"),
      );
      await both(`sed -i 's/passwd="[^"]*"/passwd="canary-of-somebody"/' ${CONF}`);
      const drifted = await stack.preview("--refresh", "--diff");
      expect(changes(drifted).pacemaker1?.slice(0, 2)).toEqual([
        "- fencing: [secret]",
        "+ fencing: {",
      ]);
      expect(failure(await stack.up("--refresh"))).toBe("");
      expect(await both(written)).toEqual(Array(2).fill("1\n0"));
      declare({ transport: "udpu", totem: { token: 20_000 }, logging: { debug: "on" } });
      expect(failure(await stack.up())).toBe("");
      expect(await both(written)).toEqual(Array(2).fill("0\n5"));
      const texts = [...shown, drifted].map((run) => run.output).join("");
      expect(`${texts}${await stack.exported()}`).not.toContain("canary-of");
    },
    120_000,
  );

  soakTest?.(
    "completes a run that was killed between the copies",
    async () => {
      await sh(
        "rsha1",
        `sed -i 's/config_version="12"/config_version="13"/; s/token="20000"/token="30000"/' /etc/cluster/cluster.conf`,
      );
      declare({ transport: "udpu", totem: { token: 30_000 }, logging: { debug: "on" } });
      expect(failure(await stack.up())).toBe("");
      expect(
        await both("cman_tool version; grep -o 'token=.*\"' /etc/cluster/cluster.conf"),
      ).toEqual(Array(2).fill('6.2.0 config 13\ntoken="30000"'));
    },
    120_000,
  );

  test("refuses what needs a restart of the whole cluster", async () => {
    declare({ transport: "udp" });
    expect(diagnostics(await stack.preview())["live-live"]).toEqual([
      'pacemaker1: transport (udpu to udp) changes only while CMAN is stopped on every node: up refuses it, unless restartPolicy is "all"',
    ]);
    const refused = await stack.up();
    expect([refused.exitCode, diagnostics(refused).pacemaker1]).toEqual([
      1,
      [
        'error: transport: the cluster has udpu, not udp; CMAN applies this change only after a stop of all nodes: set restartPolicy: "all" to stop and start all services now, or declare the present value',
      ],
    ]);
  }, 60_000);

  soakTest?.(
    "restarts the whole cluster where the program permits it",
    async () => {
      declare({ transport: "udp", restartPolicy: "all" });
      expect(failure(await stack.up())).toBe("");
      expect(await both("cman_tool status | grep -E '^(Nodes|Multicast)'")).toEqual(
        Array(2).fill("Nodes: 2\nMulticast addresses: 239.192.165.23"),
      );
    },
    240_000,
  );

  test("stops everything on destroy, and keeps cluster.conf under another name, and the line in sysconfig", async () => {
    const destroyed = await stack.destroy();
    expect([failure(destroyed), counts(destroyed)]).toEqual(["", ["- 10 deleted"]]);
    const looks = `ls -A /etc/cluster; cat /etc/sysconfig/cman 2>/dev/null
      service pacemaker status; service cman status; chkconfig cman || echo off; mountpoint -q /opt/vm_repository || echo clean`;
    const left = "pacemakerd is stopped\ncorosync is stopped\noff\nclean";
    const removed = `cluster.conf.removed-${times(1, 14)}`;
    const mine = times("", "# mine\n");
    expect(await both(looks)).toEqual([`${removed}\n${mine}${left}`, `${removed}\n${left}`]);
  }, 120_000);
});
