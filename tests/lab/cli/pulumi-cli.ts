import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { run } from "../command";
import { exclusively } from "../cluster/lock";
import { cacheDir, checkout } from "../paths";
import { say, step } from "../progress";
import { buildFromModules, languageHostVersion } from "./pulumi-cli-build";

export const cliVersion = "3.259.0";

/** Name of the cached CLI. It contains both versions, so that a change of either makes a new CLI. */
export const cacheName = `pulumi-${cliVersion}-nodejs-${languageHostVersion}`;

const oldest = [3, 216];
const dynamicProvider = "pulumi-resource-pulumi-nodejs";
const companions = ["pulumi-language-nodejs", dynamicProvider];

/** Checks for 3.216 or newer: since then dynamic providers return inputs from `read`. */
export function isNewEnough(version: string): boolean {
  const [, major, minor] = /^v?(\d+)\.(\d+)\./.exec(version.trim()) ?? [];
  const [wantMajor = 0, wantMinor = 0] = oldest;
  return Number(major) === wantMajor && Number(minor) >= wantMinor;
}

async function worksOnPath(): Promise<boolean> {
  const { stdout, exitCode } = await run(["pulumi", "version"], { timeout: 30_000 });
  if (exitCode !== 0) return false;
  if (isNewEnough(stdout)) return (await run(["which", ...companions])).exitCode === 0;
  say(`  pulumi on PATH is ${stdout.trim()}, but ${oldest.join(".")} or newer is required`);
  return false;
}

/** Downloads the installer. Returns `undefined` on failure, or without an answer for 15 s. */
async function installerScript(): Promise<string | undefined> {
  try {
    const answer = await fetch("https://get.pulumi.com", { signal: AbortSignal.timeout(15_000) });
    return answer.ok ? await answer.text() : undefined;
  } catch {
    return undefined;
  }
}

async function install(into: string): Promise<boolean> {
  const script = await installerScript();
  if (script === undefined) return false;
  const file = join(into, "install.sh");
  writeFileSync(file, script);
  const argv = ["sh", file, "--version", cliVersion, "--install-root", into, "--no-edit-path"];
  return (await run(argv, { timeout: 600_000 })).exitCode === 0;
}

async function obtain(into: string): Promise<void> {
  const installed = await step("installing the Pulumi CLI", () => install(into));
  if (installed) return;
  say("  the installer cannot be reached");
  await buildFromModules(join(into, "bin"), cliVersion);
  // This script searches the npm package from the program's directory, so it serves all checkouts.
  // The CLI warns about it elsewhere on PATH, but not beside itself.
  const script = join(checkout, "node_modules", "@pulumi", "pulumi", dynamicProvider);
  copyFileSync(script, join(into, "bin", dynamicProvider));
}

/** Makes the CLI under another name and renames it at the end, so that an interrupted run leaves no broken CLI. */
async function obtainInto(finished: string): Promise<void> {
  if (existsSync(finished)) return;
  const unfinished = mkdtempSync(join(cacheDir(), "unfinished-"));
  try {
    await obtain(unfinished);
    renameSync(unfinished, finished);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}

const cached = (): string => join(cacheDir(), cacheName);

/**
 * Makes sure that there is a Pulumi CLI: from PATH, else from the cache, else a new one.
 * @returns the directory to add to PATH; `undefined` if the CLI is on PATH
 */
export async function ensureCli(): Promise<string | undefined> {
  if (await worksOnPath()) return undefined;
  if (!existsSync(cached())) {
    mkdirSync(cacheDir(), { recursive: true });
    await exclusively(join(cacheDir(), "pulumi.lock"), () => obtainInto(cached()));
  }
  return join(cached(), "bin");
}

/** Finds directories that npm adds to PATH for a script. They are not meant for the user's shell. */
const isOfNpm = (dir: string): boolean => /node_modules\/\.bin$|node-gyp-bin$/.test(dir);

/** Returns PATH with the CLI first. */
export function pathWithCli(cli: string | undefined, path = process.env.PATH ?? ""): string {
  const others = path.split(":").filter((dir) => dir !== cli && !isOfNpm(dir));
  return [...(cli ? [cli] : []), ...others].join(":");
}
