import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../command";
import { checkout } from "../paths";
import { step } from "../progress";
import { type JestReport, type Tally, stepTally, sum, tallyOf } from "./tally";

export const inCheckout = { cwd: checkout, show: "stdout" } as const;
export const tool = (name: string): string => join(checkout, "node_modules", ".bin", name);

/** Runs jest. Returns its tally, and its report if it has written one. */
export async function runJest(
  project: string,
  flags: string[],
  { env = process.env, before = [] as string[] } = {},
): Promise<{ readonly tally: Tally; readonly report?: JestReport }> {
  const dir = mkdtempSync(join(tmpdir(), "jest-report-"));
  try {
    const file = join(dir, "report.json");
    const reporting = ["--json", "--outputFile", file, "--passWithNoTests"];
    const argv = [...before, tool("jest"), "--selectProjects", project, ...reporting, ...flags];
    const work = (): Promise<{ exitCode: number }> =>
      run(argv, { ...inCheckout, env, show: "stderr" });
    const { exitCode } = await step(`${project} tests`, work);
    if (!existsSync(file)) return { tally: stepTally(exitCode === 0) };
    const report = JSON.parse(readFileSync(file, "utf8")) as JestReport;
    return { tally: withFailure(tallyOf(report), exitCode), report };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** A failure outside of tests counts as one failed test. */
const withFailure = (tally: Tally, exitCode: number): Tally =>
  exitCode !== 0 && tally.failed === 0 ? sum([tally, stepTally(false)]) : tally;
