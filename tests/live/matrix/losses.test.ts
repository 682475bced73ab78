import type { NodeName } from "../../lab/cluster/addresses";
import type { Lab } from "../../lab/cluster/lab";
import { waitUntil } from "../../lab/cluster/wait";
import { type Ended, diagnostics, failure } from "../cli/output";
import { untilPrinted } from "../cli/printed";
import { Stack } from "../cli/stack";
import type { Declaration } from "../programs/declared";
import { cib, clusterStatus, onlineNodes } from "../support/cluster-status";
import { describeOnSize, ensureCluster, quiet } from "../support/cluster";
import { DC } from "../support/distribution";
import { on } from "../support/shell";

const dummy = (parameters: Record<string, string> = {}): Declaration[string] => ({
  is: "Primitive",
  agent: "ocf:pacemaker:Dummy",
  parameters,
});
const nodes = ["rsha1", "rsha2", "rsha3", "rsha4"] as const;

describeOnSize("Losses in four nodes", { nodes: 4, remotes: 0 }, (lab: Lab) => {
  let stack: Stack;

  /** A program that connects to that node first. */
  function declare(first: NodeName, more: Declaration = {}): void {
    const { nodes, connection } = lab.connection();
    const sorted = [...nodes].sort((a, b) => Number(b.name === first) - Number(a.name === first));
    const program: Declaration = {
      options: { is: "Properties", stonithEnabled: false },
      a: dummy(),
      near: { is: "Location", resource: "@a", node: "rsha2", score: 50 },
      ...more,
    };
    stack.declare(program, { nodes: sorted, connection: { ...connection, dialTimeout: 3 } });
  }

  /** Runs a command, and kills the node as soon as the command has used it. */
  async function killedDuring(node: NodeName, verb: "up" | "preview" | "refresh"): Promise<Ended> {
    const run = stack.begin(verb, ...(verb === "preview" ? ["--refresh"] : []));
    await untilPrinted(run, new RegExp(`ssh: ${node}:`));
    await lab.fault("node-dead", node);
    return run.ended;
  }

  const whole = async (): Promise<void> => {
    const isWhole = async (): Promise<boolean> => (await onlineNodes(lab)).length === nodes.length;
    await waitUntil("all nodes are online", 120, isWhole);
    await quiet(lab);
  };
  const unchanged = async (): Promise<void> =>
    expect(failure(await stack.preview("--refresh", "--expect-no-changes"))).toBe("");

  beforeAll(async () => {
    await ensureCluster(lab);
    stack = await Stack.make(lab, { env: { PULUMI_PACEMAKER_LOG: "debug" } });
    declare("rsha1");
    expect(failure(await stack.up())).toBe("");
  }, 300_000);
  afterAll(() => stack.discard());

  test.each(["preview", "refresh"] as const)(
    "the DC is killed during a %s, which ends as if it had not been",
    async (verb) => {
      const dc = (await on(lab, "rsha1", DC)) as NodeName;
      declare(dc);
      expect(failure(await stack.up())).toBe("");
      const before = await stack.ids();
      try {
        expect(failure(await killedDuring(dc, verb))).toBe("");
        expect(await stack.ids()).toEqual(before);
      } finally {
        await lab.fault("node-back", dc);
      }
      await whole();
      await unchanged();
    },
    300_000,
  );

  test("the DC is killed while what runs is adopted: it is taken as it is", async () => {
    await on(lab, "rsha1", "pcs resource create theirs ocf:pacemaker:Dummy fake=theirs");
    await quiet(lab);
    const dc = (await on(lab, "rsha1", DC)) as NodeName;
    const home = (await clusterStatus(lab)).resources.theirs;
    const theirs = { ...dummy({ fake: "theirs" }), adopt: true } as Declaration[string];
    declare(dc, { theirs });
    try {
      expect(failure(await killedDuring(dc, "up"))).toBe("");
    } finally {
      await lab.fault("node-back", dc);
    }
    await whole();
    if (home?.[0] !== dc) expect((await clusterStatus(lab)).resources.theirs).toEqual(home);
    await unchanged();
    declare("rsha1");
    expect(failure(await stack.up())).toBe("");
  }, 300_000);

  test("the node is killed on which a deleted resource stops: the deletion ends", async () => {
    const slow = dummy({ op_sleep: "10" });
    const there = { is: "Location", resource: "@slow", node: "rsha3", score: 100 } as const;
    declare("rsha1", { slow, there });
    expect(failure(await stack.up())).toBe("");
    declare("rsha1");
    const run = stack.begin("up");
    try {
      await untilPrinted(run, /slow: (stopping|waiting)/);
      await lab.fault("node-dead", "rsha3");
      expect(failure(await run.ended)).toBe("");
    } finally {
      await lab.fault("node-back", "rsha3");
    }
    await whole();
    expect(await cib(lab, "/cib")).not.toContain('"slow"');
    await unchanged();
  }, 300_000);

  test("three of four have quorum; two of four are refused with the remedy, and nothing is changed", async () => {
    const noQuorum = (node: string): string =>
      `- ${node}: its partition has no quorum: it does not speak for the cluster, and a change made there would be lost when the partition heals; bring the other nodes back`;
    try {
      await lab.fault("partition", "rsha4");
      declare("rsha4", { b: dummy() });
      expect(failure(await stack.up())).toBe("");
      const before = await on(lab, "rsha1", "cibadmin -Q --scope configuration");
      await lab.fault("partition", "rsha3");
      await waitUntil("quorum is lost", 60, async () =>
        (await on(lab, "rsha1", "crm_node -q || true")).startsWith("0"),
      );
      declare("rsha1", { b: dummy({ fake: "changed" }) });
      const refused = await stack.up();
      expect(refused.exitCode).toBe(1);
      expect(diagnostics(refused).options).toEqual([
        "error: no node of the cluster can be used:",
        ...nodes.map(noQuorum),
      ]);
      expect(await on(lab, "rsha1", "cibadmin -Q --scope configuration")).toBe(before);
    } finally {
      await lab.fault("partition-healed");
    }
    await whole();
    expect(failure(await stack.up())).toBe("");
    await unchanged();
  }, 300_000);
});
