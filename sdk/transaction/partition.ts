import { setTimeout as delay } from "node:timers/promises";
import { propertyValue } from "../cib/model/cluster-properties";
import { onlineNodes } from "../cib/status/status";
import { type Element, idOf, sectionOf } from "../cib/xml/element";
import { parseXml } from "../cib/xml/parse";
import { NodeUnusable, PreconditionFailed } from "../errors";
import { queryCib } from "../host/commands/pacemaker-commands";
import type { ClusterAddress, NodeAddress } from "../host/ssh/connection";
import { type Session, openSession } from "../host/ssh/session";

/** Whether a CIB comes from a partition that may act for the cluster. With quorum the CIB's header is enough. */
export const isQuorate = (cib: Element): boolean =>
  cib.attributes["have-quorum"] !== "0" || propertyValue(cib, "no-quorum-policy") === "ignore";

/**
 * Returns the CIB if the node's partition may act for the cluster. A partition without quorum accepts every write, and
 * the write is lost when the nodes rejoin. Its status is wrong too: resources of the other partition appear stopped.
 * @throws NodeUnusable when the partition has no quorum, unless the cluster's own `no-quorum-policy` is `ignore`
 */
export function requireQuorum({ node }: Session, cib: Element): Element {
  if (isQuorate(cib)) return cib;
  throw new NodeUnusable(
    node,
    "its partition has no quorum: it does not speak for the cluster, and a change made there would be lost when the partition heals; bring the other nodes back",
  );
}

/**
 * Reads the CIB of a node in a partition with quorum. Elements that equal those of an older CIB are shared with it.
 * @throws NodeUnusable when the partition has no quorum
 */
export const queryQuorateCib = async (session: Session, older?: Element): Promise<Element> =>
  requireQuorum(session, parseXml(await queryCib(session), older));

const ATTEMPTS = 3;
/** Milliseconds between two attempts. */
const PAUSE = 2000;

/**
 * Detects a split brain: two halves of a cluster that both continue (two nodes without fencing both have quorum).
 * Changes in one half are lost silently when the halves rejoin: the higher epoch wins, not the later change.
 * While every node is online there is no other half, so only offline nodes are queried.
 */
export class SplitBrainCheck {
  /** Nodes that did not answer. They are queried once, because a dead host costs its time-out. */
  private readonly silentNodes = new Set<string>();

  constructor(private readonly address: ClusterAddress) {}

  /**
   * Reads the CIB with `query` and returns it if the cluster is not split. A node that is just joining is no split: the
   * check is repeated.
   * @throws PreconditionFailed when an offline node belongs to another half
   */
  async queryUnsplit(session: Session, query: () => Promise<Element>): Promise<Element> {
    for (let left = ATTEMPTS; ; left--) {
      const cib = await query();
      const other = await this.findOtherHalf(session, cib);
      if (other === undefined) return cib;
      if (left === 1) throw new PreconditionFailed(describeSplit(session, cib, other));
      await delay(PAUSE);
    }
  }

  private async findOtherHalf(session: Session, cib: Element): Promise<Half | undefined> {
    const online = onlineNodes(cib);
    const offline = this.address.nodes.filter(
      ({ name }) => name !== session.node && !online.includes(name) && !this.silentNodes.has(name),
    );
    const halves = await Promise.all(offline.map((node) => this.queryHalf(node)));
    const dc = coordinatorOf(cib);
    return dc === undefined ? undefined : halves.find((h) => h && h.dc !== dc);
  }

  private async queryHalf(node: NodeAddress): Promise<Half | undefined> {
    try {
      const session = await openSession(node, this.address.connection);
      const dc = coordinatorOf(await queryQuorateCib(session));
      return dc === undefined ? undefined : { node: node.name, dc };
    } catch {
      this.silentNodes.add(node.name);
      return undefined;
    }
  }
}

interface Half {
  readonly node: string;
  readonly dc: string;
}

/** The name of the coordinator (DC), whose id is in the CIB's header; `undefined` while there is none. */
function coordinatorOf(cib: Element): string | undefined {
  const id = cib.attributes["dc-uuid"];
  const node = sectionOf(cib, "nodes").children.find((n) => idOf(n) === id);
  return node?.attributes.uname ?? id;
}

const describeSplit = ({ node }: Session, cib: Element, other: Half): string =>
  `the cluster is split: for ${node} the coordinator (DC) is ${coordinatorOf(cib) ?? "none"}, for ${other.node} it is ${other.dc}. Both halves act as the whole cluster, and the changes of one half are lost when the halves rejoin, so nothing was done. ` +
  "Repair the network between the nodes (corosync: UDP ports 5404 to 5412) and run again; a fence device prevents a split";
