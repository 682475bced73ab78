import type { PatchRefusal } from "../../errors";
import type { Dialect } from "./pacemaker-version";

/** Exit code of the patch script: the patch was truncated. Pacemaker has no code 166. */
export const TRUNCATED = 166;
/** Exit code of the read script: the file does not exist. */
export const ABSENT = 166;
/** Exit code of the script for format 1: the base version is outdated. Pacemaker has no code 167. */
export const OUTDATED = 167;
/** Exit code of that script: the patch was accepted and did nothing. Pacemaker has no code 168. */
export const IGNORED = 168;

/**
 * Whether cibadmin could not reach the cluster: 102 (Pacemaker 2.0 and later), 107 and 111 (1.1: the errno).
 * In 2.0 and later 107 is "needs --force" and 111 "not yet in effect", which neither a query nor a patch returns.
 */
export function isNotRunning(exitCode: number): boolean {
  return exitCode === 102 || exitCode === 107 || exitCode === 111;
}

/** Whether the daemon did not answer cibadmin in time (30 s): 124 (Pacemaker 2.0 and later), 62 (1.1: the errno). */
export const isUnanswered = (exitCode: number): boolean => exitCode === 124 || exitCode === 62;

/** Whether the shell or `timeout` did not find the program, or could not run it. */
export function isNotInstalled(exitCode: number): boolean {
  return exitCode === 127 || exitCode === 126;
}

type Refusals = Readonly<Record<number, PatchRefusal>>;

const OURS: Refusals = { [TRUNCATED]: "truncated", [OUTDATED]: "stale", [IGNORED]: "other" };

/** Codes of `crm_exit_t` of Pacemaker 2.0 and later. There, 76 is "protocol not supported": a CIB newer than the tools. */
const CRM: Refusals = { ...OURS, 103: "stale", 108: "exists", 105: "missing", 78: "schema" };

/** Codes without a conflict between both dialects, because a node may not report its dialect. */
const BOTH: Refusals = { 6: "missing", 203: "schema", 205: "stale" };

/** In 1.1, `1` means an unknown option, and 76 follows `--create` only: a patch gets 203. */
const REFUSALS: Readonly<Record<Dialect["exitCodes"], Refusals>> = {
  crm: { ...CRM, ...BOTH, 1: "does-not-apply", 206: "does-not-apply" },
  errno: { ...OURS, ...BOTH, 76: "exists", 206: "does-not-apply" },
};

/** Classifies why cibadmin refused a patch. For format 1, 206 means any version mismatch (seen: 1.1.10). */
export function classifyPatchRefusal(
  exitCode: number,
  { exitCodes, patchFormat }: Pick<Dialect, "exitCodes" | "patchFormat">,
): PatchRefusal {
  if (patchFormat === 1 && exitCode === 206) return "stale";
  return REFUSALS[exitCodes][exitCode] ?? "other";
}

/** Exit code of the staging script: the text was truncated, or could not be written. */
export const INCOMPLETE_TRANSFER = 166;
/** Exit code of the install script: the file changed after it was read. */
export const OVERTAKEN = 167;
