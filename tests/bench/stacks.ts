import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Lab } from "../lab/lab";
import { checkout } from "../lab/paths";
import type { Declaration } from "../live/programs/declared";
import { type Ended, Stack } from "../live/stack";
import { timed } from "./result";

export const OURS = "this library";
export const FLOOR = "the floor";

/** A stack of this library, or the same of resources that do nothing: what Pulumi itself takes. */
export async function makeStack(
  lab: Lab,
  who: typeof OURS | typeof FLOOR,
  env = {},
): Promise<Stack> {
  const floor = readFileSync(join(checkout, "tests/bench/programs/floor.ts"), "utf8");
  return Stack.make(lab, { env, ...(who === FLOOR ? { files: { "index.ts": floor } } : {}) });
}

export const declareIn = (stack: Stack, lab: Lab, declaration: Declaration): void =>
  stack.declare(declaration, lab.connection());

/** Seconds that a run of the CLI takes; one that fails is no measurement. */
export const ran = (run: () => Promise<Ended>): Promise<number> =>
  timed(async () => {
    const { exitCode, output } = await run();
    if (exitCode !== 0) throw new Error(output);
  });
