import { randomUUID } from "node:crypto";
import { CommandFailed, NodeUnusable, PatchRefused, SchedulerFailed } from "../../errors";
import { type Dialect, queryDialect } from "./pacemaker-version";
import {
  ABSENT,
  isNotInstalled,
  isNotRunning,
  isUnanswered,
  classifyPatchRefusal,
} from "./exit-codes";
import {
  COMMITTED,
  NUM_UPDATES,
  PATCH,
  PATCH_FORMAT_1,
  READ,
  SEPARATOR,
  SNAPSHOT,
  SNAPSHOT_IN_TEXT,
  scriptArgv,
} from "./pacemaker-scripts";
import type { CommandResult, RunOptions, Session } from "../ssh/session";

/**
 * The whole CIB, with its status section.
 * @throws NodeUnusable when the cluster does not run on the node
 */
export async function queryCib(session: Session): Promise<string> {
  const argv = ["cibadmin", "--query"];
  const result = await session.run(argv);
  checkRunning(session, result);
  if (result.exitCode !== 0) throw failed(session, argv, result);
  return result.stdout;
}

/** The version that a patch is planned on. */
export interface PlannedOn {
  readonly adminEpoch: number;
  readonly epoch: number;
}

/**
 * Commits a patch of the CIB in one transaction, if it arrives whole.
 * Returns the CIB's header (`<cib …/>` without children), read back afterwards.
 * @param counted for a patch of format 1, which holds `NUM_UPDATES`: the version that it is planned on
 * @throws PatchRefused when nothing was applied
 * @throws NodeUnusable when the cluster does not run on the node, or the header could not be read back
 */
export async function applyPatch(
  session: Session,
  patch: string,
  counted?: PlannedOn,
): Promise<string> {
  const end = `end of patch ${randomUUID()}`;
  const { label } = PATCH;
  const argv = counted
    ? scriptArgv(
        PATCH_FORMAT_1,
        end,
        NUM_UPDATES,
        String(counted.adminEpoch),
        String(counted.epoch),
      )
    : scriptArgv(PATCH, end);
  const result = await session.run(argv, { stdin: patch + end, label });
  const { stdout, stderr, exitCode } = result;
  const committed = stdout.startsWith(`${COMMITTED}\n`);
  if (committed && exitCode === 0) return stdout.slice(COMMITTED.length + 1);
  if (committed) {
    const why = `the patch was applied, but the CIB could not be read back (${said(result)})`;
    throw new NodeUnusable(session.node, why);
  }
  checkRunning(session, result);
  const kind = classifyPatchRefusal(exitCode, await queryDialect(session));
  throw new PatchRefused(session.node, kind, exitCode, withoutCib(stderr));
}

/** The CIB, and what the scheduler makes of that very CIB. */
export interface SnapshotText {
  readonly cib: string;
  /** The result of crm_simulate, in XML. */
  readonly simulation: string;
  /** That of crm_mon, where crm_simulate has no XML (Pacemaker 1.1 and 2.0): then `simulation` is text. */
  readonly monitor?: string;
  /** Where hints send the user to read what the node did. */
  readonly log: string;
}

/**
 * One moment of the cluster as a node sees it.
 * @throws NodeUnusable when the cluster does not run on the node
 * @throws SchedulerFailed when crm_simulate does not work there; it writes a file beside the CIB
 */
export async function querySnapshot(session: Session): Promise<SnapshotText> {
  const dialect = await queryDialect(session);
  const script = dialect.simulation === "xml" ? SNAPSHOT : SNAPSHOT_IN_TEXT;
  const { label } = script;
  const result = await session.run(scriptArgv(script, SEPARATOR), { label });
  const [cib = "", simulation, monitor] = result.stdout.split(`\n${SEPARATOR}\n`);
  if (simulation === undefined) checkRunning(session, result);
  if (simulation === undefined) throw failed(session, [label], result);
  if (result.exitCode !== 0) throw schedulerFailed(session, result, dialect);
  return { cib, simulation, ...(monitor === undefined ? {} : { monitor }), log: dialect.log };
}

/**
 * The CIB's daemon writes no CIB any more after the first full disk, until this signal (1.1 to 3.0); then a change of the
 * configuration is written, and one of its version alone (`cibadmin --bump`) is not.
 */
const schedulerFailed = (
  { node }: Session,
  result: CommandResult,
  { cibDaemon }: Dialect,
): SchedulerFailed =>
  new SchedulerFailed(
    node,
    `crm_simulate does not work here (${said(result)}). If the disk is full, changes are made, but only in memory: make room, then restart Pacemaker there (one node after the other), or run \`pkill -PIPE ${cibDaemon}\` there, and its next change is written to disk again`,
  );

/** What `crm_verify` complains of in a CIB that was not applied: lines with line numbers and element names. */
export async function verifyCib(session: Session, cib: string): Promise<string> {
  const { stderr, stdout } = await session.run(["crm_verify", "--xml-pipe"], { stdin: cib });
  return `${stderr}\n${stdout}`;
}

/** Metadata of an agent: `class:provider:type`, or `class:type` as in `stonith:fence_ipmilan`. */
export async function queryAgentMetadata(session: Session, agent: string): Promise<string> {
  return output(session, ["crm_resource", "--show-metadata", agent]);
}

/** Erases a resource's history and failures, on one node or wherever it reaches; Pacemaker then looks at it anew. */
export async function cleanUpHistory(
  session: Session,
  resource: string,
  node?: string,
): Promise<void> {
  const where = node === undefined ? [] : ["--node", node];
  await output(session, ["crm_resource", "--cleanup", "--resource", resource, ...where]);
}

/** Whether the node has this file and may run it. */
export async function isExecutable(session: Session, path: string): Promise<boolean> {
  return (await session.run(["test", "-f", path, "-a", "-x", path])).exitCode === 0;
}

/** Whether a resource's agent says that it runs on this node; Pacemaker does not learn of it. */
export async function checkRunsHere(session: Session, resource: string): Promise<boolean> {
  return (
    (await session.run(["crm_resource", "--force-check", "--resource", resource])).exitCode === 0
  );
}

/** Runs pcs. Passwords go to its standard input; its exit code is for the caller to judge. */
export async function runPcs(
  session: Session,
  argv: readonly string[],
  options?: RunOptions,
): Promise<CommandResult> {
  return session.run(["pcs", ...argv], options);
}

/**
 * A file's text, or undefined when it does not exist.
 * @throws CommandFailed when that cannot be found out
 */
export async function readFile(session: Session, path: string): Promise<string | undefined> {
  const label = `${READ.label} ${path}`;
  const result = await session.run(scriptArgv(READ, path), { label });
  if (result.exitCode === ABSENT) return undefined;
  if (result.exitCode !== 0) throw failed(session, [label], result);
  return result.stdout;
}

/** At a schema violation cibadmin may print the whole CIB among its words, with line numbers (2.1.5). */
function withoutCib(stderr: string): string {
  return stderr.replace(/^[ \d]*<cib\b(?:[^]*<\/cib>(?:\s+\d+ *$)?\n?|[^]*)/m, "").trim();
}

async function output(session: Session, argv: readonly string[]): Promise<string> {
  const result = await session.run(argv);
  if (result.exitCode === 0) return result.stdout;
  throw new CommandFailed(session.node, argv, result.exitCode, result.stderr, result.stdout);
}

/** Without stdout: it may be the CIB or a file, and hold a secret. */
function failed({ node }: Session, argv: readonly string[], result: CommandResult): CommandFailed {
  return new CommandFailed(node, argv, result.exitCode, result.stderr);
}

function checkRunning({ node }: Session, result: CommandResult): void {
  if (isNotInstalled(result.exitCode)) {
    throw new NodeUnusable(
      node,
      `Pacemaker's programs cannot be run here (${said(result)}); is it installed?`,
    );
  }
  if (isUnanswered(result.exitCode)) {
    const why = `the cluster's configuration daemon (CIB) does not answer here (${said(result)})`;
    throw new NodeUnusable(node, why);
  }
  if (isNotRunning(result.exitCode)) {
    const remedy =
      "start it there with `pcs cluster start`, or `service pacemaker start` with CMAN";
    throw new NodeUnusable(node, `the cluster does not run here (${said(result)}); ${remedy}`);
  }
}

function said({ stderr, exitCode }: CommandResult): string {
  const lines = stderr.split("\n").filter((line) => line.trim() !== "");
  return [`exit code ${exitCode}`, ...lines.map((line) => line.trim())].join("; ");
}
