import { execFile } from "node:child_process";
import { cpSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Lab } from "../../lab/cluster/lab";
import { programs } from "../cli/compiled-program";
import { Stack } from "../cli/stack";
import { describeLive, ensureCluster } from "../support/cluster";
import { clusterStatus } from "../support/cluster-status";

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

describeLive("Inline programs of the Automation API", (lab: Lab) => {
  let stack: Stack;

  beforeAll(async () => {
    await ensureCluster(lab);
    const { exitCode } = await lab.exec("rsha1", [
      "pcs",
      "property",
      "set",
      "stonith-enabled=false",
    ]);
    expect(exitCode).toBe(0);
    stack = await Stack.make(lab);
    cpSync(join(programs, SCRIPT), join(stack.directory, SCRIPT));
  }, 180_000);
  afterAll(() => stack.discard());

  test("of two stacks run at once and again and again in one process", async () => {
    const argv = [SCRIPT, JSON.stringify(lab.connection())];
    const options = { cwd: stack.directory, env: stack.env, timeout: 280_000 };
    const { stdout } = await promisify(execFile)(process.execPath, argv, options);
    const lives = JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "") as unknown;
    expect(lives).toEqual({ one: LIFE, two: LIFE });
    expect((await clusterStatus(lab)).resources).toEqual({});
  }, 300_000);
});
