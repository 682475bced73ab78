import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../command";
import { type Lab, openLab } from "../cluster/lab";
import { checkout } from "../paths";
import { ensureCli } from "../cli/pulumi-cli";
import { LabError, say, step } from "../progress";
import { type LabType, labOfWorker, sideLabOf, sideLabs } from "../cluster/record";
import { readTried, reportOf } from "./reliability";
import { versionsOf } from "./versions";
import { inCheckout, runJest, tool } from "./jest";
import { type Tally, closingLine, stepTally, sum } from "./tally";

/** Low priority: these checks use the CPU time that the live tests leave, which mostly wait for a cluster. */
const IN_THE_BACKGROUND = ["nice", "-n", "15"];

const eslintCache = join(checkout, "node_modules/.cache/eslint/");

/** Runs the checks of `npm run check`, except the unit tests. */
async function staticChecks(): Promise<Tally> {
  const checks = [
    ["format", tool("prettier"), "--check", "--cache", "--log-level", "warn", "."],
    ["lint", tool("eslint"), "--cache", "--cache-location", eslintCache, "."],
    ["types", tool("tsc"), "--noEmit"],
    ["the reference", tool("typedoc"), "--skipErrorChecking", "--logLevel", "Warn"],
  ];
  const tallies: Tally[] = [];
  for (const [what = "", ...argv] of checks) {
    const { exitCode } = await step(`checking ${what}`, () =>
      run([...IN_THE_BACKGROUND, ...argv], inCheckout),
    );
    tallies.push(stepTally(exitCode === 0));
  }
  return sum(tallies);
}

/** Suites at a time, each with its own lab. A live test mostly waits for the cluster or the CLI. */
const WORKERS = 2;

interface LiveOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** Type of the labs. @default the usual type */
  readonly type?: Partial<LabType>;
  /** Runs while the labs are still up. */
  readonly after?: (lab: Lab, ran: Awaited<ReturnType<typeof runJest>>) => Promise<void>;
}

/** Runs live tests in new labs and removes these labs afterwards. The engine and the image stay. */
export async function liveTests(
  name: string,
  flags: string[],
  { env = process.env, type, after }: LiveOptions = {},
): Promise<Tally> {
  const labs = Array.from({ length: WORKERS }, (_, i) => openLab(labOfWorker(name, i + 1), type));
  const each = (work: (lab: Lab) => Promise<void>): Promise<unknown> => Promise.all(labs.map(work));
  try {
    await Promise.all([ensureCli(), each((lab) => lab.up())]);
    const ran = await runJest("live", [`--maxWorkers=${WORKERS}`, ...flags], {
      env: { ...env, PULUMI_PACEMAKER_LAB: name },
    });
    await after?.(openLab(name), ran);
    return ran.tally;
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    say(`✗ the live tests cannot run: ${error.message}`);
    return stepTally(false);
  } finally {
    await each((lab) => lab.down());
    // An interrupted suite could not remove its own lab.
    await each(async ({ name: own }) => {
      for (const side of sideLabs) await openLab(sideLabOf(own, side)).down();
    });
  }
}

export function close(parts: Tally[]): void {
  const total = sum(parts);
  for (const name of total.skippedNames) say(`○ skipped: ${name}`);
  process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
  process.stdout.write(`${closingLine(total)}\n`);
}

/** Runs the static checks and the unit tests, one after the other. They need no cluster. */
async function offlineTests(flags: string[]): Promise<Tally> {
  const checks = await staticChecks();
  const { tally } = await runJest("unit", flags, { before: IN_THE_BACKGROUND });
  return sum([checks, tally]);
}

/** `npm test`: runs all checks and tests. The last line of the output is the total. */
export async function test(flags: string[]): Promise<void> {
  close(await Promise.all([offlineTests(flags), liveTests("test", flags)]));
}

/** `npm run test:soak`: runs the live tests with all repetitions and writes the report. */
export async function soak(flags: string[]): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), "tried-"));
  const file = join(dir, "tried.jsonl");
  const env = { ...process.env, PULUMI_PACEMAKER_SOAK: "1", PULUMI_PACEMAKER_TRIED: file };
  try {
    const after: LiveOptions["after"] = (lab, { tally }) => writeReport(lab, file, tally);
    close([await liveTests("soak", flags, { env, after })]);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

async function writeReport(lab: Lab, file: string, tally: Tally): Promise<void> {
  const { pacemaker, pcs } = await versionsOf(lab);
  const where = `${new Date().toISOString().slice(0, 10)}, Pacemaker ${pacemaker}, pcs ${pcs}, ${cpus().length} cores`;
  mkdirSync(join(checkout, "docs"), { recursive: true });
  const report = join(checkout, "docs", "reliability.md");
  writeFileSync(report, reportOf(readTried(file), where, closingLine(tally)));
  say(`✓ ${report}`);
}
