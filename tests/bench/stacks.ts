import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Lab } from "../lab/cluster/lab";
import { checkout } from "../lab/paths";
import { type Ended, Stack } from "../live/support/stack";
import { timed } from "./result";

export const OURS = "this library";
export const FLOOR = "the floor";
export type Who = typeof OURS | typeof FLOOR;

/** What the benchmark's program makes: `@name` refers to another resource; `cluster` is one of the clusters it was given. */
export type Declared = Readonly<
  Record<string, { readonly is: string; readonly [argument: string]: unknown }>
>;

const program = (name: string): string =>
  readFileSync(join(checkout, "tests/bench/programs", name), "utf8");

const KINDS: Readonly<Record<Who, string>> = { [OURS]: "kinds.ts", [FLOOR]: "nothing.ts" };

/** A stack of this library, or the same of resources that do nothing: what Pulumi itself takes. */
export const makeStack = (lab: Lab, who: Who, env = {}): Promise<Stack> =>
  Stack.make(lab, {
    env,
    files: { "index.ts": program("index.ts"), "kinds.ts": program(KINDS[who]) },
  });

/** Declares resources on a cluster, or on several. */
export function declareFor(
  stack: Stack,
  resources: Declared,
  ...clusters: readonly ReturnType<Lab["connection"]>[]
): void {
  stack.write({ "declared.json": JSON.stringify({ clusters, resources }) });
}

/** Without waiting for what the cluster does after the commit. */
export const unwatched = (declared: Declared): Declared =>
  Object.fromEntries(Object.entries(declared).map(([n, r]) => [n, { ...r, waitFor: "none" }]));

/** The run, if it succeeded; one that fails is no measurement. */
export async function must(run: Promise<Ended>): Promise<Ended> {
  const ended = await run;
  if (ended.exitCode !== 0) throw new Error(ended.output);
  return ended;
}

/** Seconds that a run of the CLI takes. */
export const ran = (run: () => Promise<Ended>): Promise<number> => timed(() => must(run()));
