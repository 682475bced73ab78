import { must } from "../lab/command";
import { checkout } from "../lab/paths";
import { ROUNDS, type Result, Samples, atMost, timed } from "./result";

const LOADED = "require, in a new process";
const ALONE = "@pulumi/pulumi alone";
const PROGRAM = "with this library, in a program";
const PROVIDER = "with this library, in the provider process";

const MODULES: Readonly<Record<string, readonly string[]>> = {
  [ALONE]: ["@pulumi/pulumi"],
  [PROGRAM]: ["@pulumi/pulumi", "pulumi-pacemaker"],
  [PROVIDER]: ["@pulumi/pulumi", "pulumi-pacemaker/engine"],
};

/** Measures the load time at each start of a program and of its provider. */
export async function loadSection(): Promise<Result> {
  const samples = new Samples();
  for (let round = 0; round < 3 * ROUNDS; round++)
    for (const [who, modules] of Object.entries(MODULES)) {
      const program = modules.map((name) => `require(${JSON.stringify(name)})`).join(";");
      const run = (): Promise<unknown> => must(["node", "-e", program], { cwd: checkout });
      samples.add(LOADED, who, 1000 * (await timed(run)), "ms");
    }
  const more = (who: string): number => samples.of(LOADED, who) - samples.of(LOADED, ALONE);
  return {
    series: samples.series,
    targets: [
      atMost(
        "require of this library, in addition to @pulumi/pulumi: at most 150 ms",
        150,
        Math.max(more(PROGRAM), more(PROVIDER)),
        " ms",
      ),
    ],
  };
}
