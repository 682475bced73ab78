import { appendFileSync } from "node:fs";

/** Whether this run tries everything (`npm run test:soak`), and not only a representative part. */
export const soaking = process.env.PULUMI_PACEMAKER_SOAK === "1";

/** How often something is tried: in `npm test`, and in `npm run test:soak`. */
export const times = <T>(usual: T, soak: T): T => (soaking ? soak : usual);

/** A test that only `npm run test:soak` runs: `soakTest?.("…", …)`. */
export const soakTest = times(undefined, test);

/** A row of `docs/reliability.md`. */
export interface Tried {
  /** What was tried, in words: `kill -9 of the CLI during up`. */
  readonly what: string;
  readonly times: number;
  /** What was lost, left over or wrong. */
  readonly lost: number;
  /** What else the run counted, such as `3 of 40 foreign changes wiped by pcs`. */
  readonly note?: string;
}

/** How long something took in one run; the report has one row for all runs of the same. */
export interface Took {
  /** From what to what, in words. */
  readonly what: string;
  readonly seconds: number;
}

/** Writes down what a test has tried, or how long it took, under the heading of its suite; only in a run that makes the report. */
export function tried(heading: string, row: Tried | Took): void {
  const file = process.env.PULUMI_PACEMAKER_TRIED;
  if (file !== undefined) appendFileSync(file, `${JSON.stringify({ heading, ...row })}\n`);
}
