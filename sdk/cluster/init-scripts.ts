import { NodeUnusable, PreconditionFailed } from "../errors";
import type { ClusterAddress, NodeAddress } from "../host/ssh/connection";
import { queryDialect } from "../host/commands/pacemaker-dialect";
import { type Session, openSession } from "../host/ssh/session";
import { isExecutable } from "../host/commands/host-facts";

/**
 * Checks on every node that an init script exists, before anything is declared. Pacemaker 1.1.10 takes a missing script
 * for a service that runs and has failed forever: its group cannot move, and Pacemaker itself cannot shut down.
 * @param agent such as `lsb:abiquo-tomcat`
 * @throws PreconditionFailed when a reachable node lacks the script, and its Pacemaker would not notice
 */
export async function refuseMissingScript(
  session: Session,
  { nodes, connection }: ClusterAddress,
  agent: string,
): Promise<void> {
  if ((await queryDialect(session)).noticesMissingScripts) return;
  const path = `/etc/init.d/${agent.replace(/^lsb:/, "")}`;
  const missing = await Promise.all(nodes.map((node) => isMissing(node, connection, path)));
  const without = nodes.filter((_n, i) => missing[i]).map(({ name }) => name);
  if (without.length === 0) return;
  throw new PreconditionFailed(
    `agent: ${path} does not exist or is not executable on ${without.join(" and ")}; install it there first: this Pacemaker would take it for a service that runs and cannot be stopped`,
  );
}

/** Tells whether a node lacks the script. An unreachable node does not count. */
async function isMissing(
  node: NodeAddress,
  connection: ClusterAddress["connection"],
  path: string,
): Promise<boolean> {
  try {
    return !(await isExecutable(await openSession(node, connection), path));
  } catch (e) {
    if (e instanceof NodeUnusable) return false;
    throw e;
  }
}
