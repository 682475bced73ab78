import { existsSync, readFileSync } from "node:fs";
import type { JestReport } from "../verbs/tally";
import type { Versions } from "../verbs/versions";

/** Result of one suite. Tests that did not pass are named, a skipped one with its reason. */
export interface SuiteResult {
  readonly passed: readonly string[];
  readonly failed: readonly string[];
  readonly skipped: readonly string[];
}

/** What was tried on one generation, on the stand-in for EL6, or with the clients. */
export interface Part {
  /** Day of the run: `2026-11-29`. */
  readonly date: string;
  readonly minutes?: number;
  /** Why nothing could be tried: the packages are not there, for example. */
  readonly unavailable?: string;
  readonly versions?: Versions;
  /** By path below `tests/live`: `suites/guide`. */
  readonly suites: Readonly<Record<string, SuiteResult>>;
}

/** The last run of each part. */
export type Results = Readonly<Record<string, Part>>;

/** Sorts the tests of a report by suite and result. A suite that cannot be loaded is one failed test. */
export function suitesIn(report: JestReport | undefined): Record<string, SuiteResult> {
  const suites = (report?.testResults ?? []).map(({ name, assertionResults: tests }) => {
    const path = name.replace(/^.*\/tests\/live\/(.*)\.test\.ts$/, "$1");
    const named = (...statuses: string[]): string[] =>
      tests.filter(({ status }) => statuses.includes(status)).map(({ title }) => title);
    const failed = tests.length === 0 ? ["the suite cannot be loaded"] : named("failed");
    const skipped = tests
      .filter(({ status }) => status === "pending")
      .map(({ fullName }) => fullName);
    return [path, { passed: named("passed"), failed, skipped }] as const;
  });
  return Object.fromEntries(suites);
}

export const readResults = (file: string): Results =>
  existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Results) : {};
