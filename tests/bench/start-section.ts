import type { Lab } from "../lab/cluster/lab";
import { step } from "../lab/progress";
import { waitUntil } from "../lab/cluster/wait";
import { ensureCluster } from "../live/support/cluster";
import { clusterStatus } from "../live/support/cluster-status";
import { emptied, unthrottled } from "./clean";
import { ROUNDS, type Result, Samples, atMost, timed } from "./result";
import { CRM, remoteOf } from "./rivals";
import { type Declared, FLOOR, OURS, type Who, declareFor, makeStack, ran } from "./stacks";

const COUNT = 100;
const CREATE = `${COUNT} Dummy resources, until all run`;
const DESTROY = "destroy of them";
const WIDE = ", --parallel 64";

const names = Array.from({ length: COUNT }, (_, i) => `d${i}`);
const dummies: Declared = Object.fromEntries(
  names.map((name) => [name, { is: "Primitive", agent: "ocf:heartbeat:Dummy" }]),
);
const ADVISED = "op monitor interval=10s timeout=20s op start timeout=20s op stop timeout=20s";

/** Measures the creation of many resources that the cluster starts, all waited for. */
export async function startSection(lab: Lab): Promise<Result> {
  await ensureCluster(lab);
  await unthrottled(lab);
  await emptied(lab);
  const samples = new Samples();
  for (let round = 0; round < Math.min(ROUNDS, 3); round++) {
    await step(`crm, round ${round + 1}`, () => byCrm(lab, samples));
    for (const who of [OURS, FLOOR] as const)
      for (const wide of ["", WIDE] as const)
        await step(`${who}${wide}, round ${round + 1}`, () => byPulumi(lab, samples, who, wide));
  }
  const times = (what: string): number => samples.of(what, OURS) / samples.of(CREATE, CRM);
  return {
    series: samples.series,
    notes: [
      "The whole time of `pulumi up` counts, that of Pulumi itself included. On two cores the tool and the cluster need the same processors: crm's run is the cluster's own work, and Pulumi's own (the floor) comes on top. Pulumi creates as many resources at once as it has slots (four per core by default), and each slot waits until its resource runs. For many resources use more slots.",
    ],
    targets: [
      atMost(`${CREATE}, as a multiple of crm configure load update: at most 2`, 2, times(CREATE)),
      atMost(`the same with --parallel 64: at most 1.2`, 1.2, times(CREATE + WIDE)),
    ],
  };
}

async function byCrm(lab: Lab, samples: Samples): Promise<void> {
  const primitives = names.map((name) => `primitive ${name} ocf:heartbeat:Dummy ${ADVISED}\n`);
  const configuration = ["property stonith-enabled=false\n", ...primitives].join("");
  const all = timed(async () => {
    await remoteOf(lab)("crm configure load update -", configuration);
    await waitUntil(
      "all resources run",
      300,
      async () => {
        const { resources } = await clusterStatus(lab);
        return names.every((name) => resources[name]?.length === 1);
      },
      250,
    );
  });
  samples.add(CREATE, CRM, await all);
  await emptied(lab);
}

async function byPulumi(lab: Lab, samples: Samples, who: Who, wide: "" | typeof WIDE) {
  const stack = await makeStack(lab, who, wide === "" ? {} : { PULUMI_PARALLEL: "64" });
  const fencing = { is: "Properties", stonithEnabled: false };
  declareFor(stack, { fencing, ...dummies }, lab.connection());
  samples.add(CREATE + wide, who, await ran(() => stack.up()));
  samples.add(DESTROY + wide, who, await ran(() => stack.destroy()));
  await stack.remove();
}
