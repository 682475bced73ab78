import { randomUUID } from "node:crypto";
import { CommandFailed, NodeUnusable, PatchRefused, SchedulerFailed } from "../../errors";
import type { Dialect } from "./dialects";
import { queryDialect, checkRunning, describe, classifyPatchRefusal } from "./pacemaker-dialect";
import {
  COMMITTED,
  NUM_UPDATES,
  PATCH,
  PATCH_WITH_UPDATES,
  SEPARATOR,
  SNAPSHOT,
  SNAPSHOT_IN_TEXT,
} from "./pacemaker-scripts";
import {
  runChecked,
  scriptArgv,
  type CommandResult,
  type RunOptions,
  type Session,
} from "../ssh/session";

/**
 * Reads the whole CIB, with its status section.
 * @throws NodeUnusable when the cluster does not run on the node
 */
export async function queryCib(session: Session): Promise<string> {
  const argv = ["cibadmin", "--query"];
  const result = await session.run(argv);
  await checkRunning(session, result);
  if (result.exitCode !== 0) throw commandFailed(session, argv, result);
  return result.stdout;
}

/** The base version of a patch. */
export interface PatchBase {
  readonly adminEpoch: number;
  readonly epoch: number;
}

/**
 * Commits a patch of the CIB in one transaction, unless it is truncated.
 * Returns the CIB's header (`<cib …/>` without children) after the commit.
 * @param base base version of a patch of format 1, which holds `NUM_UPDATES`
 * @throws PatchRefused when the node applied nothing
 * @throws NodeUnusable when the cluster does not run on the node, or the header could not be read back
 */
export async function applyPatch(
  session: Session,
  patch: string,
  base?: PatchBase,
): Promise<string> {
  const end = `end of patch ${randomUUID()}`;
  const { label } = PATCH;
  const argv = base
    ? scriptArgv(PATCH_WITH_UPDATES, end, NUM_UPDATES, String(base.adminEpoch), String(base.epoch))
    : scriptArgv(PATCH, end);
  const result = await session.run(argv, { stdin: patch + end, label });
  const { stdout, stderr, exitCode } = result;
  const committed = stdout.startsWith(`${COMMITTED}\n`);
  if (committed && exitCode === 0) return stdout.slice(COMMITTED.length + 1);
  if (committed) {
    const why = `the patch was applied, but the CIB could not be read back (${describe(result)})`;
    throw new NodeUnusable(session.node, why);
  }
  await checkRunning(session, result);
  const kind = classifyPatchRefusal(exitCode, await queryDialect(session));
  throw new PatchRefused(session.node, kind, exitCode, withoutCib(stderr));
}

/** A CIB, and the scheduler's result for that CIB. */
export interface SnapshotText {
  readonly cib: string;
  /** Result of crm_simulate, in XML. */
  readonly simulation: string;
  /** Result of crm_mon, if crm_simulate has no XML (Pacemaker 1.1 and 2.0). Then `simulation` is text. */
  readonly monitor?: string;
  /** Location of the node's log, for hints in messages. */
  readonly log: string;
}

/**
 * Reads a snapshot of the cluster from one node.
 * @throws NodeUnusable when the cluster does not run on the node
 * @throws SchedulerFailed when crm_simulate fails there; it writes a file beside the CIB
 */
export async function querySnapshot(session: Session): Promise<SnapshotText> {
  const dialect = await queryDialect(session);
  const script = dialect.simulation === "xml" ? SNAPSHOT : SNAPSHOT_IN_TEXT;
  const { label } = script;
  const result = await session.run(scriptArgv(script, SEPARATOR), { label });
  const [cib = "", simulation, monitor] = result.stdout.split(`\n${SEPARATOR}\n`);
  if (simulation === undefined) await checkRunning(session, result);
  if (simulation === undefined) throw commandFailed(session, [label], result);
  if (result.exitCode !== 0) throw schedulerFailed(session, result, dialect);
  return { cib, simulation, ...(monitor === undefined ? {} : { monitor }), log: dialect.log };
}

/**
 * Explains the signal as a remedy: after a full disk, the CIB's daemon writes no CIB until it gets the signal (1.1 to 3.0).
 * It then writes a change of the configuration, but not a change of the version alone (`cibadmin --bump`).
 */
const schedulerFailed = (
  { node }: Session,
  result: CommandResult,
  { cibDaemon }: Dialect,
): SchedulerFailed =>
  new SchedulerFailed(
    node,
    explainInvalidPlan(result) ??
      `crm_simulate does not work here (${describe(result)}). If the disk is full, changes are made in memory only: make room, then restart Pacemaker there (one node after the other), or run \`pkill -PIPE ${cibDaemon}\` there, so that the next change is written to disk`,
  );

/** The scheduler prints its own errors as XML, and those of the node to standard error. */
function explainInvalidPlan({ stdout, stderr }: CommandResult): string | undefined {
  const errors = [...stdout.matchAll(/<error>([^<]*)<\/error>/g)].map(([, text]) => text);
  if (errors.length === 0 || stderr.trim() !== "") return undefined;
  return `Pacemaker cannot plan what to do (${errors.join("; ")}), so it does nothing. Mostly orders form a circle: take one of them out (pcs constraint order config), then run again`;
}

/** Runs `crm_verify` on a CIB that was not applied. Returns its errors: lines with line numbers and element names. */
export async function verifyCib(session: Session, cib: string): Promise<string> {
  const { stderr, stdout } = await session.run(["crm_verify", "--xml-pipe"], { stdin: cib });
  return `${stderr}\n${stdout}`;
}

/** Reads the metadata of an agent: `class:provider:type`, or `class:type` as in `stonith:fence_ipmilan`. */
export async function queryAgentMetadata(session: Session, agent: string): Promise<string> {
  return runChecked(session, ["crm_resource", "--show-metadata", agent]);
}

/** Erases a resource's history and failures, on one node or on all that it reaches. Pacemaker then probes it again. */
export async function cleanUpHistory(
  session: Session,
  resource: string,
  node?: string,
): Promise<void> {
  const where = node === undefined ? [] : ["--node", node];
  await runChecked(session, ["crm_resource", "--cleanup", "--resource", resource, ...where]);
}

/** Whether a resource's agent reports it as running on this node. Pacemaker does not see this check. */
export async function checkRunsHere(session: Session, resource: string): Promise<boolean> {
  return (
    (await session.run(["crm_resource", "--force-check", "--resource", resource])).exitCode === 0
  );
}

/** Runs pcs. Pass passwords on standard input. The caller checks the exit code. */
export async function runPcs(
  session: Session,
  argv: readonly string[],
  options?: RunOptions,
): Promise<CommandResult> {
  return session.run(["pcs", ...argv], options);
}

/** Removes the CIB, which cibadmin may print among its errors at a schema violation, with line numbers (2.1.5). */
function withoutCib(stderr: string): string {
  return stderr.replace(/^[ \d]*<cib\b(?:[^]*<\/cib>(?:\s+\d+ *$)?\n?|[^]*)/m, "").trim();
}

/** Omits stdout: it may be the CIB or a file, and hold a secret. */
function commandFailed(
  { node }: Session,
  argv: readonly string[],
  result: CommandResult,
): CommandFailed {
  return new CommandFailed(node, argv, result.exitCode, result.stderr);
}
