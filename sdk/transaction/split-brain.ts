import { setTimeout as delay } from "node:timers/promises";
import { sectionOf } from "../cib/xml/find";
import { type Element, idOf } from "../cib/xml/element";
import { onlineNodes } from "../cib/status/status";
import { Refused } from "../errors";
import type { ClusterAddress, NodeAddress } from "../host/ssh/connection";
import { type Session, openSession } from "../host/ssh/session";
import { queryQuorateCib } from "./quorum";

const LOOKS = 3;
const PAUSE = 2000;

/**
 * Finds out whether a cluster has fallen into halves that both go on (two nodes without fencing: both have quorum).
 * What is written into one half vanishes without a word when they meet again, and the higher epoch wins, not the later
 * change. While every node is online there is no other half, so only nodes that are away are asked.
 */
export class SplitBrainCheck {
  /** Nodes that did not answer: asked once, because a dead host costs its time-out. */
  private readonly silent = new Set<string>();

  constructor(private readonly address: ClusterAddress) {}

  /** @throws Refused when a node that is away belongs to another half; not for the moment in which it joins */
  async queryUnsplit(session: Session, look: () => Promise<Element>): Promise<Element> {
    for (let left = LOOKS; ; left--) {
      const cib = await look();
      const other = await this.otherHalf(session, cib);
      if (other === undefined) return cib;
      if (left === 1) throw new Refused(words(session, cib, other));
      await delay(PAUSE);
    }
  }

  private async otherHalf(session: Session, cib: Element): Promise<Half | undefined> {
    const online = onlineNodes(cib);
    const away = this.address.nodes.filter(
      ({ name }) => name !== session.node && !online.includes(name) && !this.silent.has(name),
    );
    const halves = await Promise.all(away.map((node) => this.ask(node)));
    const own = dcOf(cib);
    return own === undefined ? undefined : halves.find((h) => h && h.dc !== own);
  }

  private async ask(node: NodeAddress): Promise<Half | undefined> {
    try {
      const dc = dcOf(await queryQuorateCib(await openSession(node, this.address.connection)));
      return dc === undefined ? undefined : { node: node.name, dc };
    } catch {
      this.silent.add(node.name);
      return undefined;
    }
  }
}

interface Half {
  readonly node: string;
  readonly dc: string;
}

/** The name of the node that coordinates (the CIB's header has its id); `undefined` while there is none. */
function dcOf(cib: Element): string | undefined {
  const id = cib.attributes["dc-uuid"];
  const node = sectionOf(cib, "nodes").children.find((n) => idOf(n) === id);
  return node?.attributes.uname ?? id;
}

const words = ({ node }: Session, cib: Element, other: Half): string =>
  `the cluster is split: for ${node} the coordinator (DC) is ${dcOf(cib) ?? "none"}, for ${other.node} it is ${other.dc}. Both halves go on as if they were the cluster, and what one half is told vanishes when they meet, so nothing was done. ` +
  "Repair the network between the nodes (corosync: UDP ports 5404 to 5412) and run again; a fence device keeps this from happening";
