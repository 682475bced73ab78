import { setTimeout as delay } from "node:timers/promises";
import { type Agent, parseAgent } from "../cib/model/agent";
import type { Element } from "../cib/xml/element";
import { describeUnknownNode } from "../cib/status/nodes";
import { CommandFailed, NoUsableNode, NodeUnusable, SchedulerFailed } from "../errors";
import type { ClusterAddress, NodeAddress } from "../host/ssh/connection";
import { type Dialect, queryDialect } from "../host/commands/pacemaker-dialect";
import { warnOfUnverified } from "../host/ssh/host-key";
import { type Session, openSession } from "../host/ssh/session";
import { queryAgentMetadata } from "../host/commands/pacemaker-commands";
import { info } from "../log";
import { FRESH_MS } from "../transaction/base-version";
import { cleanUpResource } from "./cleanup";
import { refuseMissingScript } from "./init-scripts";
import { queryQuorateCib, SplitBrainCheck } from "../transaction/partition";
import { Watcher } from "../await/watcher";
import { Transactions } from "../transaction/group-commit";
import { ForeignWriters } from "../transaction/foreign-writers";

/** Longer than a pcs process lives: one that had read before our commit may replace the whole configuration after it. */
const LIFE_OF_A_WRITER = 2000;
/** What `timeout` exits with. */
const TIMED_OUT = 124;

/** One cluster, shared by all resources of this process that name it. */
export class Cluster {
  readonly transactions: Transactions;
  readonly watcher: Watcher;
  /** Ids of the objects that this process creates here, each with the request that has it. */
  readonly claimedIds = new Map<string, object>();
  private readonly agents = new Map<string, Promise<Agent | undefined>>();
  private last: { readonly cib: Promise<Element>; readonly at: number } | undefined;
  /** What was seen or made last; what is read shares with it what is equal. */
  private older: Element | undefined;
  /** Where the search for a usable node begins: at the one that was usable last, so a dead one is tried once. */
  private first = 0;
  private readonly told = new Set<string>();
  private readonly writers = new ForeignWriters();
  private readonly split: SplitBrainCheck;

  constructor(private readonly address: ClusterAddress) {
    this.split = new SplitBrainCheck(address);
    this.watcher = new Watcher(this.onAnyNode, this.writers);
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
    info(line);
  }

  /**
   * The CIB, at most two seconds old (or not older than that time) and newer than this process's last commit; only of a
   * quorate partition, because what is missing elsewhere need not be gone.
   */
  read(notBefore = Date.now() - FRESH_MS): Promise<Element> {
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
  async readAfterForeignWriters(committed: number): Promise<Element | undefined> {
    if (this.writers.describeSince(committed) === undefined) return undefined;
    const due = committed + LIFE_OF_A_WRITER;
    await delay(Math.max(0, due - Date.now()));
    return this.read(Math.max(due, Date.now() - FRESH_MS));
  }

  /** The last foreign writer that was seen, in words. */
  get otherWriter(): string {
    return this.writers.lastWriter;
  }

  private readonly query = async (session: Session): Promise<Element> => {
    const cib = await this.split.queryUnsplit(session, () => queryQuorateCib(session, this.older));
    this.older = cib;
    this.writers.noteVersion(cib);
    for (const { name } of this.address.nodes) this.sayOnce(name, describeUnknownNode(cib, name));
    return cib;
  };

  /**
   * An agent's meta-data, read once per process; `undefined` when no node has the agent.
   * @throws Refused when a node lacks it, and its Pacemaker would not notice
   */
  loadAgent(name: string): Promise<Agent | undefined> {
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
    return this.onAnyNode(queryDialect);
  }

  cleanup(resource: string): Promise<void> {
    return this.onAnyNode((session) =>
      cleanUpResource(session, resource, () => this.query(session)),
    );
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
    return await queryAgentMetadata(session, name);
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
