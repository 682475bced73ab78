import { type NodeName, nodeNames } from "../../lab/cluster/addresses";
import type { Lab } from "../../lab/cluster/lab";
import { waitUntil } from "../../lab/cluster/wait";
import { describeLive, ensureCluster } from "../support/cluster";
import { DC } from "../support/distribution";
import {
  emptyDisk,
  equalVotes,
  fillDisk,
  unequalVotes,
  versions,
  whole,
} from "../support/node-faults";
import { clusterStatus } from "../support/cluster-status";
import type { Declaration } from "../programs/declared";
import { on } from "../support/shell";
import { soakTest, tried } from "../support/soak";
import { type Ended, diagnostics } from "../cli/output";
import { untilPrinted } from "../cli/printed";
import { Stack } from "../cli/stack";

const HEADING = "Nodes that fail";
const options: Declaration[string] = { is: "Properties", stonithEnabled: false };
const dummy = (parameters: object): Declaration[string] => ({
  is: "Primitive",
  agent: "ocf:pacemaker:Dummy",
  parameters: parameters as Record<string, string>,
});
/** Probes, starts and monitors slowly, so that the loss of a node is noticed. */
const slow = dummy({ op_sleep: 4 });

describeLive("Nodes of a cluster", (lab: Lab) => {
  let stack: Stack;
  let cluster: ReturnType<Lab["connection"]>;

  /** Declares `a` with the value, and the other resources, for nodes in the given order. */
  const declare = (fake: string, more: Declaration = {}, names = [...nodeNames]): void =>
    stack.declare(
      { options, a: dummy({ fake }), ...more },
      { ...cluster, nodes: names.map((n) => cluster.nodes.find(({ name }) => name === n)) },
    );
  const valueOf = async (node: NodeName): Promise<string> => {
    const argv = ["cibadmin", "-Q", "--xpath", '//nvpair[@id="a-instance_attributes-fake"]'];
    return /value="(.*)"/.exec((await lab.exec(node, argv)).stdout)?.[1] ?? "";
  };
  const told = (run: Ended, name: string): string[] => diagnostics(run)[name] ?? [];

  /** Runs `up`, which waits on the first node when the fault occurs. Also returns its duration in seconds. */
  async function upDuring(fault: () => Promise<void>): Promise<Ended & { seconds: number }> {
    const began = Date.now();
    const run = stack.begin("up");
    await untilPrinted(run, /slow: waiting/);
    await fault();
    const ended = await run.ended;
    return { ...ended, seconds: Math.round((Date.now() - began) / 1000) };
  }

  /** Records the result: a refreshed preview shows whether the cluster is as declared. */
  async function exact(row: { what: string; times: number; note?: string }): Promise<void> {
    const preview = await stack.preview("--refresh", "--expect-no-changes");
    tried(HEADING, { ...row, lost: preview.exitCode === 0 ? 0 : 1 });
    expect(preview).toMatchObject({ exitCode: 0 });
  }

  beforeAll(async () => {
    await ensureCluster(lab);
    stack = await Stack.make(lab);
    const { nodes, connection } = lab.connection();
    cluster = { nodes, connection: { ...connection, ...{ dialTimeout: 3 } } };
    declare("0");
    expect(await stack.up()).toMatchObject({ exitCode: 0 });
  }, 300_000);
  afterAll(() => stack.discard());

  test("that all fail to answer are one error with each reason, and refresh keeps the state", async () => {
    const ids = await stack.ids();
    for (const node of nodeNames) await lab.fault("ssh-cut", node);
    let refresh: Ended;
    try {
      refresh = await stack.refresh();
    } finally {
      for (const node of nodeNames) await lab.fault("ssh-back", node);
    }
    const [rsha1, rsha2] = cluster.nodes.map(({ port }) => port);
    expect({ exitCode: refresh.exitCode, told: told(refresh, "a") }).toEqual({
      exitCode: 1,
      told: [
        "error: no node of the cluster can be used:",
        `- rsha1: 127.0.0.1 port ${rsha1} did not answer within 3 s`,
        `- rsha2: 127.0.0.1 port ${rsha2} did not answer within 3 s`,
      ],
    });
    expect(await stack.ids()).toEqual(ids);
  }, 120_000);

  for (const [fault, back] of [
    ["node-frozen", "node-thawed"],
    ["node-dead", "node-back"],
  ] as const)
    soakTest?.(
      `only delay an up that waits on the DC when it is ${fault.slice(5)}`,
      async () => {
        const dc = (await on(lab, "rsha1", DC)) as (typeof nodeNames)[number];
        declare(fault, { slow }, [dc, ...nodeNames.filter((node) => node !== dc)]);
        let up: Awaited<ReturnType<typeof upDuring>>;
        try {
          up = await upDuring(() => lab.fault(fault, dc));
        } finally {
          await lab.fault(back, dc);
          await whole(lab);
        }
        expect(up).toMatchObject({ exitCode: 0 });
        expect(await clusterStatus(lab)).toEqual({
          online: nodeNames,
          resources: { a: [expect.any(String)], slow: [expect.any(String)] },
          compounds: {},
        });
        const note = `that up took ${up.seconds} s`;
        await exact({ what: `${fault}: the DC, while an up waits there`, times: 1, note });
        declare(fault);
        expect(await stack.up()).toMatchObject({ exitCode: 0 });
      },
      400_000,
    );

  soakTest?.(
    "without a running cluster are skipped, and are one error if no other is left",
    async () => {
      const ids = await stack.ids();
      let [one, up, refresh]: [Ended?, Ended?, Ended?] = [];
      try {
        await on(lab, "rsha1", "pcs cluster stop rsha1 --force");
        declare("stopped on one");
        one = await stack.up();
        await on(lab, "rsha2", "pcs cluster stop rsha2 --force");
        declare("started");
        [up, refresh] = [await stack.up(), await stack.refresh()];
      } finally {
        await on(lab, "rsha1", "pcs cluster start --all --wait=90");
        await whole(lab);
      }
      const reason = (node: string): string =>
        `- ${node}: the cluster does not run here (exit code 102; Could not connect to the CIB: Transport endpoint is not connected; Init failed, could not perform requested operations); start it there with \`pcs cluster start\`, or \`service pacemaker start\` with CMAN`;
      const error = ["error: no node of the cluster can be used:", ...nodeNames.map(reason)];
      expect(one).toMatchObject({ exitCode: 0 });
      expect([up.exitCode, told(up, "a")]).toEqual([1, error]);
      expect([refresh.exitCode, told(refresh, "a")]).toEqual([1, error]);
      expect(await stack.ids()).toEqual(ids);
      expect(await valueOf("rsha1")).toBe("stopped on one");
      expect(await stack.up()).toMatchObject({ exitCode: 0 });
      expect(await valueOf("rsha1")).toBe("started");
      await exact({ what: "cluster stopped on one node, then on both", times: 2 });
    },
    400_000,
  );

  soakTest?.(
    "without quorum are neither written to nor waited on, unless no-quorum-policy is ignore",
    async () => {
      try {
        await unequalVotes(lab);
        declare("waiting", { slow }, ["rsha2", "rsha1"]);
        expect(await upDuring(() => lab.fault("partition"))).toMatchObject({ exitCode: 0 });
        expect(await on(lab, "rsha2", "crm_node -q || true")).toBe("0");
        expect((await clusterStatus(lab, "rsha1")).resources).toEqual({
          a: ["rsha1"],
          slow: ["rsha1"],
        });
        expect((await clusterStatus(lab, "rsha2")).resources).toEqual({ a: [], slow: [] });

        const before = await on(lab, "rsha2", "cibadmin -Q --scope configuration");
        declare("alone", { slow }, ["rsha2"]);
        const alone = await stack.up();
        expect([alone.exitCode, told(alone, "options")]).toEqual([
          1,
          [
            "error: no node of the cluster can be used:",
            "- rsha2: its partition has no quorum: it does not speak for the cluster, and a change made there would be lost when the partition heals; bring the other nodes back",
          ],
        ]);
        declare("quorate", { slow }, ["rsha2", "rsha1"]);
        expect(await stack.up()).toMatchObject({ exitCode: 0 });
        expect(await valueOf("rsha1")).toBe("quorate");
        expect(await on(lab, "rsha2", "cibadmin -Q --scope configuration")).toBe(before);

        await on(lab, "rsha2", "crm_attribute -n no-quorum-policy -v ignore");
        declare("ignored", { slow }, ["rsha2"]);
        expect(await stack.up()).toMatchObject({ exitCode: 0 });
        expect(await valueOf("rsha2")).toBe("ignored");
      } finally {
        await lab.fault("partition-healed");
        await whole(lab);
        await equalVotes(lab);
        await on(lab, "rsha1", "crm_attribute -n no-quorum-policy -D");
      }
      declare("healed");
      expect(await stack.up("--refresh")).toMatchObject({ exitCode: 0 });
      expect(await valueOf("rsha2")).toBe("healed");
      await exact({ what: "partition without quorum", times: 4 });
    },
    400_000,
  );

  soakTest?.(
    "with a full disk are skipped, and are one error with a remedy if no other is left",
    async () => {
      const full = (node: string, bullet = "- "): unknown =>
        expect.stringMatching(
          new RegExp(
            String.raw`^${bullet}${node}: crm_simulate does not work here \(exit code 1; writing .*: No space left on device.*\)\. ` +
              "If the disk is full, changes are made in memory only: make room, then restart Pacemaker there",
          ),
        );
      try {
        await fillDisk(lab, "rsha1");
        declare("on one");
        const one = await stack.up();
        expect([one.exitCode, diagnostics(one)["live-live"]]).toEqual([0, [full("rsha1", "")]]);
        await fillDisk(lab, "rsha2");
        declare("on both", { more: dummy({}) });
        const up = await stack.up();
        expect([up.exitCode, told(up, "a"), told(up, "more")]).toEqual([
          1,
          [
            "error: 1 error occurred:",
            "* no node of the cluster can be used:",
            ...nodeNames.map((node) => full(node)),
          ],
          [
            "error: 1 error occurred:",
            "* more: no node of the cluster can be used:",
            ...nodeNames.map((node) => full(node)),
          ],
        ]);
        expect([await valueOf("rsha1"), await valueOf("rsha2")]).toEqual(["on both", "on both"]);
      } finally {
        await emptyDisk(lab);
      }
      expect(await stack.up()).toMatchObject({ exitCode: 0 });
      await exact({ what: "full disk on one node, then on both", times: 2 });
      declare("with room again");
      expect(await stack.up()).toMatchObject({ exitCode: 0 });
      const isOnDisk = async (): Promise<boolean> => {
        const all = await Promise.all(nodeNames.map((node) => versions(lab, node)));
        return all.every(({ memory, disk }) => memory === disk);
      };
      await waitUntil("the configuration is on both disks", 10, isOnDisk);
    },
    400_000,
  );

  soakTest?.(
    "continue after one was removed by hand, and the program is warned that it still declares it",
    async () => {
      await on(lab, "rsha1", "pcs cluster node remove rsha2");
      declare("without rsha2", {}, ["rsha2", "rsha1"]);
      const up = await stack.up();
      expect([up.exitCode, told(up, "live-live"), await valueOf("rsha1")]).toEqual([
        0,
        [
          "warning: rsha2: the cluster has no node of that name (it has rsha1); name the nodes as the cluster does, take rsha2 out of the program, or add it to the cluster",
        ],
        "without rsha2",
      ]);
      // The next suite makes a new cluster.
    },
    200_000,
  );
});
