import { nodeNames } from "../../lab/cluster/addresses";
import type { Lab } from "../../lab/cluster/lab";
import { waitUntil } from "../../lab/cluster/wait";
import { describeLive, ensureCluster, quiet } from "../support/cluster";
import { cib, epoch } from "../support/cluster-status";
import type { Declaration } from "../programs/declared";
import { tried } from "../support/soak";
import { diagnostics } from "../cli/output";
import { Stack } from "../cli/stack";

const HEADING = "Concurrency";
const dummy = { is: "Primitive", agent: "ocf:pacemaker:Dummy" } as const;
const options = { is: "Properties", stonithEnabled: false } as const;

const program = (prefix: string, count: number): Declaration => ({
  ...Object.fromEntries(Array.from({ length: count }, (_, i) => [`${prefix}${i}`, dummy])),
  [`${prefix}member`]: { ...dummy, startWithGroup: true },
  [`${prefix}group`]: { is: "Group", members: [`@${prefix}member`] },
  [`${prefix}order`]: { is: "Order", first: `@${prefix}0`, then: `@${prefix}group` },
});

const idsOf = (text: string): string[] =>
  [...text.matchAll(/<(?:primitive|group|rsc_\w+) id="([^"]+)"/g)].map(([, id = ""]) => id).sort();

describeLive("Two stacks, and a cluster in split brain", (lab: Lab) => {
  const stacks: Stack[] = [];

  beforeAll(async () => {
    await ensureCluster(lab);
    stacks.push(await Stack.make(lab), await Stack.make(lab));
    stacks[0]?.declare({ options });
    expect((await stacks[0]?.up())?.exitCode).toBe(0);
  }, 180_000);
  afterAll(async () => {
    await lab.fault("partition-healed");
    for (const stack of stacks.reverse()) stack.discard();
    // Pacemaker 2.1.5 may ignore fail counts of a node after two halves have joined.
    await lab.reset();
  }, 240_000);

  const both = <T>(work: (stack: Stack) => Promise<T>): Promise<T[]> =>
    Promise.all(stacks.map(work));

  /** Retries, because crm_mon may fail for a moment while two halves join. */
  async function everyNodeSees(online: (node: string) => string): Promise<boolean> {
    const seen = await Promise.all(nodeNames.map((node) => lab.exec(node, ["crm_mon", "-1"])));
    return seen.every(({ stdout }, i) => stdout.includes(`Online: ${online(nodeNames[i] ?? "")}`));
  }

  test("converge at the same time, and neither stack touches objects of the other", async () => {
    const count = 40;
    const [x, y] = [program("x", count), program("y", count)];
    stacks[0]?.declare({ options, ...x });
    stacks[1]?.declare(y);
    const ended = await both((stack) => stack.up("--parallel", "64"));
    expect(ended.map((e) => (e.exitCode === 0 ? "" : e.output))).toEqual(["", ""]);
    const ids = idsOf(await cib(lab));
    const wanted = [...Object.keys(x), ...Object.keys(y)]
      .map((id) => id.replace(/^(.)order$/, "order-$10-$1group-mandatory"))
      .sort();
    tried(HEADING, {
      what: "objects of two stacks that are brought up at the same time",
      times: wanted.length,
      lost: wanted.filter((id) => !ids.includes(id)).length,
    });
    expect(ids).toEqual(wanted);
    const previews = await both((stack) => stack.preview("--refresh", "--expect-no-changes"));
    expect(previews.map((e) => (e.exitCode === 0 ? "" : e.output))).toEqual(["", ""]);
  }, 180_000);

  test("is not written to while both halves are active, and the error says so", async () => {
    await quiet(lab);
    await lab.fault("partition");
    await waitUntil("both nodes are alone", 60, () => everyNodeSees((node) => `[ ${node} ]`));
    const before = await epoch(lab);
    stacks[1]?.declare({ ...program("y", 40), more: dummy });
    const [, stack] = stacks as [Stack, Stack];
    const [up, refresh] = [await stack.up(), await stack.refresh()];
    expect({
      exitCode: up.exitCode,
      said: diagnostics(up).more,
      refreshed: refresh.exitCode,
      epoch: await epoch(lab),
      state: Object.keys(await stack.ids()).length,
    }).toEqual({
      exitCode: 1,
      said: [
        "error: the cluster is split: for rsha1 the coordinator (DC) is rsha1, for rsha2 it is rsha2. Both halves act as the whole cluster, and the changes of one half are lost when the halves rejoin, so nothing was done. " +
          "Repair the network between the nodes (corosync: UDP ports 5404 to 5412) and run again; a fence device prevents a split",
      ],
      refreshed: 1,
      epoch: before,
      state: 40 + 3,
    });
    await lab.fault("partition-healed");
    await waitUntil("both nodes are online", 60, () => everyNodeSees(() => "[ rsha1 rsha2 ]"));
    await quiet(lab);
    expect((await stack.up()).exitCode).toBe(0);
    tried(HEADING, {
      what: "up and refresh while the cluster is split: writes",
      times: 2,
      lost: 0,
    });
  }, 240_000);
});
