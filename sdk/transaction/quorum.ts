import type { Element } from "../cib/xml/element";
import { propertyValue } from "../cib/model/cluster-properties";
import { parseXml } from "../cib/xml/parse";
import { NodeUnusable } from "../errors";
import type { Session } from "../host/ssh/session";
import { queryCib } from "../host/commands/pacemaker-commands";

/** Whether a CIB (its header suffices where there is quorum) is one of a partition that may speak for the cluster. */
export const isQuorate = (cib: Element): boolean =>
  cib.attributes["have-quorum"] !== "0" || propertyValue(cib, "no-quorum-policy") === "ignore";

/**
 * The CIB, if the node's partition may speak for the cluster. Without quorum every write succeeds, and vanishes when the
 * partition heals, and resources stop that run, or are about to, in the partition that has quorum.
 * @throws NodeUnusable when the partition has none, unless the cluster's own `no-quorum-policy` is `ignore`
 */
export function requireQuorum({ node }: Session, cib: Element): Element {
  if (isQuorate(cib)) return cib;
  throw new NodeUnusable(
    node,
    "its partition has no quorum: it does not speak for the cluster, and a change made there would be lost when the partition heals; bring the other nodes back",
  );
}

/**
 * The CIB of a node in a partition with quorum; what is as in an older one is shared with it.
 * @throws NodeUnusable when there is none
 */
export const queryQuorateCib = async (session: Session, older?: Element): Promise<Element> =>
  requireQuorum(session, parseXml(await queryCib(session), older));
