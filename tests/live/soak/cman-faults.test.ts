import { type NodeName, nodeNames } from "../../lab/cluster/addresses";
import type { Lab } from "../../lab/cluster/lab";
import { waitUntil } from "../../lab/cluster/wait";
import { fixture } from "../../helpers";
import { describeOnStandin } from "../support/cluster";
import { killed } from "../support/killing";
import type { Declaration } from "../programs/declared";
import { tried } from "../support/soak";
import { activateWhileSuspended } from "../support/node-faults";
import { on, onBoth } from "../support/shell";
import { type Ended, diagnostics, failure } from "../cli/output";
import { Stack } from "../cli/stack";

const HEADING = "CMAN (on a stand-in for EL6)";

/** Configuration of a corosync that was started before the cluster existed. */
const COROSYNC = `totem {
  version: 2
  cluster_name: theirs
  transport: udpu
}
nodelist {
  node {
    ring0_addr: rsha1
    nodeid: 1
  }
}
quorum {
  provider: corosync_votequorum
}`;

describeOnStandin("CmanCluster with failing nodes, on the stand-in for EL6", (lab: Lab) => {
  let stack: Stack;

  const declare = (more: object = {}, names: readonly string[] = nodeNames): void => {
    const { nodes, connection } = lab.connection();
    const own = nodes.filter((n) => names.includes(n.name));
    const pacemaker1 = { is: "Cman", nodes: own, connection, ...more } as Declaration[string];
    stack.declare({ pacemaker1 });
  };
  const sh = (node: NodeName, script: string): Promise<string> => on(lab, node, script);
  const both = (script: string): Promise<string[]> => onBoth(lab, script);
  const told = (run: Ended): string[] => diagnostics(run).pacemaker1 ?? [];
  const NOTHING_RUNS = Array<string>(2).fill("corosync is stopped");

  beforeAll(async () => {
    stack = await Stack.make(lab);
  }, 120_000);
  afterAll(() => stack.remove(), 120_000);

  type Obstacle = [what: string, NodeName, make: string, mend: string, message: RegExp];
  const obstacles: readonly Obstacle[] = [
    [
      "with another host name",
      "rsha2",
      "hostname other",
      "hostname rsha2",
      /^error: nodes: the host name of rsha2 is other \(uname -n\), and CMAN looks for that name in cluster\.conf; declare name: "other", or rename the host$/,
    ],
    [
      "with NetworkManager",
      "rsha1",
      "cp /bin/sleep /run/NetworkManager; /run/NetworkManager 600 >/dev/null 2>&1 &",
      "pkill -x NetworkManager; rm /run/NetworkManager",
      /^error: rsha1: NetworkManager runs, and CMAN does not start beside it; run `service NetworkManager stop; chkconfig NetworkManager off` there$/,
    ],
    [
      "whose corosync was started by hand",
      "rsha1",
      `echo '${COROSYNC}' > /etc/corosync/corosync.conf; corosync`,
      "pkill -x corosync; while pidof corosync; do sleep 0.1; done; rm /etc/corosync/corosync.conf",
      /^error: rsha1: corosync runs without CMAN, which starts its own; run `service corosync stop; chkconfig corosync off` there$/,
    ],
    [
      "whose cluster.conf is not XML",
      "rsha2",
      "echo '<cluster name=' > /etc/cluster/cluster.conf",
      "grep -q 'name=$' /etc/cluster/cluster.conf && rm /etc/cluster/cluster.conf",
      /^error: rsha2: \/etc\/cluster\/cluster\.conf cannot be understood: line \d+: .*; it was left as it is: correct it, or move it away if the node is in no cluster$/,
    ],
    [
      "whose name another node resolves to loopback",
      "rsha1",
      "cp /etc/hosts /run/hosts; sed 's/^.*rsha2/127.0.1.1 rsha2/' /run/hosts > /etc/hosts",
      "cat /run/hosts > /etc/hosts; rm /run/hosts",
      /^error: rsha1: the name rsha2 resolves to 127\.0\.1\.1, which no other node reaches; correct \/etc\/hosts or DNS there$/,
    ],
  ];
  test.each(obstacles)(
    "refuses a node %s and starts nothing",
    async (_what, node, make, mend, message) => {
      await sh(node, make);
      declare();
      const up = await stack.up();
      await sh(node, mend);
      expect([up.exitCode, told(up)]).toEqual([1, [expect.stringMatching(message)]]);
      const looks = "service cman status || true; ls /etc/cluster | grep -c conf || true";
      expect(await both(looks)).toEqual(Array<string>(2).fill("corosync is stopped\n0"));
    },
    60_000,
  );

  test("starts nothing if a node cannot be reached", async () => {
    await lab.fault("ssh-cut", "rsha2");
    declare();
    const up = await stack.up();
    await lab.fault("ssh-back", "rsha2");
    expect([up.exitCode, told(up).at(-1)]).toEqual([
      1,
      expect.stringMatching(/rsha2: .*; bring the node up, or remove it from nodes for now$/),
    ]);
    expect(await both("service cman status || true")).toEqual(NOTHING_RUNS);
  }, 90_000);

  const CONF = "/etc/cluster/cluster.conf";
  const raise = (version: number): string =>
    `sed -i 's/config_version="[0-9]*"/config_version="${version}"/' ${CONF}`;
  const versions = (): Promise<string[]> =>
    both(
      `cman_tool version; cman_tool status | grep Flags | xargs; grep -c 'token="12000"' ${CONF}`,
    );
  const running = (version: number): string[] =>
    Array<string>(2).fill(`6.2.0 config ${version}\nFlags: 2node\n1`);

  test("uses the newer of two files and reports it", async () => {
    const guide = fixture("cluster-conf/guide.conf");
    const newer = guide.replace("<cman ", '<totem token="12000"/>\n  <cman ');
    await sh("rsha1", `cat > ${CONF} <<'EOF'\n${guide}EOF`);
    await sh("rsha2", `cat > ${CONF} <<'EOF'\n${newer}EOF\n${raise(12)}`);
    declare();
    const up = await stack.up();
    expect([failure(up), diagnostics(up)["live-live"]?.slice(0, 2)]).toEqual([
      "",
      [
        "pacemaker1: is already there, taken over",
        "pacemaker1: cluster.conf on rsha1 (version 9) differs from that on rsha2 (version 12), which counts: its version is the highest",
      ],
    ]);
    expect(up.output).toContain("pacemaker1: writing version 12 of cluster.conf to rsha1");
    expect(up.output).toContain("pacemaker1: starting rsha1, rsha2");
    expect(await versions()).toEqual(running(12));
  }, 180_000);

  test("completes a suspended node with an older file in the next up", async () => {
    await sh("rsha1", `${raise(13)} && cman_tool version -r -S`);
    const refreshed = await stack.preview("--refresh", "--diff");
    expect(refreshed.output).toContain(
      "CMAN has not taken the version of cluster.conf that the others run with",
    );
    expect(failure(await stack.up("--refresh"))).toBe("");
    expect(await versions()).toEqual(running(13));
  }, 120_000);

  test("raises the version for all if a node stays suspended with the newest one", async () => {
    await sh("rsha1", `${raise(14)} && cman_tool version -r -S`);
    await sh("rsha2", activateWhileSuspended(raise(14)));
    await sh("rsha2", "sleep 3");
    expect(await versions()).toEqual([running(14)[0], "6.2.0 config 14\nFlags: 2node Error\n1"]);
    expect(failure(await stack.up("--refresh"))).toBe("");
    expect(await versions()).toEqual(running(15));
    expect(failure(await stack.preview("--refresh", "--expect-no-changes"))).toBe("");
  }, 120_000);

  test("completes a run that was killed between the copies and their activation", async () => {
    await both("echo slow-reload > /etc/el6-standin-faults");
    declare({ logging: { debug: true } });
    const activates = "pgrep -f 'cman_tool [v]ersion -r' || true";
    const isThere = async (): Promise<boolean> => (await both(activates)).some((pid) => pid !== "");
    expect(await killed(stack.begin("up"), "kill -9 of the CLI", isThere)).toBeDefined();
    await both(`pkill -9 -f 'cman_tool [v]ersion -r'; rm /etc/el6-standin-faults`);
    const copied = "grep -c '<logging debug=\"on\"/>' /etc/cluster/cluster.conf; cman_tool version";
    expect(await both(copied)).toEqual(Array<string>(2).fill("1\n6.2.0 config 15"));
    await stack.cancel();
    expect(failure(await stack.up())).toBe("");
    expect(await versions()).toEqual(running(16));
    tried(HEADING, {
      what: "kill -9 between the copies of cluster.conf and their activation",
      times: 1,
      lost: 0,
    });
  }, 180_000);

  test("leaves the other nodes unchanged if a node dies during its copy", async () => {
    await sh("rsha2", "echo slow-validate > /etc/el6-standin-faults");
    declare({ logging: { debug: false } });
    const run = stack.begin("up");
    const copying = "pgrep -f '[c]cs_config_validate -f' || true";
    const isThere = async (): Promise<boolean> => (await sh("rsha2", copying)) !== "";
    await waitUntil("the copy is under way", 60, isThere, 50);
    await lab.fault("node-dead", "rsha2");
    const up = await run.ended;
    expect([up.exitCode, told(up)]).toEqual([1, [expect.stringMatching(/^error: rsha2: /)]]);
    expect(
      await sh(
        "rsha1",
        `cman_tool version; grep -c 'debug="on"' ${CONF}; ls -A /etc/cluster | xargs`,
      ),
    ).toBe("6.2.0 config 16\n1\n.quorum-timeout.found cluster.conf");
    await lab.fault("node-back", "rsha2");
    await sh("rsha2", "rm -f /etc/el6-standin-faults");
    const isBack = async (): Promise<boolean> =>
      (await sh("rsha1", "cman_tool status | grep Nodes:")) === "Nodes: 2";
    await waitUntil("rsha2 has started its cluster by itself", 90, isBack);
    expect(failure(await stack.up())).toBe("");
    expect(await both(`cman_tool version; grep -c 'debug="off"' ${CONF}`)).toEqual(
      Array<string>(2).fill("6.2.0 config 17\n1"),
    );
    tried(HEADING, {
      what: "node that dies while cluster.conf is copied to it",
      times: 1,
      lost: 0,
    });
  }, 300_000);

  test("finds a stopped node and starts it again", async () => {
    await sh("rsha2", "service pacemaker stop");
    const preview = await stack.preview("--refresh", "--diff");
    expect(preview.output).toMatch(/cman does not run[^]*pacemaker does not run/);
    expect(failure(await stack.up("--refresh"))).toBe("");
    expect(await both("cman_tool status | grep Nodes:")).toEqual(Array<string>(2).fill("Nodes: 2"));
  }, 180_000);

  test("removes a node and adds it again while the other node keeps running", async () => {
    const pid = await sh("rsha1", "pidof corosync");
    declare({}, ["rsha1"]);
    expect(failure(await stack.up())).toBe("");
    expect([
      await sh(
        "rsha1",
        "cman_tool nodes -F name,type; cibadmin -Q | grep -c 'uname=\"rsha2\"' || true; pidof corosync",
      ),
      await sh(
        "rsha2",
        "service cman status || true; chkconfig cman || echo off; ls -A /etc/cluster | grep removed",
      ),
    ]).toEqual([
      `rsha1 M \n0\n${pid}`,
      expect.stringMatching(/^corosync is stopped\noff\ncluster\.conf\.removed-\d+$/),
    ]);
    declare();
    expect(failure(await stack.up())).toBe("");
    expect(await both("cman_tool status | grep Nodes:")).toEqual(Array<string>(2).fill("Nodes: 2"));
    expect(await sh("rsha1", "pidof corosync")).toBe(pid);
  }, 240_000);

  const down = async (): Promise<void> => {
    declare();
    expect(failure(await stack.destroy())).toBe("");
  };
  const complete = async (): Promise<void> => {
    expect(failure(await stack.up())).toBe("");
    expect(await both("cman_tool status | grep Nodes:; fence_tool ls | grep wait")).toEqual(
      Array<string>(2).fill("Nodes: 2\nwait state    none"),
    );
  };

  test("reports a start that fails on one node with its cause, and completes it", async () => {
    await down();
    await sh("rsha2", "echo cman-start > /etc/el6-standin-faults");
    const up = await stack.up();
    await sh("rsha2", "rm /etc/el6-standin-faults");
    expect([up.exitCode, told(up).at(-1)]).toEqual([
      1,
      expect.stringMatching(/^\* rsha2: cman does not start: corosync exited immediately/),
    ]);
    expect(await sh("rsha1", "fence_tool ls | grep wait")).toBe("wait state    fencing");
    await complete();
    tried(HEADING, { what: "start that fails on one node", times: 1, lost: 0 });
  }, 300_000);

  test("ends a start script that calls itself without end", async () => {
    await down();
    await sh("rsha2", "printf 'cman-start\\nendless-start\\n' > /etc/el6-standin-faults");
    const up = await stack.up();
    expect([up.exitCode, told(up).at(-1)]).toEqual([
      1,
      "* rsha2: cman does not start: `service cman start` did not end within 180 s and was stopped there; look at /var/log/cluster/corosync.log and fenced.log there, and run pulumi up again",
    ]);
    expect(await sh("rsha2", "pgrep -f '[i]nit.d/cman' || echo none")).toBe("none");
    await sh("rsha2", "rm /etc/el6-standin-faults");
    await complete();
    tried(HEADING, { what: "init script of cman that does not end", times: 1, lost: 0 });
  }, 400_000);

  test("reports nodes that wait for fencing because they do not see each other, and joins them later", async () => {
    await down();
    await lab.fault("partition");
    declare({ waitTimeout: "20s" });
    const up = await stack.up();
    await lab.fault("partition-healed");
    expect([up.exitCode, told(up).join("\n")]).toEqual([
      1,
      expect.stringContaining(
        "fenced waits for a fencing that does not succeed (fence_tool ls); start CMAN on the node that is away, or give Pacemaker a fence device",
      ),
    ]);
    declare();
    await complete();
    tried(HEADING, { what: "start of nodes that do not see each other", times: 1, lost: 0 });
  }, 400_000);

  const STAYS = "echo dlm-stays > /etc/el6-standin-faults";
  const STOPS = "rm /etc/el6-standin-faults";
  const stillRuns = expect.stringMatching(
    /rsha2: corosync still runs after `service pacemaker stop` \(Stopping dlm_controld\.\.\. \[FAILED\]\); nothing was written, moved or started on any node; /,
  ) as string;
  const looks = `service cman status || true; grep -c 'transport="udpu"' ${CONF} || true`;

  test("starts no second cluster beside one that did not stop, whatever the exit code", async () => {
    declare();
    await complete();
    await sh("rsha2", STAYS);
    declare({ transport: "udpu", restartPolicy: "all" });
    for (let again = 0; again < 2; again++) {
      const up = await stack.up();
      expect([up.exitCode, told(up).at(-1)]).toEqual([1, stillRuns]);
      expect(await both(looks)).toEqual([
        "corosync is stopped\n0",
        "fenced dead but pid file exists\n0",
      ]);
    }
    await sh("rsha2", STOPS);
    await complete();
    expect(await both(looks)).toEqual(Array<string>(2).fill("cluster is running.\n1"));
    tried(HEADING, { what: "stop that exits with 0 and stops nothing", times: 2, lost: 0 });
  }, 400_000);

  test("does not report a cluster as destroyed, nor a node as removed, that still runs", async () => {
    await sh("rsha2", STAYS);
    declare({ transport: "udpu", restartPolicy: "all" }, ["rsha1"]);
    const up = await stack.up();
    expect([up.exitCode, told(up).at(-1)]).toEqual([1, stillRuns]);
    declare({ transport: "udpu" });
    const destroy = await stack.destroy();
    expect([destroy.exitCode, destroy.output]).toEqual([1, stillRuns]);
    const files = `ls ${CONF}; chkconfig cman && echo on`;
    expect(await both(files)).toEqual(Array<string>(2).fill(`${CONF}\non`));
    await sh("rsha2", STOPS);
    await down();
    expect(await both("service cman status || true")).toEqual(NOTHING_RUNS);
  }, 300_000);
});
