import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Lab } from "../lab/cluster/lab";
import { checkout } from "../lab/paths";
import { ensureCluster } from "../live/support/cluster";
import { emptied } from "./clean";
import { guide } from "../live/support/guide";
import { ROUNDS, type Result, Samples, median } from "./result";
import { OURS, declareFor, makeStack, must } from "./stacks";
import { PARTS, partsOf, readMarks } from "./timeline";

/** Three runs are enough for a bar. */
const RUNS = Math.min(ROUNDS, 3);

/** Measures the parts of one `up` of the guide. */
export async function partsSection(lab: Lab): Promise<Result> {
  await ensureCluster(lab);
  await emptied(lab);
  const samples = new Samples();
  for (let round = 0; round < RUNS; round++) {
    const stack = await makeStack(lab, OURS, {
      PULUMI_PACEMAKER_LOG: "debug",
      NODE_OPTIONS: `--require ${join(checkout, "tests/bench/programs/timeline.js")}`,
    });
    const file = join(stack.directory, "timeline");
    declareFor(stack, guide(lab.facts()), lab.connection());
    stack.env.BENCH_TIMELINE = file;
    const began = Date.now();
    await must(stack.up());
    const parts = partsOf(readMarks(readFileSync(file, "utf8")), began, Date.now());
    for (const part of PARTS) samples.add(part, OURS, parts[part]);
    rmSync(file);
    delete stack.env.BENCH_TIMELINE;
    await stack.remove();
    await emptied(lab);
  }
  return {
    series: samples.series,
    targets: [],
    parts: samples.series.map(({ what, values }) => ({ part: what, seconds: median(values) })),
  };
}
