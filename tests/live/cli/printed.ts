import { waitUntil } from "../../lab/cluster/wait";
import type { Running } from "./stack";

/** Waits until a running command has printed something. */
export const untilPrinted = (run: Running, pattern: RegExp): Promise<void> =>
  waitUntil(
    `the command has printed ${String(pattern)}`,
    120,
    () => Promise.resolve(pattern.test(run.printed())),
    20,
  );
