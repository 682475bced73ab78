import type { PatchRefusal } from "../errors";

/** The guarded patch script's own code: what arrived was not what was sent. No Pacemaker code is 166. */
export const TRUNCATED = 166;
/** The read script's own code: there is no such file. */
export const ABSENT = 166;

/**
 * cibadmin could not reach the cluster: 102 (Pacemaker 2.0 and later), 107 and 111 (1.1: the errno).
 * In 2.0 and later 107 is "needs --force" and 111 "not yet in effect", which neither a query nor a patch returns.
 */
export function isNotRunning(exitCode: number): boolean {
  return exitCode === 102 || exitCode === 107 || exitCode === 111;
}

/** The daemon did not answer cibadmin in time (30 s): 124 (Pacemaker 2.0 and later), 62 (1.1: the errno). */
export const isUnanswered = (exitCode: number): boolean => exitCode === 124 || exitCode === 62;

/** The shell or `timeout` did not find the program, or may not run it. */
export function isNotInstalled(exitCode: number): boolean {
  return exitCode === 127 || exitCode === 126;
}

const REFUSALS: Readonly<Record<number, PatchRefusal>> = {
  [TRUNCATED]: "truncated",
  103: "stale",
  205: "stale",
  108: "exists",
  105: "missing",
  6: "missing",
  78: "schema",
  203: "schema",
  1: "does-not-apply",
  206: "does-not-apply",
};

/**
 * Why cibadmin refused a patch; each kind has a code of Pacemaker 2.0 and later and one of 1.1.
 * 76 is left out: 1.1 says "exists" with it to `--create` only (a patch gets 203), and for 2.0 and later it is
 * "protocol not supported", which a CIB with a newer feature set than the tools' gives.
 */
export function patchRefusal(exitCode: number): PatchRefusal {
  return REFUSALS[exitCode] ?? "other";
}
