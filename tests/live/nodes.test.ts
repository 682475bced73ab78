import { type NodeName, nodeNames } from "../lab/addresses";
import type { Lab } from "../lab/lab";
import { waitUntil } from "../lab/wait";
import { describeLive, ensureCluster, quiet } from "./cluster";
import { picture } from "./picture";
import type { Declaration } from "./programs/declared";
import { times, tried } from "./soak";
import { type Ended, Stack, diagnostics } from "./stack";

const HEADING = "Nodes that fail";
/** Tests that only the run with everything has. */
const soakTest = times(undefined, test);

const options: Declaration[string] = { is: "Properties", stonithEnabled: false };
const dummy = (fake: string): Declaration[string] => ({
  is: "Primitive",
  agent: "ocf:pacemaker:Dummy",
  parameters: { fake },
});

/** A partition in which only the first node has quorum, and back to what pcs made of two nodes. */
const unequal = `sed -i 's/two_node: 1/two_node: 0/; s/nodeid: 1$/nodeid: 1\\n        quorum_votes: 2/' /etc/corosync/corosync.conf && corosync-cfgtool -R`;
const equal = `sed -i 's/two_node: 0/two_node: 1/; /quorum_votes: 2/d' /etc/corosync/corosync.conf && corosync-cfgtool -R`;

/** No room for one more version of the configuration. */
const fill = `
mount -t tmpfs -o size=512k,mode=750,uid=hacluster,gid=haclient tmpfs /mnt && cp -a /var/lib/pacemaker/cib/. /mnt &&
mount --move /mnt /var/lib/pacemaker/cib && dd if=/dev/zero of=/var/lib/pacemaker/cib/full bs=4k 2>/dev/null
df --output=avail /var/lib/pacemaker/cib | tail -1
`;

describeLive("a cluster whose nodes fail", (lab: Lab) => {
  let stack: Stack;
  let cluster: ReturnType<Lab["connection"]>;
  const only = (...names: NodeName[]): unknown => ({
    ...cluster,
    nodes: cluster.nodes.filter(({ name }) => names.includes(name as NodeName)),
  });

  beforeAll(async () => {
    await ensureCluster(lab);
    stack = await Stack.make(lab);
    const { nodes, connection } = lab.connection();
    cluster = { nodes, connection: { ...connection, ...{ dialTimeout: 3 } } };
    stack.declare({ options, a: dummy("0") }, cluster);
    expect(await stack.up()).toMatchObject({ exitCode: 0 });
  }, 300_000);
  afterAll(() => stack.remove(), 120_000);

  const isWhole = async (): Promise<boolean> =>
    (await picture(lab).catch(() => undefined))?.online.length === 2;
  async function whole(): Promise<void> {
    await waitUntil("both nodes are online", 120, isWhole, 1000);
    await quiet(lab);
  }
  const valueOf = async (node: NodeName): Promise<string> => {
    const argv = ["cibadmin", "-Q", "--xpath", '//nvpair[@id="a-instance_attributes-fake"]'];
    return /value="(.*)"/.exec((await lab.exec(node, argv)).stdout)?.[1] ?? "";
  };
  const on = (node: NodeName, source: string): Promise<unknown> =>
    lab.exec(node, ["bash", "-c", source]);
  const told = (run: Ended, name: string): string[] => diagnostics(run)[name]?.slice(0, 4) ?? [];

  test("none of which answers is one error with each node and its reason, and no refresh empties the state", async () => {
    const ids = await stack.ids();
    for (const node of nodeNames) await lab.fault("ssh-cut", node);
    let refresh: Ended;
    try {
      refresh = await stack.refresh();
    } finally {
      for (const node of nodeNames) await lab.fault("ssh-back", node);
    }
    expect(refresh.exitCode).not.toBe(0);
    const [rsha1, rsha2] = cluster.nodes.map(({ port }) => port);
    expect(told(refresh, "a")).toEqual([
      "error: no node of the cluster can be used:",
      `- rsha1: 127.0.0.1 port ${rsha1} did not answer within 3 s`,
      `- rsha2: 127.0.0.1 port ${rsha2} did not answer within 3 s`,
    ]);
    expect(await stack.ids()).toEqual(ids);
  }, 120_000);

  for (const [fault, back] of [
    ["node-frozen", "node-thawed"],
    ["node-dead", "node-back"],
  ] as const)
    soakTest?.(
      `one of which is ${fault.slice(5)}, the DC, while an up waits, only delay that up`,
      async () => {
        const dc = (await lab.exec("rsha1", ["crmadmin", "-q", "-D"])).stdout.trim() as NodeName;
        stack.declare(
          {
            options,
            a: dummy(fault),
            slow: { is: "Primitive", agent: "ocf:pacemaker:Dummy", parameters: { op_sleep: 6 } },
          },
          cluster,
        );
        const run = stack.begin("up");
        const isWaiting = (): Promise<boolean> =>
          Promise.resolve(run.printed().includes("waiting for start"));
        await waitUntil("the up waits", 60, isWaiting, 50);
        await lab.fault(fault, dc);
        let up: Ended;
        try {
          up = await run.ended;
        } finally {
          await lab.fault(back, dc);
        }
        expect(up).toMatchObject({ exitCode: 0 });
        await whole();
        expect(await stack.preview("--refresh", "--expect-no-changes")).toMatchObject({
          exitCode: 0,
        });
        const { resources } = await picture(lab);
        expect(Object.values(resources).map((nodes) => nodes.length)).toEqual([1, 1]);
        stack.declare({ options, a: dummy(fault) }, cluster);
        expect(await stack.up()).toMatchObject({ exitCode: 0 });
        tried(HEADING, { what: `${fault}: the DC, while an up waits`, times: 1, lost: 0 });
      },
      400_000,
    );

  soakTest?.(
    "on which the cluster is stopped are passed over, and all of them are one clear error",
    async () => {
      const ids = await stack.ids();
      await on("rsha1", "pcs cluster stop rsha1 --force");
      stack.declare({ options, a: dummy("stopped") }, cluster);
      expect(await stack.up()).toMatchObject({ exitCode: 0 });
      await on("rsha2", "pcs cluster stop rsha2 --force");
      stack.declare({ options, a: dummy("started") }, cluster);
      let [up, refresh]: [Ended?, Ended?] = [];
      try {
        [up, refresh] = [await stack.up(), await stack.refresh()];
      } finally {
        await on("rsha1", "pcs cluster start --all --wait=90");
      }
      expect([up.exitCode, refresh.exitCode].includes(0)).toBe(false);
      const reason = (node: string): string =>
        `- ${node}: the cluster does not run here (exit code 102; Could not connect to the CIB: Transport endpoint is not connected; Init failed, could not perform requested operations); start it there with \`pcs cluster start\`, or \`service pacemaker start\` with CMAN`;
      expect(told(up, "a").slice(1)).toEqual([reason("rsha1"), reason("rsha2")]);
      expect(told(refresh, "a").slice(1)).toEqual([reason("rsha1"), reason("rsha2")]);
      expect(await stack.ids()).toEqual(ids);
      await whole();
      expect(await stack.up()).toMatchObject({ exitCode: 0 });
      expect(await valueOf("rsha1")).toBe("started");
      tried(HEADING, { what: "cluster stopped on one node, then on both", times: 2, lost: 0 });
    },
    400_000,
  );

  soakTest?.(
    "and have no quorum are not written to, unless the cluster's policy is ignore",
    async () => {
      for (const node of nodeNames) await on(node, unequal);
      await lab.fault("partition");
      try {
        const isAlone = async (): Promise<boolean> =>
          (await lab.exec("rsha2", ["crm_node", "-q"])).stdout.trim() === "0";
        await waitUntil("the second node has no quorum", 60, isAlone);
        const versionThere = async (): Promise<string> =>
          /epoch="\d+"/.exec(
            (await lab.exec("rsha2", ["cibadmin", "-Q", "--no-children"])).stdout,
          )?.[0] ?? "";
        const before = await versionThere();
        stack.declare({ options, a: dummy("alone") }, only("rsha2"));
        const alone = await stack.up();
        expect(alone.exitCode).not.toBe(0);
        expect(told(alone, "options")).toEqual([
          "error: no node of the cluster can be used:",
          "- rsha2: its partition has no quorum: it does not speak for the cluster, and a change made there would be lost when the partition heals; bring the other nodes back",
        ]);
        expect(await versionThere()).toBe(before);
        stack.declare(
          { options, a: dummy("quorate") },
          { ...cluster, nodes: [...cluster.nodes].reverse() },
        );
        expect(await stack.up()).toMatchObject({ exitCode: 0 });
        expect([await valueOf("rsha1"), await versionThere()]).toEqual(["quorate", before]);
        await on("rsha2", "crm_attribute -n no-quorum-policy -v ignore");
        stack.declare({ options, a: dummy("ignored") }, only("rsha2"));
        expect(await stack.up()).toMatchObject({ exitCode: 0 });
        expect(await valueOf("rsha2")).toBe("ignored");
      } finally {
        await lab.fault("partition-healed");
        for (const node of nodeNames) await on(node, equal);
      }
      await whole();
      await on("rsha1", "crm_attribute -n no-quorum-policy -D");
      stack.declare({ options, a: dummy("healed") }, cluster);
      expect(await stack.up("--refresh")).toMatchObject({ exitCode: 0 });
      expect(await valueOf("rsha2")).toBe("healed");
      tried(HEADING, { what: "partition without quorum", times: 1, lost: 0 });
    },
    400_000,
  );

  soakTest?.(
    "and have a full disk are passed over, and all of them are an error that says so",
    async () => {
      const none = (node: string): unknown =>
        expect.stringMatching(
          `^- ${node}: crm_simulate does not work here \\(exit code 1; writing .*: No space left on device`,
        );
      try {
        await on("rsha1", fill);
        stack.declare({ options, a: dummy("on one") }, cluster);
        expect(await stack.up()).toMatchObject({ exitCode: 0 });
        expect(await valueOf("rsha2")).toBe("on one");
        await on("rsha2", fill);
        stack.declare({ options, a: dummy("on both") }, cluster);
        const up = await stack.up();
        expect({ exitCode: up.exitCode, told: told(up, "a").slice(1) }).toEqual({
          exitCode: 1,
          told: ["* no node of the cluster can be used:", ...nodeNames.map(none)],
        });
        expect(["on one", "on both"]).toContain(await valueOf("rsha1"));
      } finally {
        for (const node of nodeNames) await on(node, "umount /var/lib/pacemaker/cib");
      }
      expect(await stack.up()).toMatchObject({ exitCode: 0 });
      expect(await valueOf("rsha1")).toBe("on both");
      const preview = await stack.preview("--refresh", "--expect-no-changes");
      expect(preview).toMatchObject({ exitCode: 0 });
      tried(HEADING, { what: "full disk on one node, then on both", times: 2, lost: 0 });
    },
    400_000,
  );
});
