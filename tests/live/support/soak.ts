import { appendFileSync } from "node:fs";

/** `true` in `npm run test:soak`, which runs all repetitions; `npm test` runs a representative part. */
export const soaking = process.env.PULUMI_PACEMAKER_SOAK === "1";

/** Selects a value: `usual` in `npm test`, `soak` in `npm run test:soak`. */
export const times = <T>(usual: T, soak: T): T => (soaking ? soak : usual);

/** Declares a test that only `npm run test:soak` runs: `soakTest?.("…", …)`. */
export const soakTest = times(undefined, test);

/**
 * Declares a test that `npm test` leaves to `npm run test:matrix`, which runs it on every generation, and to the soak:
 * `matrixTest?.("…", …)`.
 */
export const matrixTest = soaking || process.env.PULUMI_PACEMAKER_MATRIX === "1" ? test : undefined;

/** A row of `docs/reliability.md`. */
export interface Tried {
  /** What was tried: `kill -9 of the CLI during up`. */
  readonly what: string;
  readonly times: number;
  /** Number of lost, left over or wrong results. */
  readonly lost: number;
  /** Another count of the run, such as `3 of 40 foreign changes wiped by pcs`. */
  readonly note?: string;
}

/** Duration of one run. The report has one row for all runs with the same `what`. */
export interface Took {
  /** First and last event: `from → to`. */
  readonly what: string;
  readonly seconds: number;
}

/** Records a row of the report under the heading of the suite. Does nothing in a run without a report. */
export function tried(heading: string, row: Tried | Took): void {
  const file = process.env.PULUMI_PACEMAKER_TRIED;
  if (file !== undefined) appendFileSync(file, `${JSON.stringify({ heading, ...row })}\n`);
}
