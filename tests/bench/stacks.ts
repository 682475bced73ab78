import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Lab } from "../lab/cluster/lab";
import { checkout } from "../lab/paths";
import type { Ended } from "../live/cli/output";
import { Stack, economy } from "../live/cli/stack";
import { timed } from "./result";

export const OURS = "this library";
export const FLOOR = "the floor";
export type Who = typeof OURS | typeof FLOOR;

/** Resources of the benchmark's program. `@name` refers to another resource; `cluster` is an index into its clusters. */
export type Declared = Readonly<
  Record<string, { readonly is: string; readonly [argument: string]: unknown }>
>;

const program = (name: string): string =>
  readFileSync(join(checkout, "tests/bench/programs", name), "utf8");

const KINDS: Readonly<Record<Who, string>> = { [OURS]: "kinds.ts", [FLOOR]: "nothing.ts" };

/**
 * Makes a stack with this library's resources, or with resources that do nothing, to measure Pulumi itself. It runs as at a
 * user's: without what saves the live tests time, which makes the serialized provider of the floor cheap.
 */
export async function makeStack(lab: Lab, who: Who, env: NodeJS.ProcessEnv = {}): Promise<Stack> {
  const stack = await Stack.make(lab, {
    files: { "index.ts": program("index.ts"), "kinds.ts": program(KINDS[who]) },
  });
  const without = Object.fromEntries(Object.keys(economy).map((name) => [name, undefined]));
  Object.assign(stack.env, without, env);
  return stack;
}

/** Declares resources on one or more clusters. */
export function declareFor(
  stack: Stack,
  resources: Declared,
  ...clusters: readonly ReturnType<Lab["connection"]>[]
): void {
  stack.write({ "declared.json": JSON.stringify({ clusters, resources }) });
}

/** Disables waiting for the cluster after a commit. */
export const unwatched = (declared: Declared): Declared =>
  Object.fromEntries(Object.entries(declared).map(([n, r]) => [n, { ...r, waitFor: "none" }]));

/**
 * Returns the result of a run.
 * @throws Error if the run fails, because its time is no measurement
 */
export async function must(run: Promise<Ended>): Promise<Ended> {
  const ended = await run;
  if (ended.exitCode !== 0) throw new Error(ended.output);
  return ended;
}

/** Returns the duration of a run of the CLI in seconds. */
export const ran = (run: () => Promise<Ended>): Promise<number> => timed(() => must(run()));
