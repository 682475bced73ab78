import type { Element } from "../cib/xml/element";
import { nodesGivenUp } from "../cib/status/placement";
import { primitivesIn } from "../cib/model/resource-tree";
import { onlineNodes } from "../cib/status/status";
import { queryDialect } from "../host/commands/pacemaker-dialect";
import type { Session } from "../host/ssh/session";
import { cleanUpHistory } from "../host/commands/pacemaker-commands";
import { findFailures } from "../await/failure-messages";

/** A primitive on a node that remembers a failure of it. */
interface Stain {
  readonly primitive: string;
  readonly node: string;
}

/**
 * Erases the failures of a resource. Where a cleanup does not reach every node (1.1), each failure is cleaned where it is,
 * and nothing else: of what runs, 1.1.10 would forget with which parameters, and would not restart it when they change.
 * @param look reads the CIB
 */
export async function cleanUpResource(
  session: Session,
  resource: string,
  look: () => Promise<Element>,
): Promise<void> {
  if ((await queryDialect(session)).cleansEverywhere) return cleanUpHistory(session, resource);
  for (const { primitive, node } of stains(await look(), resource))
    await cleanUpHistory(session, primitive, node);
}

/** A node that is away would not answer; it has forgotten everything when it comes back. */
function stains(cib: Element, resource: string): readonly Stain[] {
  const online = onlineNodes(cib);
  return primitivesIn(cib, resource).flatMap((primitive) => {
    const failed = findFailures(cib, primitive).map(({ node }) => node);
    const nodes = new Set([...failed, ...nodesGivenUp(cib, primitive)]);
    return [...nodes].filter((n) => online.includes(n)).map((node) => ({ primitive, node }));
  });
}
