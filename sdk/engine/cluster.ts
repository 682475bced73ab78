import { type Agent, parseAgent } from "../cib/agent";
import type { Element } from "../cib/element";
import { parseXml } from "../cib/xml";
import { CommandFailed, NoUsableNode, NodeUnusable } from "../errors";
import type { ClusterAddress } from "../host/connection";
import { type Session, openSession } from "../host/session";
import { agentMetadata, cleanup, queryCib } from "../host/tools";
import { Observer } from "./observer";
import { Transactions } from "./transaction";

const FRESH = 2000;

/** One cluster, shared by all resources of this process that name it. */
export class Cluster {
  readonly transactions: Transactions;
  readonly observer: Observer;
  /** Ids of the objects that this process creates here, each with the request that has it. */
  readonly made = new Map<string, object>();
  private readonly agents = new Map<string, Promise<Agent | undefined>>();
  private last: { readonly cib: Promise<Element>; readonly at: number } | undefined;

  constructor(private readonly address: ClusterAddress) {
    this.observer = new Observer(this.onAnyNode);
    this.transactions = new Transactions(this.onAnyNode, () => (this.last = undefined));
  }

  /** Runs work on the first node that can do it. @throws NoUsableNode with the reason of every node */
  readonly onAnyNode = async <T>(work: (session: Session) => Promise<T>): Promise<T> => {
    const failures: NodeUnusable[] = [];
    for (const node of this.address.nodes) {
      try {
        return await work(await openSession(node, this.address.connection));
      } catch (e) {
        if (!(e instanceof NodeUnusable)) throw e;
        failures.push(e);
      }
    }
    throw new NoUsableNode(failures);
  };

  /** The CIB, at most two seconds old and newer than this process's last commit. */
  read(): Promise<Element> {
    const { last } = this;
    if (last && Date.now() - last.at < FRESH) return last.cib;
    const cib = this.onAnyNode(queryCib).then(parseXml);
    this.last = { cib, at: Date.now() };
    cib.catch(() => (this.last = undefined));
    return cib;
  }

  /** An agent's meta-data, read once per process; `undefined` when no node has the agent. */
  agent(name: string): Promise<Agent | undefined> {
    const known = this.agents.get(name);
    if (known) return known;
    const asked = this.onAnyNode((session) => agentMetadata(session, name)).then(
      (xml) => parseAgent(xml, name.startsWith("stonith:")),
      (e: unknown) => {
        if (e instanceof CommandFailed) return undefined;
        this.agents.delete(name);
        throw e;
      },
    );
    this.agents.set(name, asked);
    return asked;
  }

  cleanup(resource: string): Promise<void> {
    return this.onAnyNode((session) => cleanup(session, resource));
  }
}

const clusters = new Map<string, Cluster>();

/** The handle of a cluster: the same address is the same cluster, for the whole process. */
export function clusterAt(address: ClusterAddress): Cluster {
  const key = JSON.stringify(address);
  const known = clusters.get(key);
  if (known) return known;
  const made = new Cluster(address);
  clusters.set(key, made);
  return made;
}
