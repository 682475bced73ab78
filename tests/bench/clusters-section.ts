import { type Lab, openLab } from "../lab/cluster/lab";
import { step } from "../lab/progress";
import { labOfWorker } from "../lab/cluster/record";
import { ensureCluster } from "../live/support/cluster";
import { emptied } from "./clean";
import { ROUNDS, type Result, Samples } from "./result";
import { type Declared, FLOOR, OURS, declareFor, makeStack, ran, unwatched } from "./stacks";

const COUNTS = [1, 2, 4, 8];

/** Declares ten primitives that stay stopped on each cluster. */
const declared = (clusters: number): Declared =>
  unwatched(
    Object.fromEntries(
      Array.from({ length: clusters * 10 }, (_, i) => [
        `p${i}`,
        {
          is: "Primitive",
          cluster: Math.floor(i / 10),
          agent: "ocf:heartbeat:Dummy",
          meta: { "target-role": "Stopped" },
        },
      ]),
    ),
  );

/** Measures one program with several clusters. Each cluster is a separate lab. */
export async function clustersSection(first: Lab): Promise<Result> {
  const labs = Array.from({ length: Math.max(...COUNTS) }, (_, i) =>
    openLab(labOfWorker(first.name, i + 1)),
  );
  try {
    // Two at a time, because more are not faster on two cores.
    for (let i = 0; i < labs.length; i += 2)
      await step(`clusters ${i + 1} and ${i + 2} of ${labs.length}`, () =>
        Promise.all(
          labs.slice(i, i + 2).map(async (lab) => {
            await ensureCluster(lab);
            await emptied(lab);
          }),
        ),
      );
    return await measured(labs);
  } finally {
    for (const lab of labs.slice(1)) await lab.down();
  }
}

async function measured(labs: readonly Lab[]): Promise<Result> {
  const samples = new Samples();
  for (let round = 0; round < Math.min(ROUNDS, 2); round++)
    for (const count of COUNTS)
      for (const who of [OURS, FLOOR] as const) {
        const [lab] = labs as [Lab];
        const stack = await makeStack(lab, who);
        const at = `${count} ${count === 1 ? "cluster" : "clusters"}`;
        const connections = labs.slice(0, count).map((one) => one.connection());
        declareFor(stack, declared(count), ...connections);
        samples.add(`create ten objects on each of ${at}`, who, await ran(() => stack.up()));
        samples.add(`refresh of ${at}`, who, await ran(() => stack.refresh()));
        await stack.remove();
      }
  const above = (count: string): number =>
    samples.above(`create ten objects on each of ${count}`, OURS, FLOOR);
  const notes = [
    `Above the floor, creation takes ${above("1 cluster").toFixed(2)} s for one cluster, and ${(above("8 clusters") / 8).toFixed(2)} s per cluster for eight clusters. Each cluster is a separate lab with two nodes. All labs share this machine's cores.`,
  ];
  return { series: samples.series, targets: [], notes };
}
