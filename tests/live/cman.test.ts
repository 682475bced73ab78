import { readFileSync } from "node:fs";
import { join } from "node:path";
import { meaning } from "../cman/meaning";
import { fixture } from "../helpers";
import { type NodeName, nodeNames } from "../lab/addresses";
import { type Lab, openLab } from "../lab/lab";
import { checkout } from "../lab/paths";
import { el6LabOf } from "../lab/record";
import { describeLive } from "./cluster";
import { picture } from "./picture";
import { type Ended, Stack, changes, counts, diagnostics } from "./stack";

const example = readFileSync(join(checkout, "examples/abiquo-remote-services/index.ts"), "utf8");

/** The guide's program for EL6: only the kind of its cluster is another one. */
const program = example.replaceAll("CorosyncCluster", "CmanCluster");

describeLive("the guide's whole stack with CMAN, on the stand-in for EL6", (own: Lab) => {
  const lab = openLab(el6LabOf(own.name), "el6-standin");
  let stack: Stack;

  const config = (more: object): Record<string, unknown> => {
    const { floatingIp, cidrNetmask, gateway, repository, service } = lab.facts();
    const cluster = { ...lab.connection(), ...more };
    return { cluster, floatingIp, cidrNetmask, gateway, repository, service };
  };
  const declare = (more: object): void => stack.configure({ config: config(more) });
  const sh = async (node: NodeName, script: string): Promise<string> => {
    const { stdout, stderr, exitCode } = await lab.exec(node, ["sh", "-c", script]);
    if (exitCode !== 0) throw new Error(`${node}: ${script}: ${stdout}${stderr}`);
    return stdout;
  };
  const both = (script: string): Promise<string[]> =>
    Promise.all(nodeNames.map((node) => sh(node, script)));
  const said = ({ exitCode, output }: Ended): object => ({
    exitCode,
    output: exitCode === 0 ? "" : output,
  });
  const SUCCESS = { exitCode: 0, output: "" };

  beforeAll(async () => {
    await lab.up();
    stack = await Stack.make(lab, {
      files: { "index.ts": program },
      config: config({ transport: "udpu" }),
    });
  }, 240_000);
  afterAll(async () => {
    await stack.remove();
    await lab.down();
  }, 120_000);

  test("one up from bare nodes ends in the guide's picture, with the file that ccs writes", async () => {
    expect(said(await stack.up())).toEqual(SUCCESS);
    const { online, resources, compounds } = await picture(lab);
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
    const [here = "", there] = await both("cat /etc/cluster/cluster.conf");
    expect(there).toBe(here);
    expect(meaning(here)).toEqual(meaning(fixture("cluster-conf/guide-udpu.conf")));
    const looks =
      "cat /etc/sysconfig/cman; chkconfig cman && chkconfig pacemaker && echo on; stat -c '%a %U' /etc/cluster/cluster.conf";
    expect(await both(looks)).toEqual(Array(2).fill("CMAN_QUORUM_TIMEOUT=0\non\n640 root\n"));
  }, 240_000);

  test("a second up has nothing to do", async () => {
    expect(said(await stack.preview("--refresh", "--expect-no-changes"))).toEqual(SUCCESS);
  }, 60_000);

  test("what is changed by hand is found, node by node, and mended without a restart", async () => {
    await sh("rsha1", "echo '# mine' >> /etc/sysconfig/cman");
    await sh(
      "rsha2",
      `sed -i 's/TIMEOUT=0/TIMEOUT=45/' /etc/sysconfig/cman; chkconfig cman off
       sed -i 's/config_version="1"/config_version="5"/; s/two_node="1"/two_node="0"/' /etc/cluster/cluster.conf`,
    );
    const started = await both("pidof corosync pacemakerd");
    const preview = await stack.preview("--refresh", "--diff");
    expect(changes(preview).pacemaker1).toEqual([
      "~ nodes: [",
      "~ [1]: {",
      "- drift: [",
      '-     [0]: "cluster.conf has version 5, that of rsha1 1: twoNode: two_node=0, expected_votes=1, not two_node=1, expected_votes=1"',
      '-     [1]: "cman and pacemaker do not both start at boot"',
      '-     [2]: "CMAN_QUORUM_TIMEOUT is 45 in /etc/sysconfig/cman, not 0"',
    ]);
    const up = await stack.up("--refresh");
    expect(said(up)).toEqual(SUCCESS);
    expect(diagnostics(up)["live-live"]).toEqual([
      "pacemaker1: cluster.conf on rsha2 (version 5) differs from that on rsha1 (version 1), which counts: CMAN runs with it",
      "pacemaker1: cluster.conf, version 6, to rsha1, rsha2",
    ]);
    expect(await both("cman_tool version; chkconfig cman && echo on")).toEqual(
      Array(2).fill("6.2.0 config 6\non\n"),
    );
    expect(await both("cat /etc/sysconfig/cman")).toEqual([
      "CMAN_QUORUM_TIMEOUT=0\n# mine\n",
      "CMAN_QUORUM_TIMEOUT=0\n",
    ]);
    expect(await both("pidof corosync pacemakerd")).toEqual(started);
    expect(said(await stack.preview("--refresh", "--expect-no-changes"))).toEqual(SUCCESS);
  }, 120_000);

  test("what CMAN takes over while it runs is activated, and every node is asked", async () => {
    const started = await both("pidof corosync pacemakerd");
    declare({ transport: "udpu", totem: { token: 20_000 }, logging: { debug: "on" } });
    expect(said(await stack.up())).toEqual(SUCCESS);
    expect(await both("cman_tool version; pidof corosync pacemakerd")).toEqual(
      started.map((pids) => `6.2.0 config 7\n${pids}`),
    );
    expect(await sh("rsha1", "grep -E '<(totem|logging)' /etc/cluster/cluster.conf")).toBe(
      '  <totem token="20000"/>\n  <logging debug="on"/>\n',
    );
  }, 120_000);

  test("a run that was killed between the copies is completed by the next one", async () => {
    await sh(
      "rsha1",
      `sed -i 's/config_version="7"/config_version="8"/; s/token="20000"/token="30000"/' /etc/cluster/cluster.conf`,
    );
    declare({ transport: "udpu", totem: { token: 30_000 }, logging: { debug: "on" } });
    expect(said(await stack.up())).toEqual(SUCCESS);
    expect(await both("cman_tool version; grep -o 'token=.*\"' /etc/cluster/cluster.conf")).toEqual(
      Array(2).fill('6.2.0 config 8\ntoken="30000"\n'),
    );
  }, 120_000);

  test("what needs a restart of the whole cluster is refused, and done where the program says so", async () => {
    declare({ transport: "udp" });
    const refused = await stack.up();
    expect([refused.exitCode, diagnostics(refused).pacemaker1]).toEqual([
      1,
      [
        'error: transport: the cluster has udpu, not udp; CMAN changes that only when it has been stopped on every node: set restartPolicy: "all" to have all services stopped and started again now, or declare what it has',
      ],
    ]);
    declare({ transport: "udp", restartPolicy: "all" });
    expect(said(await stack.up())).toEqual(SUCCESS);
    expect(await both("cman_tool status | grep -E '^(Nodes|Multicast)'")).toEqual(
      Array(2).fill("Nodes: 2\nMulticast addresses: 239.192.165.23 \n"),
    );
  }, 240_000);

  test("destroy stops everything, keeps cluster.conf under another name, and the sysconfig line as it was found", async () => {
    const destroyed = await stack.destroy();
    expect({ ...said(destroyed), counts: counts(destroyed) }).toEqual({
      ...SUCCESS,
      counts: ["- 9 deleted"],
    });
    const looks = `ls -A /etc/cluster; cat /etc/sysconfig/cman 2>/dev/null
      service pacemaker status; service cman status; chkconfig cman || echo off; mountpoint -q /opt/vm_repository || echo clean`;
    const left = "pacemakerd is stopped\ncorosync is stopped\noff\nclean\n";
    expect(await both(looks)).toEqual([
      `cluster.conf.removed-9\n# mine\n${left}`,
      `cluster.conf.removed-9\n${left}`,
    ]);
  }, 120_000);
});
