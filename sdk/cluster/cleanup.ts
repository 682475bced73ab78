import type { Element } from "../cib/xml/element";
import { nodesGivenUp } from "../cib/status/resting";
import { primitivesIn } from "../cib/model/resource-tree";
import { onlineNodes } from "../cib/status/status";
import { queryDialect } from "../host/commands/pacemaker-dialect";
import type { Session } from "../host/ssh/session";
import { cleanUpHistory } from "../host/commands/pacemaker-commands";
import { unansweringNodes } from "../cib/status/history";
import { findFailures } from "../await/failure-messages";

/** A primitive, and a node whose history contains a failure of it. */
interface FailureRecord {
  readonly primitive: string;
  readonly node: string;
}

/**
 * Erases the failures of a resource. If one cleanup does not reach every node (1.1), it cleans each failure on its node
 * and nothing else: 1.1.10 forgets the parameters of a cleaned resource that runs, and then misses their changes. It does
 * the same, without that node, if the cluster has lost a remote node: one cleanup would wait for that node for ever.
 * @param readCib reads the current CIB
 */
export async function cleanUpResource(
  session: Session,
  resource: string,
  readCib: () => Promise<Element>,
): Promise<void> {
  const { cleansEverywhere } = await queryDialect(session);
  const cib = await readCib();
  const lost = unansweringNodes(cib);
  if (cleansEverywhere && lost.length === 0) return cleanUpHistory(session, resource);
  for (const { primitive, node } of findFailureRecords(cib, resource))
    if (!lost.includes(node)) await cleanUpHistory(session, primitive, node);
}

/** Finds the failures on online nodes. An offline node would not answer, and has no history when it returns. */
function findFailureRecords(cib: Element, resource: string): readonly FailureRecord[] {
  const online = onlineNodes(cib);
  return primitivesIn(cib, resource).flatMap((primitive) => {
    const failed = findFailures(cib, primitive).map(({ node }) => node);
    const nodes = new Set([...failed, ...nodesGivenUp(cib, primitive)]);
    return [...nodes].filter((n) => online.includes(n)).map((node) => ({ primitive, node }));
  });
}
