import { execFile } from "node:child_process";
import { cpSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Lab } from "../../lab/cluster/lab";
import { programs } from "../cli/compiled-program";
import type { Stack } from "../cli/stack";
import { clusterStatus } from "./cluster-status";

const SCRIPT = "automation.mjs";

/** What a stack's life looks like: a preview, two ups, one with a changed parameter, and a destroy. */
const LIFE = {
  planned: { create: 3 },
  ups: [
    ["succeeded", { create: 3 }],
    ["succeeded", { same: 3 }],
    ["succeeded", { same: 2, update: 1 }],
  ],
  destroyed: ["succeeded", { delete: 3 }],
};

/** Runs two inline programs of the Automation API at once, with this Node.js, in the folder of a stack. */
export async function runInlinePrograms(lab: Lab, stack: Stack, node: string): Promise<void> {
  cpSync(join(programs, SCRIPT), join(stack.directory, SCRIPT));
  const { exitCode } = await lab.exec("rsha1", ["pcs", "property", "set", "stonith-enabled=false"]);
  expect(exitCode).toBe(0);
  const argv = [SCRIPT, JSON.stringify(lab.connection())];
  const options = { cwd: stack.directory, env: stack.env, timeout: 280_000 };
  const { stdout } = await promisify(execFile)(node, argv, options);
  const lives = JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "") as unknown;
  expect(lives).toEqual({ one: LIFE, two: LIFE });
  expect((await clusterStatus(lab)).resources).toEqual({});
}
