/** The part of jest's `--json` report that `tallyOf` reads. */
export interface JestReport {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  numRuntimeErrorTestSuites: number;
  testResults: {
    /** Path of the suite. */
    name: string;
    assertionResults: { fullName: string; title: string; status: string }[];
  }[];
}

export interface Tally {
  passed: number;
  failed: number;
  skipped: number;
  /** Names of the skipped tests. A name contains the reason. */
  skippedNames: string[];
}

/** Counts the tests of a report. A suite that cannot be loaded counts as one failed test. */
export function tallyOf(report: JestReport): Tally {
  const tests = report.testResults.flatMap((suite) => suite.assertionResults);
  const isSkipped = ({ status }: { status: string }): boolean =>
    ["pending", "skipped", "todo", "disabled"].includes(status);
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + report.numRuntimeErrorTestSuites,
    skipped: report.numPendingTests + report.numTodoTests,
    skippedNames: tests.filter(isSkipped).map(({ fullName }) => fullName),
  };
}

/** Counts a step outside jest. Only its failure counts. */
export const stepTally = (succeeded: boolean): Tally => ({
  passed: 0,
  failed: succeeded ? 0 : 1,
  skipped: 0,
  skippedNames: [],
});

export function sum(tallies: Tally[]): Tally {
  const total = (part: "passed" | "failed" | "skipped"): number =>
    tallies.reduce((count, tally) => count + tally[part], 0);
  return {
    passed: total("passed"),
    failed: total("failed"),
    skipped: total("skipped"),
    skippedNames: tallies.flatMap((tally) => tally.skippedNames),
  };
}

export const closingLine = ({ passed, failed, skipped }: Tally): string =>
  `${passed} passed, ${failed} failed, ${skipped} skipped`;
