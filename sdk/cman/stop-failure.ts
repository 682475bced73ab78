/** Matches what ends a step: a success, or the headings of the init scripts. */
const STEP_END = /\[ {2}OK {2}\]|(?:Starting|Stopping) cluster:/;

/**
 * Finds the steps of an init script that failed, such as `Stopping dlm_controld... [FAILED]`. For messages only: the exit
 * code may be 0 all the same.
 */
export const findFailedSteps = (output: string): readonly string[] =>
  output
    .replaceAll("\r", "")
    .split("[FAILED]")
    .slice(0, -1)
    .map((before) => (before.split(STEP_END).at(-1) ?? "").replace(/\s+/g, " ").trim())
    .map((step) => `${step} [FAILED]`.trim());
