import type { Lab } from "../../lab/cluster/lab";
import { waitUntil } from "../../lab/cluster/wait";
import { type Ended, failure } from "../cli/output";
import { untilPrinted } from "../cli/printed";
import { type Running, Stack } from "../cli/stack";
import type { Declaration } from "../programs/declared";
import { describeOnSize, ensureCluster, quiet } from "../support/cluster";
import { clusterStatus } from "../support/cluster-status";
import { changesDuring, shown } from "../support/operations";
import { on } from "../support/shell";
import { type OuterNode, connection, declareOn, machines, services } from "./outer-nodes";

describeOnSize("Remote and guest nodes", { nodes: 2, remotes: 2 }, (lab: Lab) => {
  let stack: Stack;
  beforeEach(async () => {
    await ensureCluster(lab);
    stack = await Stack.make(lab, { env: { PULUMI_PACEMAKER_LOG: "debug" } });
  }, 180_000);
  afterEach(() => stack.discard());

  /** Kills the node's machine as soon as the command has printed something, and brings it back when the command has ended. */
  async function lostDuring(
    node: OuterNode,
    begin: () => Running,
    printed: RegExp,
  ): Promise<Ended> {
    const machine = machines[node];
    const run = begin();
    try {
      await untilPrinted(run, printed);
      await lab.fault("node-dead", machine);
      return await run.ended;
    } finally {
      await lab.fault("node-back", machine);
      await waitUntil("the machine has booted", 60, async () => {
        const argv = ["systemctl", "is-active", "pacemaker_remote"];
        return (await lab.exec(machine, argv)).stdout === "active\n";
      });
    }
  }

  /** Waits until the group runs on the node, and nothing is under way: the loss of that would be another case. */
  async function thereAgain(node: string, seconds = 120): Promise<void> {
    const isThere = async (): Promise<boolean> => {
      const { resources } = await clusterStatus(lab);
      return services.every((name) => resources[name]?.join() === node);
    };
    await waitUntil("the group runs there again", seconds, isThere).catch(async (e: unknown) => {
      throw new Error(`${String(e)}\n${(await lab.exec("rsha1", ["crm_mon", "-1rf"])).stdout}`);
    });
    await quiet(lab);
  }

  const memberOf = async (node: OuterNode): Promise<"rsha1" | "rsha2"> => {
    const { resources } = await clusterStatus(lab);
    return resources[connection[node]]?.includes("rsha1") ? "rsha1" : "rsha2";
  };

  /** Does what the error says: moves the connection away from the member that had it, and restarts Pacemaker there. */
  async function connectAgain(node: OuterNode, had: "rsha1" | "rsha2"): Promise<void> {
    const other = had === "rsha1" ? "rsha2" : "rsha1";
    await on(lab, other, `crm_resource --move --resource ${connection[node]} --node ${other}`);
    await on(lab, other, `crm_resource --refresh --resource ${node}`);
    // Pacemaker gives up the operation that was lost after its time-out and a minute.
    await thereAgain(node, 180);
    await on(lab, had, "systemctl restart pacemaker");
    await on(lab, other, `crm_resource --clear --resource ${connection[node]}`);
    await quiet(lab);
  }

  async function operationsOf(command: () => ReturnType<Stack["destroy"]>): Promise<string[]> {
    const changes = await changesDuring(lab, async () => {
      expect(failure(await command())).toBe("");
    });
    return changes.map(shown);
  }

  describe.each(["remote1", "guest1"] as const)("%s", (node) => {
    const run = (action: string, ...names: string[]): string[] =>
      names.map((name) => `${action} ${name} on ${node}: ok`);

    test("runs a group, which a change, a deletion and a destroy stop in reverse order", async () => {
      const all = declareOn(node, lab);
      stack.declare(all);
      const made = await operationsOf(() => stack.up());
      expect(made.filter((o) => services.some((s) => o.includes(` ${s} `)))).toEqual(
        run("start", ...services),
      );
      expect((await clusterStatus(lab)).resources.database).toEqual([node]);
      expect(failure(await stack.preview("--refresh", "--expect-no-changes"))).toBe("");

      stack.declare({
        ...all,
        mount: { ...all.mount, directory: "/mnt" },
      } as Declaration);
      expect(await operationsOf(() => stack.up())).toEqual([
        ...run("stop", "address", "database", "mount"),
        ...run("start", ...services),
      ]);

      const alone = Object.fromEntries(
        Object.entries(all).filter(([name]) => ![...services, "services", "there"].includes(name)),
      );
      stack.declare(alone);
      expect(await operationsOf(() => stack.up())).toEqual(
        run("stop", "address", "database", "mount"),
      );

      stack.declare(all);
      expect(failure(await stack.up())).toBe("");
      const ended = await operationsOf(() => stack.destroy());
      expect(ended.slice(0, 3)).toEqual(run("stop", "address", "database", "mount"));
      expect(ended.filter((o) => o.startsWith("start"))).toEqual([]);
      expect((await clusterStatus(lab)).resources).toEqual({});
    }, 240_000);

    test("lost during a preview and a refresh: nothing is taken for changed", async () => {
      stack.declare(declareOn(node, lab));
      expect(failure(await stack.up())).toBe("");
      const ids = await stack.ids();
      const uses = /ssh: rsha\d:/;
      const preview = await lostDuring(node, () => stack.begin("preview", "--refresh"), uses);
      expect(failure(preview)).toBe("");
      expect(preview.output).toContain("8 unchanged");
      await thereAgain(node);
      const refresh = await lostDuring(node, () => stack.begin("refresh"), uses);
      expect(failure(refresh)).toBe("");
      expect(refresh.output).toContain("8 unchanged");
      expect(await stack.ids()).toEqual(ids);
      await thereAgain(node);
      expect(failure(await stack.preview("--refresh", "--expect-no-changes"))).toBe("");
    }, 400_000);

    test("lost during an up: the up says what to do, and after that the next ends", async () => {
      const all = declareOn(node, lab);
      stack.declare(all);
      expect(failure(await stack.up())).toBe("");
      const database = { ...all.database, parameters: { op_sleep: "10", state: "/run/other" } };
      stack.declare({ ...all, database } as Declaration);
      const had = await memberOf(node);
      const lost = await lostDuring(node, () => stack.begin("up"), /database: /);
      const refresh = `crm_resource --refresh --resource ${node}`;
      // Pacemaker may recover the guest node with its machine in time.
      if (node === "remote1" || lost.exitCode !== 0) {
        expect(failure(lost)).toContain(
          `the cluster has lost ${node}: bring it back, or make sure that it is off; ` +
            "if its connection has failed by then, move the resource that makes it to another member (crm_resource --move), " +
            `run there: ${refresh}, and restart Pacemaker on the member that it came from`,
        );
      }
      await connectAgain(node, had);
      expect(failure(await stack.up())).toBe("");
      expect(failure(await stack.preview("--refresh", "--expect-no-changes"))).toBe("");
    }, 400_000);

    test("lost during a destroy: nothing is forgotten that may run there, and the next destroy ends", async () => {
      stack.declare(declareOn(node, lab));
      expect(failure(await stack.up())).toBe("");
      const lost = await lostDuring(node, () => stack.begin("destroy"), /ssh: rsha\d:/);
      // Pacemaker goes on where it knows what the loss means: the machine of a guest node is a resource.
      if (lost.exitCode !== 0) {
        expect(failure(lost)).toMatch(/the cluster has lost remote1(: bring it|, where it ran)/);
        await on(lab, "rsha1", "crm_resource --refresh --resource remote1");
        await waitUntil("the group has stopped there", 60, async () => {
          const { resources } = await clusterStatus(lab);
          return services.every((name) => (resources[name] ?? []).length === 0);
        });
      }
      const orphans = (await lab.exec("rsha1", ["crm_mon", "-1r"])).stdout.match(/.*ORPHANED.*/g);
      expect(orphans).toBeNull();
      expect(failure(await stack.destroy())).toBe("");
      expect((await clusterStatus(lab)).resources).toEqual({});
    }, 240_000);
  });
});
