import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { type RunOptions, must, run } from "../command";
import type { Lab } from "../cluster/lab";
import { isAlive } from "../cluster/lock";
import { checkout } from "../paths";
import { demoConfigFile, demoEnvironment, demoStack, pulumiDirs } from "./programs";
import { LabError } from "../progress";

export type Environment = Record<string, string>;

/** Turns `{ a: { b: [1] } }` into `a.b[0]` = `1`, the form that `pulumi config set-all --path` takes. */
export function leaves(value: unknown, path = ""): [path: string, value: string][] {
  if (typeof value !== "object" || value === null) return [[path, String(value)]];
  const dot = path ? "." : "";
  return Object.entries(value).flatMap(([key, inner]) =>
    leaves(inner, Array.isArray(value) ? `${path}[${key}]` : `${path}${dot}${key}`),
  );
}

/** Stack configuration of the program that the checkout's Pulumi.yaml names. */
function configOf(lab: Lab): Record<string, unknown> {
  const { floatingIp, cidrNetmask, gateway, repository, service } = lab.facts();
  return { cluster: lab.connection(), floatingIp, cidrNetmask, gateway, repository, service };
}

/** Removes a Pulumi lock whose process has ended. A kill -9 of the CLI leaves such a lock behind. */
async function dropDeadLock(backend: string, options: RunOptions): Promise<void> {
  const locks = join(backend, ".pulumi", "locks");
  if (!existsSync(locks)) return;
  const files = readdirSync(locks, { recursive: true, encoding: "utf8" });
  for (const file of files.filter((name) => name.endsWith(".json"))) {
    const { pid } = JSON.parse(readFileSync(join(locks, file), "utf8")) as { pid: number };
    if (isAlive(pid)) throw new LabError(`process ${pid} is changing the stack: retry later`);
    await must(["pulumi", "cancel", "--yes", "--stack", demoStack], options);
  }
}

/**
 * Makes and configures the demo's stack and returns its environment. Works on a copy of Pulumi.yaml in
 * the lab's directory, because `stack init` writes a configuration file beside it.
 */
export async function prepareStack(lab: Lab): Promise<Environment> {
  const { project, backend } = pulumiDirs(lab.name);
  mkdirSync(project, { recursive: true });
  copyFileSync(join(checkout, "Pulumi.yaml"), join(project, "Pulumi.yaml"));
  const env = { ...process.env, ...(await lab.env()) } as Environment;
  const options = { cwd: project, env };
  await must(["pulumi", "stack", "select", "--create", demoStack], options);
  await dropDeadLock(backend, options);
  const values = leaves(configOf(lab)).flatMap(([path, value]) => [
    "--plaintext",
    `${path}=${value}`,
  ]);
  await must(["pulumi", "config", "set-all", "--path", ...values], options);
  return { ...env, ...demoEnvironment(lab.name) };
}

/** Runs the program in the checkout and shows the CLI's output as it arrives. */
export async function pulumiUp(lab: Lab, env: Environment, ...flags: string[]): Promise<void> {
  const color = process.stdout.isTTY ? "always" : "never";
  const argv = ["pulumi", "up", "--yes", "--non-interactive", "--color", color, ...flags];
  const config = ["--stack", demoStack, "--config-file", demoConfigFile(lab.name)];
  const { exitCode } = await run([...argv, ...config], { cwd: checkout, env, show: "stdout" });
  if (exitCode !== 0) throw new LabError(`pulumi up ended with exit code ${exitCode}`);
}
