import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../command";
import { type Lab, openLab } from "../cluster/lab";
import { checkout } from "../paths";
import { ensureCli } from "../cli/pulumi-cli";
import { LabError, say, step } from "../progress";
import { el6LabOf, labOfWorker } from "../cluster/record";
import { readTried, reportOf } from "./reliability";
import { type JestReport, type Tally, closingLine, stepTally, sum, tallyOf } from "./tally";

const inCheckout = { cwd: checkout, show: "stdout" } as const;
/** Only what nothing else needs at the moment: the live tests wait for a cluster most of the time. */
const IN_THE_BACKGROUND = ["nice", "-n", "15"];
const tool = (name: string): string => join(checkout, "node_modules", ".bin", name);

const eslintCache = join(checkout, "node_modules/.cache/eslint/");

/** What `npm run check` asks besides the unit tests. */
async function staticChecks(): Promise<Tally> {
  const checks = [
    ["format", tool("prettier"), "--check", "--cache", "--log-level", "warn", "."],
    ["lint", tool("eslint"), "--cache", "--cache-location", eslintCache, "."],
    ["types", tool("tsc"), "--noEmit"],
    ["the reference", tool("typedoc"), "--logLevel", "Warn"],
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

/** A jest that ends without a report, or with a failure that no test has, counts as failed. */
async function jest(
  project: string,
  flags: string[],
  { env = process.env, before = [] as string[] } = {},
): Promise<Tally> {
  const dir = mkdtempSync(join(tmpdir(), "jest-report-"));
  try {
    const file = join(dir, "report.json");
    const report = ["--json", "--outputFile", file, "--passWithNoTests"];
    const argv = [...before, tool("jest"), "--selectProjects", project, ...report, ...flags];
    const work = (): Promise<{ exitCode: number }> =>
      run(argv, { ...inCheckout, env, show: "stderr" });
    const { exitCode } = await step(`${project} tests`, work);
    const tally = existsSync(file)
      ? tallyOf(JSON.parse(readFileSync(file, "utf8")) as JestReport)
      : stepTally(exitCode === 0);
    return exitCode !== 0 && tally.failed === 0 ? sum([tally, stepTally(false)]) : tally;
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Most of a live test is waiting, for the cluster or the CLI: two at a time, each worker with a lab of its own. */
const WORKERS = 2;

/** In labs of their own, which are taken down again; the engine and the image stay. */
async function liveTests(
  name: string,
  flags: string[],
  env = process.env,
  after: (lab: Lab, tally: Tally) => Promise<void> = () => Promise.resolve(),
): Promise<Tally> {
  const labs = Array.from({ length: WORKERS }, (_, i) => openLab(labOfWorker(name, i + 1)));
  const each = (work: (lab: Lab) => Promise<void>): Promise<unknown> => Promise.all(labs.map(work));
  try {
    await Promise.all([ensureCli(), each((lab) => lab.up())]);
    const tally = await jest("live", [`--maxWorkers=${WORKERS}`, ...flags], {
      env: { ...env, PULUMI_PACEMAKER_LAB: name },
    });
    await after(openLab(name), tally);
    return tally;
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    say(`✗ the live tests cannot run: ${error.message}`);
    return stepTally(false);
  } finally {
    await each((lab) => lab.down());
    // A suite takes its own down; one that was ended in the middle could not.
    await each((lab) => openLab(el6LabOf(lab.name)).down());
  }
}

function close(parts: Tally[]): void {
  const total = sum(parts);
  for (const name of total.skippedNames) say(`○ skipped: ${name}`);
  process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
  process.stdout.write(`${closingLine(total)}\n`);
}

/** What needs no cluster, one check after the other. */
async function offlineTests(flags: string[]): Promise<Tally> {
  const checks = await staticChecks();
  return sum([checks, await jest("unit", flags, { before: IN_THE_BACKGROUND })]);
}

/** `npm test`: everything; the very last line is the sum. */
export async function test(flags: string[]): Promise<void> {
  close(await Promise.all([offlineTests(flags), liveTests("test", flags)]));
}

/** `npm run test:soak`: the live tests with all that they can try, and the report of it. */
export async function soak(flags: string[]): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), "tried-"));
  const file = join(dir, "tried.jsonl");
  const env = { ...process.env, PULUMI_PACEMAKER_SOAK: "1", PULUMI_PACEMAKER_TRIED: file };
  try {
    close([await liveTests("soak", flags, env, (lab, tally) => writeReport(lab, file, tally))]);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

async function writeReport(lab: Lab, file: string, tally: Tally): Promise<void> {
  const version = async (...argv: string[]): Promise<string> =>
    (await lab.exec("rsha1", argv)).stdout.split("\n")[0] ?? "";
  const [pacemaker, pcs] = [
    await version("pacemakerd", "--version"),
    await version("pcs", "--version"),
  ];
  const where = `${new Date().toISOString().slice(0, 10)}, ${pacemaker}, pcs ${pcs}, ${cpus().length} cores`;
  mkdirSync(join(checkout, "docs"), { recursive: true });
  const report = join(checkout, "docs", "reliability.md");
  writeFileSync(report, reportOf(readTried(file), where, closingLine(tally)));
  say(`✓ ${report}`);
}
