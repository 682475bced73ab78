import { NodeUnusable, PreconditionFailed } from "../errors";
import type { ClusterAddress, NodeAddress } from "../host/ssh/connection";
import { queryDialect } from "../host/commands/pacemaker-dialect";
import { type Session, openSession } from "../host/ssh/session";
import { isExecutable } from "../host/commands/host-facts";

/**
 * A script that a node does not have is running there for Pacemaker 1.1.10, and has failed for ever: its group stays where
 * it is, and Pacemaker itself does not end any more. So it is looked for on every node before anything is declared.
 * @param agent as `lsb:abiquo-tomcat`
 * @throws Refused when a node that answers does not have it, and its Pacemaker would not notice
 */
export async function refuseMissingScript(
  session: Session,
  { nodes, connection }: ClusterAddress,
  agent: string,
): Promise<void> {
  if ((await queryDialect(session)).noticesMissingScripts) return;
  const path = `/etc/init.d/${agent.replace(/^lsb:/, "")}`;
  const lacks = await Promise.all(nodes.map((node) => isMissing(node, connection, path)));
  const without = nodes.filter((_n, i) => lacks[i]).map(({ name }) => name);
  if (without.length === 0) return;
  throw new PreconditionFailed(
    `agent: ${path} does not exist or is not executable on ${without.join(" and ")}; install it there first: this Pacemaker would take it for a service that runs and cannot be stopped`,
  );
}

/** A node that cannot be asked has not said that it lacks it. */
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
