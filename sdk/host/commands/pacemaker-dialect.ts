import { NoClusterConfigured, NodeUnusable, type PatchRefusal } from "../../errors";
import {
  type CommandResult,
  type Script,
  type Session,
  cachePerSession,
  scriptArgv,
} from "../ssh/session";
import { type Dialect, parseDialect } from "./dialects";

/** Queries the dialect of a node's Pacemaker. Each node is asked once. */
export const queryDialect = cachePerSession(query);

/** Works even while the cluster does not run. */
async function query(session: Session): Promise<Dialect> {
  const { stdout } = await session.run(["pacemakerd", "--features"]);
  return parseDialect(stdout);
}

/** Exit code of the patch script: the patch was truncated. Pacemaker has no code 166. */
export const TRUNCATED = 166;
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

/** Exit code of the script below: the node has none of the files. */
const NO_CLUSTER_FILE = 169;
/** Exit code of the script below: Pacemaker does not talk to the user, whose name is printed. */
const NOT_ADMITTED = 170;

/**
 * Looks for the file of each cluster stack: corosync, CMAN, heartbeat. A directory that cannot be searched may have one.
 * Then looks at the user: the daemons talk to root, to hacluster and to the members of haclient only.
 */
const WHY_NOT_RUNNING: Script = {
  label: "why the cluster is silent",
  source: `
for file in /etc/corosync/corosync.conf /etc/cluster/cluster.conf /etc/ha.d/ha.cf; do
  [ -e "$file" ] && found=1
  if [ -d "\${file%/*}" ]; then [ -x "\${file%/*}" ] || found=1; fi
done
[ "$found" ] || exit ${NO_CLUSTER_FILE}
[ "$(id -u)" = 0 ] && exit 0
case " $(id -un) $(id -Gn) " in *" hacluster "* | *" haclient "*) exit 0 ;; esac
id -un
exit ${NOT_ADMITTED}
`,
};

const UNCONFIGURED =
  "no cluster is configured here (there is no corosync.conf and no cluster.conf), for example after " +
  "`pcs cluster destroy`. If that is meant, `pulumi up --refresh` makes a CorosyncCluster or CmanCluster and what is in " +
  "it anew, and `pulumi destroy --refresh` forgets them; a cluster that was made by hand has to be made by hand again first";

/** @throws NodeUnusable that names the reason, unless the cluster is only stopped */
async function explainNotRunning(session: Session): Promise<void> {
  const { node } = session;
  const { label } = WHY_NOT_RUNNING;
  const { exitCode, stdout } = await session.run(scriptArgv(WHY_NOT_RUNNING), { label });
  if (exitCode === NO_CLUSTER_FILE) throw new NoClusterConfigured(node, UNCONFIGURED);
  if (exitCode === NOT_ADMITTED)
    throw new NodeUnusable(
      node,
      `Pacemaker does not answer the user ${stdout.trim()}, who is neither root nor in the group haclient; set connection.sudo: true, or log in as root`,
    );
}

/** @throws NodeUnusable when the cluster does not run on the node, and why */
export async function checkRunning(session: Session, result: CommandResult): Promise<void> {
  const { node } = session;
  if (isNotInstalled(result.exitCode)) {
    throw new NodeUnusable(
      node,
      `Pacemaker's programs cannot be run here (${describe(result)}); is it installed?`,
    );
  }
  if (isUnanswered(result.exitCode)) {
    const why = `the cluster's configuration daemon (CIB) does not answer here (${describe(result)})`;
    throw new NodeUnusable(node, why);
  }
  if (isNotRunning(result.exitCode)) {
    await explainNotRunning(session);
    const remedy =
      "start it there with `pcs cluster start`, or `service pacemaker start` with CMAN";
    throw new NodeUnusable(node, `the cluster does not run here (${describe(result)}); ${remedy}`);
  }
}

export function describe({ stderr, exitCode }: CommandResult): string {
  const lines = stderr.split("\n").filter((line) => line.trim() !== "");
  return [`exit code ${exitCode}`, ...lines.map((line) => line.trim())].join("; ");
}
