import { type NodeName, nodeNames } from "../lab/addresses";
import { type Lab, openLab } from "../lab/lab";
import { el6LabOf } from "../lab/record";
import { describeLive } from "./cluster";
import type { Declaration } from "./programs/declared";
import { times } from "./soak";
import { type Ended, Stack, diagnostics } from "./stack";

/** Tests that only the run with everything has. */
const soakTest = times(undefined, test);

describeLive("CMAN that cannot do what is declared, on the stand-in for EL6", (own: Lab) => {
  const lab = openLab(el6LabOf(own.name), "el6-standin");
  let stack: Stack;

  const declare = (more: object = {}, names: readonly string[] = nodeNames): void => {
    const { nodes, connection } = lab.connection();
    const own = nodes.filter((n) => names.includes(n.name));
    const pacemaker1 = { is: "Cman", nodes: own, connection, ...more } as Declaration[string];
    stack.declare({ pacemaker1 });
  };
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
  const told = (run: Ended): string[] => diagnostics(run).pacemaker1 ?? [];
  const NOTHING_RUNS = Array<string>(2).fill("corosync is stopped\n");

  beforeAll(async () => {
    await lab.up();
    stack = await Stack.make(lab);
  }, 120_000);
  afterAll(async () => {
    await stack.remove();
    await lab.down();
  }, 120_000);

  test.each<[string, NodeName, string, string, RegExp]>([
    [
      "whose name is another one",
      "rsha2",
      "hostname other",
      "hostname rsha2",
      /^error: nodes: rsha2 calls itself other \(uname -n\), and CMAN looks for that name in cluster\.conf; declare it as name: "other", or rename the host$/,
    ],
    [
      "with NetworkManager",
      "rsha1",
      "cp /bin/sleep /run/NetworkManager; /run/NetworkManager 600 >/dev/null 2>&1 &",
      "pkill -x NetworkManager; rm /run/NetworkManager",
      /^error: rsha1: NetworkManager runs, and CMAN does not start beside it; run `service NetworkManager stop; chkconfig NetworkManager off` there$/,
    ],
    [
      "with a file that is no XML",
      "rsha2",
      "echo '<cluster name=' > /etc/cluster/cluster.conf",
      "grep -q 'name=$' /etc/cluster/cluster.conf && rm /etc/cluster/cluster.conf",
      /^error: rsha2: \/etc\/cluster\/cluster\.conf cannot be understood: line \d+: .*; it was left as it is: correct it, or move it away if the node is in no cluster$/,
    ],
    [
      "whose name the others resolve to loopback",
      "rsha1",
      "cp /etc/hosts /run/hosts; sed 's/^.*rsha2/127.0.1.1 rsha2/' /run/hosts > /etc/hosts",
      "cat /run/hosts > /etc/hosts; rm /run/hosts",
      /^error: rsha1: the name rsha2 resolves to 127\.0\.1\.1, which no other node reaches; correct \/etc\/hosts or DNS there$/,
    ],
  ])(
    "a node %s is refused, and nothing is started",
    async (_what, node, make, mend, message) => {
      await sh(node, make);
      declare();
      const up = await stack.up();
      await sh(node, mend);
      expect([up.exitCode, told(up)]).toEqual([1, [expect.stringMatching(message)]]);
      const looks = "service cman status || true; ls /etc/cluster | grep -c conf || true";
      expect(await both(looks)).toEqual(Array<string>(2).fill("corosync is stopped\n0\n"));
    },
    60_000,
  );

  test("with a node that cannot be reached nothing is started", async () => {
    await lab.fault("ssh-cut", "rsha2");
    declare();
    const up = await stack.up();
    await lab.fault("ssh-back", "rsha2");
    expect([up.exitCode, told(up).at(-1)]).toEqual([
      1,
      expect.stringMatching(/rsha2: .*; bring it up, or leave it out of nodes for now$/),
    ]);
    expect(await both("service cman status || true")).toEqual(NOTHING_RUNS);
  }, 90_000);

  test("a node that was left with an older file, suspended, is completed by the next up", async () => {
    declare();
    expect(said(await stack.up())).toEqual(SUCCESS);
    await sh(
      "rsha1",
      `sed -i 's/config_version="1"/config_version="2"/' /etc/cluster/cluster.conf && cman_tool version -r -S`,
    );
    const refreshed = await stack.preview("--refresh", "--diff");
    expect(refreshed.output).toContain(
      "CMAN has not taken the version of cluster.conf that the others run with",
    );
    expect(said(await stack.up("--refresh"))).toEqual(SUCCESS);
    expect(await both("cman_tool version; cman_tool status | grep Flags")).toEqual(
      Array<string>(2).fill("6.2.0 config 2\nFlags: 2node \n"),
    );
  }, 180_000);

  test("a node that is stopped is found, and started again", async () => {
    await sh("rsha2", "service pacemaker stop");
    const preview = await stack.preview("--refresh", "--diff");
    expect(preview.output).toMatch(/cman does not run[^]*pacemaker does not run/);
    expect(said(await stack.up("--refresh"))).toEqual(SUCCESS);
    expect(await both("cman_tool status | grep Nodes:")).toEqual(
      Array<string>(2).fill("Nodes: 2\n"),
    );
  }, 180_000);

  test("a node is taken out, and comes back, while the other one goes on", async () => {
    const pid = await sh("rsha1", "pidof corosync");
    declare({}, ["rsha1"]);
    expect(said(await stack.up())).toEqual(SUCCESS);
    expect([
      await sh(
        "rsha1",
        "cman_tool nodes -F name,type; crm_node -l | grep -c rsha2 || true; pidof corosync",
      ),
      await sh(
        "rsha2",
        "service cman status || true; chkconfig cman || echo off; ls -A /etc/cluster | grep conf",
      ),
    ]).toEqual([`rsha1 M \n0\n${pid}`, "corosync is stopped\noff\ncluster.conf.removed-2\n"]);
    declare();
    expect(said(await stack.up())).toEqual(SUCCESS);
    expect(await both("cman_tool status | grep Nodes:")).toEqual(
      Array<string>(2).fill("Nodes: 2\n"),
    );
    expect(await sh("rsha1", "pidof corosync")).toBe(pid);
  }, 240_000);

  soakTest?.(
    "a start that fails on one node is told with its cause, and completed after the repair",
    async () => {
      declare();
      expect(said(await stack.destroy())).toEqual(SUCCESS);
      await sh("rsha2", "echo cman-start > /etc/el6-standin-faults");
      const up = await stack.up();
      await sh("rsha2", "rm /etc/el6-standin-faults");
      expect([up.exitCode, told(up).find((line) => line.includes("does not start"))]).toEqual([
        1,
        expect.stringMatching(/rsha2: cman does not start: corosync ended at once/),
      ]);
      expect(said(await stack.up())).toEqual(SUCCESS);
      expect(await both("cman_tool status | grep Nodes:")).toEqual(
        Array<string>(2).fill("Nodes: 2\n"),
      );
    },
    300_000,
  );
});
