import { type Agent, parseAgent } from "../cib/agent";
import type { Element } from "../cib/element";
import { CommandFailed, NoUsableNode, NodeUnusable } from "../errors";
import type { ClusterAddress } from "../host/connection";
import { type Session, openSession } from "../host/session";
import { agentMetadata, cleanup } from "../host/tools";
import { queryQuorate } from "./quorum";
import { Observer } from "./observer";
import { Transactions } from "./transaction";

const FRESH = 2000;
/** What `timeout` exits with. */
const TIMED_OUT = 124;

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
        failures.push(unusable(node.name, e));
      }
    }
    throw new NoUsableNode(failures);
  };

  /**
   * The CIB, at most two seconds old and newer than this process's last commit; only of a quorate partition, because
   * what is missing elsewhere need not be gone.
   */
  read(): Promise<Element> {
    const { last } = this;
    if (last && Date.now() - last.at < FRESH) return last.cib;
    const cib = this.onAnyNode(queryQuorate);
    this.last = { cib, at: Date.now() };
    cib.catch(() => (this.last = undefined));
    return cib;
  }

  /** An agent's meta-data, read once per process; `undefined` when no node has the agent. */
  agent(name: string): Promise<Agent | undefined> {
    const known = this.agents.get(name);
    if (known) return known;
    const asked = this.onAnyNode((session) => metadataThere(session, name)).then(
      (xml) => parseAgent(xml, name.startsWith("stonith:")),
      (e: unknown) => {
        if (e instanceof NoUsableNode && e.failures.some((f) => f instanceof AgentMissing))
          return undefined;
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

/** A node that hangs is skipped like one that is gone; everything else is no reason to ask another one. */
function unusable(node: string, e: unknown): NodeUnusable {
  if (e instanceof NodeUnusable) return e;
  if (e instanceof CommandFailed && e.exitCode === TIMED_OUT)
    return new NodeUnusable(node, e.message, { cause: e });
  throw e;
}

/** A node that answers and does not have an agent; another one may. */
class AgentMissing extends NodeUnusable {}

async function metadataThere(session: Session, name: string): Promise<string> {
  try {
    return await agentMetadata(session, name);
  } catch (e) {
    if (!(e instanceof CommandFailed) || e.exitCode === TIMED_OUT) throw e;
    throw new AgentMissing(session.node, e.message, { cause: e });
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
