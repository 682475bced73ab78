import type { Element } from "../cib/element";
import { property } from "../cib/properties";
import { parseXml } from "../cib/xml";
import { NodeUnusable } from "../errors";
import type { Session } from "../host/session";
import { queryCib } from "../host/tools";

/**
 * The CIB of a node in a partition with quorum. Without it every write succeeds, and vanishes when the partition heals.
 * @throws NodeUnusable when the partition has none, unless the cluster's own `no-quorum-policy` is `ignore`
 */
export async function queryQuorate(session: Session): Promise<Element> {
  const cib = parseXml(await queryCib(session));
  if (cib.attributes["have-quorum"] !== "0" || property(cib, "no-quorum-policy") === "ignore")
    return cib;
  throw new NodeUnusable(
    session.node,
    "its partition has no quorum, so a change made there would be lost when the partition heals; bring the other nodes back",
  );
}
