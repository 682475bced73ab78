import { setTimeout as delay } from "node:timers/promises";
import { type Agent, parseAgent } from "../cib/model/agent";
import type { Element } from "../cib/xml/element";
import { strange } from "../cib/status/nodes";
import { CommandFailed, NoUsableNode, NodeUnusable, SchedulerFailed } from "../errors";
import type { ClusterAddress, NodeAddress } from "../host/ssh/connection";
import { type Dialect, dialectOf } from "../host/commands/pacemaker-version";
import { warnOfUnverified } from "../host/ssh/host-key";
import { type Session, openSession } from "../host/ssh/session";
import { agentMetadata } from "../host/commands/pacemaker-commands";
import { say } from "../log";
import { FRESH } from "../transaction/base-version";
import { cleanUp } from "./cleanup";
import { refuseMissingScript } from "./init-scripts";
import { queryQuorate } from "../transaction/quorum";
import { Observer } from "../await/watcher";
import { Split } from "../transaction/split-brain";
import { Transactions } from "../transaction/group-commit";
import { Writers } from "../transaction/foreign-writers";

/** Longer than a pcs process lives: one that had read before our commit may replace the whole configuration after it. */
const LIFE_OF_A_WRITER = 2000;
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
  /** What was seen or made last; what is read shares with it what is equal. */
  private older: Element | undefined;
  /** Where the search for a usable node begins: at the one that was usable last, so a dead one is tried once. */
  private first = 0;
  private readonly told = new Set<string>();
  private readonly writers = new Writers();
  private readonly split: Split;

  constructor(private readonly address: ClusterAddress) {
    this.split = new Split(address);
    this.observer = new Observer(this.onAnyNode, this.writers);
    this.transactions = new Transactions({
      onAnyNode: this.onAnyNode,
      query: this.query,
      writers: this.writers,
      committed: (cib) => {
        this.last = undefined;
        this.older = cib;
      },
    });
  }

  /** Runs work on the first node that can do it. @throws NoUsableNode with the reason of every node */
  readonly onAnyNode = async <T>(work: (session: Session) => Promise<T>): Promise<T> => {
    const { nodes, connection } = this.address;
    const failures = new Map<string, NodeUnusable>();
    const from = this.first;
    for (const [i] of nodes.entries()) {
      const at = (from + i) % nodes.length;
      const node = nodes[at] as NodeAddress;
      try {
        const done = await work(await openSession(node, connection));
        this.first = at;
        this.tellOfSchedulers([...failures.values()]);
        return done;
      } catch (e) {
        failures.set(node.name, unusable(node.name, e));
      }
    }
    throw new NoUsableNode(nodes.flatMap(({ name }) => failures.get(name) ?? []));
  };

  /** Another node answers, and yet something has to be done there: its disk may be full. */
  private tellOfSchedulers(failures: readonly NodeUnusable[]): void {
    for (const failure of failures)
      if (failure instanceof SchedulerFailed) this.sayOnce(failure.node, failure.message);
  }

  private sayOnce(node: string, line: string | undefined): void {
    if (line === undefined || this.told.has(node)) return;
    this.told.add(node);
    say(line);
  }

  /**
   * The CIB, at most two seconds old (or not older than that time) and newer than this process's last commit; only of a
   * quorate partition, because what is missing elsewhere need not be gone.
   */
  read(notBefore = Date.now() - FRESH): Promise<Element> {
    const { last } = this;
    if (last && last.at >= notBefore) return last.cib;
    const cib = this.onAnyNode(this.query);
    this.last = { cib, at: Date.now() };
    cib.catch(() => (this.last = undefined));
    return cib;
  }

  /**
   * The CIB in which a commit of that time can be trusted to stay: where nobody else writes there is nothing to look
   * for (`undefined`), else it is read again when every writer who may have read before the commit has ended: now, if
   * that is long ago, because a slow one may have written meanwhile.
   */
  async later(committed: number): Promise<Element | undefined> {
    if (this.writers.beside(committed) === undefined) return undefined;
    const due = committed + LIFE_OF_A_WRITER;
    await delay(Math.max(0, due - Date.now()));
    return this.read(Math.max(due, Date.now() - FRESH));
  }

  /** The last foreign writer that was seen, in words. */
  get otherWriter(): string {
    return this.writers.words;
  }

  private readonly query = async (session: Session): Promise<Element> => {
    const cib = await this.split.refuse(session, () => queryQuorate(session, this.older));
    this.older = cib;
    this.writers.saw(cib);
    for (const { name } of this.address.nodes) this.sayOnce(name, strange(cib, name));
    return cib;
  };

  /**
   * An agent's meta-data, read once per process; `undefined` when no node has the agent.
   * @throws Refused when a node lacks it, and its Pacemaker would not notice
   */
  agent(name: string): Promise<Agent | undefined> {
    const known = this.agents.get(name);
    if (known) return known;
    const asked = this.everywhere(name);
    this.agents.set(name, asked);
    asked.catch(() => this.agents.delete(name));
    return asked;
  }

  private async everywhere(name: string): Promise<Agent | undefined> {
    const agent = await this.somewhere(name);
    if (agent && name.startsWith("lsb:"))
      await this.onAnyNode((session) => refuseMissingScript(session, this.address, name));
    return agent;
  }

  private somewhere(name: string): Promise<Agent | undefined> {
    return this.onAnyNode((session) => metadataThere(session, name)).then(
      (xml) => parseAgent(xml, name.startsWith("stonith:")),
      (e: unknown) => {
        if (e instanceof NoUsableNode && e.failures.some((f) => f instanceof AgentMissing))
          return undefined;
        throw e;
      },
    );
  }

  /** What the first node that can be used speaks. */
  dialect(): Promise<Dialect> {
    return this.onAnyNode(dialectOf);
  }

  cleanup(resource: string): Promise<void> {
    return this.onAnyNode((session) => cleanUp(session, resource, () => this.query(session)));
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
  warnOfUnverified(address);
  const made = new Cluster(address);
  clusters.set(key, made);
  return made;
}
