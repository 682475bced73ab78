import type { PatchRefusal } from "../../errors";
import type { Dialect } from "./pacemaker-version";

/** The guarded patch script's own code: what arrived was not what was sent. No Pacemaker code is 166. */
export const TRUNCATED = 166;
/** The read script's own code: there is no such file. */
export const ABSENT = 166;
/** The own code of the script for patches of format 1: the version that was planned for is gone. No Pacemaker code is 167. */
export const OUTDATED = 167;
/** Its own code for a patch that was accepted and did nothing. No Pacemaker code is 168. */
export const IGNORED = 168;

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

type Refusals = Readonly<Record<number, PatchRefusal>>;

const OURS: Refusals = { [TRUNCATED]: "truncated", [OUTDATED]: "stale", [IGNORED]: "other" };

/** `crm_exit_t` of Pacemaker 2.0 and later. 76 is "protocol not supported" there: a CIB newer than the tools. */
const CRM: Refusals = { ...OURS, 103: "stale", 108: "exists", 105: "missing", 78: "schema" };

/** Numbers that do not clash; a node that has not said what it speaks may be of either kind. */
const BOTH: Refusals = { 6: "missing", 203: "schema", 205: "stale" };

/** `1` of 1.1 is an option that it does not know. 76 it says to `--create` only: a patch gets 203. */
const REFUSALS: Readonly<Record<Dialect["exitCodes"], Refusals>> = {
  crm: { ...CRM, ...BOTH, 1: "does-not-apply", 206: "does-not-apply" },
  errno: { ...OURS, ...BOTH, 76: "exists", 206: "does-not-apply" },
};

/** Why cibadmin refused a patch. To one of format 1 it says 206 whatever is wrong with the version (seen: 1.1.10). */
export function classifyPatchRefusal(
  exitCode: number,
  { exitCodes, patchFormat }: Pick<Dialect, "exitCodes" | "patchFormat">,
): PatchRefusal {
  if (patchFormat === 1 && exitCode === 206) return "stale";
  return REFUSALS[exitCodes][exitCode] ?? "other";
}

/** The own code of the script that writes a file beside another one: it did not arrive, or could not be written. */
export const INCOMPLETE_TRANSFER = 166;
/** The own code of the script that puts it in place: the file is not the one any more that was read. */
export const OVERTAKEN = 167;
