import { setTimeout as delay } from "node:timers/promises";
import { type Agent, parseAgent } from "../cib/model/agent";
import { type Element, byId } from "../cib/xml/element";
import { describeUnknownNode } from "../cib/status/nodes";
import { CommandFailed, NoUsableNode, NodeUnusable, SchedulerFailed, isTimeout } from "../errors";
import type { ClusterAddress, NodeAddress } from "../host/ssh/connection";
import { queryDialect } from "../host/commands/pacemaker-dialect";
import { unusable } from "./every-node";
import { warnOfUnverified } from "../host/ssh/host-key";
import { type Session, openSession } from "../host/ssh/session";
import { queryAgentMetadata } from "../host/commands/pacemaker-commands";
import { warn } from "../log";
import type { HeldWait } from "../kind/cib-kind";
import { FRESH_MS } from "../transaction/base-version";
import { cleanUpResource } from "./cleanup";
import { refuseMissingScript } from "./init-scripts";
import { queryQuorateCib, SplitBrainCheck } from "../transaction/partition";
import { Watcher } from "../await/watcher";
import { Transactions } from "../transaction/group-commit";
import { ForeignWriters } from "../transaction/foreign-writers";

/** Milliseconds that a pcs process lives at most. It may read before our commit and replace the configuration after it. */
const WRITER_LIFETIME = 2000;

/** A cluster. All its resources in this process share one instance. */
export class Cluster {
  readonly transactions: Transactions;
  readonly watcher: Watcher;
  /** Ids of the objects that this process creates in the cluster, each with the arguments that claim it. */
  readonly claimedIds = new Map<string, object>();
  /** How the program wants to wait for primitives that are held: what releases them waits. */
  readonly heldWaits = new Map<string, HeldWait>();
  /** Number of deletions that run and do not wait for others, and of those that have removed their object. */
  readonly deletions = { active: 0, done: 0 };
  /** Ids of the constraints that this process keeps until what they name is deleted, with the resources that made them. */
  readonly keptConstraints = new Map<string, string>();
  /** Ids of the resources that this process keeps stopped until they are deleted, with their former target-role. */
  readonly stoppedDependents = new Map<string, string | undefined>();
  private readonly agents = new Map<string, Promise<Agent | undefined>>();
  private last: { readonly cib: Promise<Element>; readonly at: number } | undefined;
  /** The CIB that was read or committed last. The next read shares its equal elements. */
  private older: Element | undefined;
  /** Index of the node to try first: the last usable one, so that a dead node is tried once. */
  private first = 0;
  private readonly reported = new Set<string>();
  private readonly writers = new ForeignWriters();
  private readonly split: SplitBrainCheck;

  constructor(readonly address: ClusterAddress) {
    this.split = new SplitBrainCheck(address);
    this.watcher = new Watcher(this.onAnyNode, this.writers);
    this.transactions = new Transactions({
      onAnyNode: this.onAnyNode,
      query: this.query,
      writers: this.writers,
      onCommitted: (cib) => {
        this.last = undefined;
        this.older = cib;
        for (const kept of [this.keptConstraints, this.stoppedDependents])
          for (const id of kept.keys()) if (!byId(cib, id)) kept.delete(id);
      },
    });
  }

  /** Runs work on the first usable node. @throws NoUsableNode with the reason of every node */
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
        this.reportSchedulers([...failures.values()]);
        return done;
      } catch (e) {
        failures.set(node.name, unusable(e));
      }
    }
    throw new NoUsableNode(nodes.flatMap(({ name }) => failures.get(name) ?? []));
  };

  /** Reports failed schedulers although another node answers: the user has to repair them, for example a full disk. */
  private reportSchedulers(failures: readonly NodeUnusable[]): void {
    for (const failure of failures)
      if (failure instanceof SchedulerFailed) this.logOnce(failure.node, failure.message);
  }

  private logOnce(node: string, line: string | undefined): void {
    if (line === undefined || this.reported.has(node)) return;
    this.reported.add(node);
    warn(line);
  }

  /**
   * Reads the CIB. It is newer than this process's last commit, and read after `notBefore` (by default at most two
   * seconds ago). It comes from a partition with quorum, because an object that another partition lacks may exist.
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
   * Returns a CIB that shows whether a commit of that time (`Date.now()`) stays; `undefined` if there is no foreign
   * writer. The CIB is read after every writer has ended that may have read before the commit. If that is long ago, it is
   * read now, because a slow writer may have written meanwhile.
   */
  async readAfterForeignWriters(committed: number): Promise<Element | undefined> {
    if (this.writers.describeSince(committed) === undefined) return undefined;
    const due = committed + WRITER_LIFETIME;
    await delay(Math.max(0, due - Date.now()));
    return this.read(Math.max(due, Date.now() - FRESH_MS));
  }

  /** The last foreign writer, in words. */
  get otherWriter(): string {
    return this.writers.lastWriter;
  }

  private readonly query = async (session: Session): Promise<Element> => {
    const cib = await this.split.queryUnsplit(session, () => queryQuorateCib(session, this.older));
    this.older = cib;
    this.writers.noteVersion(cib);
    for (const { name } of this.address.nodes) this.logOnce(name, describeUnknownNode(cib, name));
    return cib;
  };

  /**
   * Loads an agent's meta-data, once per process; `undefined` if no node has the agent.
   * @throws PreconditionFailed when a node lacks an init script, and its Pacemaker would not notice
   */
  loadAgent(name: string): Promise<Agent | undefined> {
    const known = this.agents.get(name);
    if (known) return known;
    const loading = this.queryCheckedAgent(name);
    this.agents.set(name, loading);
    loading.catch(() => this.agents.delete(name));
    return loading;
  }

  private async queryCheckedAgent(name: string): Promise<Agent | undefined> {
    const agent = await this.queryAgent(name);
    if (agent && name.startsWith("lsb:"))
      await this.onAnyNode((session) => refuseMissingScript(session, this.address, name));
    return agent;
  }

  private queryAgent(name: string): Promise<Agent | undefined> {
    return this.onAnyNode((session) => queryMetadata(session, name)).then(
      (xml) => parseAgent(xml, name.startsWith("stonith:")),
      (e: unknown) => {
        if (e instanceof NoUsableNode && e.failures.some((f) => f instanceof AgentMissing))
          return undefined;
        throw e;
      },
    );
  }

  dialect(): ReturnType<typeof queryDialect> {
    return this.onAnyNode(queryDialect);
  }

  cleanup(resource: string): Promise<void> {
    return this.onAnyNode((session) =>
      cleanUpResource(session, resource, () => this.query(session)),
    );
  }
}

/** A node answers but lacks the agent. Another node may have it. */
class AgentMissing extends NodeUnusable {}

async function queryMetadata(session: Session, name: string): Promise<string> {
  try {
    return await queryAgentMetadata(session, name);
  } catch (e) {
    if (!(e instanceof CommandFailed) || isTimeout(e)) throw e;
    throw new AgentMissing(session.node, e.reason, { cause: e });
  }
}

const clusters = new Map<string, Cluster>();

/** Returns the cluster at an address. Equal addresses share one instance for the whole process. */
export function clusterAt(address: ClusterAddress): Cluster {
  const key = JSON.stringify(address);
  const known = clusters.get(key);
  if (known) return known;
  warnOfUnverified(address);
  const made = new Cluster(address);
  clusters.set(key, made);
  return made;
}
