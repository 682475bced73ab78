import type { Agent } from "../cib/model/agent";
import { longestDelay, longestTimeout, primitivesIn } from "../cib/model/resource-tree";
import { agentNameOf } from "../cib/model/template";
import { type Element, byId } from "../cib/xml/element";
import { parseDuration } from "../cib/xml/values";
import { type Cluster, clusterAt } from "../cluster/cluster";
import { warnOfGone } from "../cluster/gone";
import { NoClusterConfigured, NoUsableNode, PreconditionFailed } from "../errors";
import type { ClusterAddress } from "../host/ssh/connection";
import type { CibKind } from "../kind/cib-kind";
import type { CommonInputs } from "../kind/lifecycle";
import { commandFor } from "../shell-quote";
import { refuseNonAscii } from "./refuse-non-ascii";

/** The result of a commit. */
export interface Applied {
  readonly id: string;
  /** The object existed before the program created it. */
  readonly existedBefore: boolean;
  readonly cib: Element;
  readonly kindState?: unknown;
  /** Held primitives that the commit released. */
  readonly released: readonly string[];
  /** Time of the commit (`Date.now()`). */
  readonly at: number;
}

export type AgentLookup = (name: string) => Agent;

/** Milliseconds. */
const SHORTEST_TIMEOUT = 120_000;
/** Milliseconds. */
const MARGIN = 30_000;

/** The context of one create, update or delete of an object. */
export class CibOperation<A extends CommonInputs> {
  readonly cluster: Cluster;
  private prepared: Promise<AgentLookup> | undefined;

  constructor(
    readonly kind: CibKind<A>,
    readonly args: A,
    /** The object's id; missing at create. */
    readonly id?: string,
    /** The arguments of the last operation; missing at create. */
    readonly before?: A,
  ) {
    this.cluster = clusterAt(args.cluster);
  }

  /** Names the object in messages. */
  get label(): string {
    return this.id ?? this.args.name ?? this.args.label ?? this.kind.type;
  }

  /** Names the resource as `__governedBy` of others does. */
  get governor(): string {
    return `${this.kind.type.replace(/^.*:/, "")} ${this.args.__label ?? ""}`;
  }

  /**
   * Loads the meta-data of the kind's agents, once. Each edit of a create or an update waits for it.
   * @throws PreconditionFailed when the cluster's Pacemaker cannot carry the arguments
   */
  prepare(): Promise<AgentLookup> {
    return (this.prepared ??= this.checkAndLoad());
  }

  private async checkAndLoad(): Promise<AgentLookup> {
    const { altersNonAscii } = await this.cluster.dialect();
    if (altersNonAscii) refuseNonAscii(`${this.label} (${this.kind.type})`, this.args);
    return this.queryAgents();
  }

  private async queryAgents(): Promise<AgentLookup> {
    const isOfTemplate = (this.kind.templates?.(this.args) ?? []).length > 0;
    const names = [...(this.kind.agents?.(this.args) ?? []), ...(await this.agentsOfTemplates())];
    const known = await Promise.all(names.map((name) => this.cluster.loadAgent(name)));
    const refuse = isOfTemplate ? refuseChangedTemplate : refuseUnknownAgent;
    return (name) =>
      known[names.indexOf(name)] ??
      (names.includes(name) ? refuseUnknownAgent(name) : refuse(name));
  }

  /** A template that is missing has no agent. The kind's `put` says so. */
  private async agentsOfTemplates(): Promise<readonly string[]> {
    const templates = this.kind.templates?.(this.args) ?? [];
    if (templates.length === 0) return [];
    const cib = await this.cluster.read();
    return templates.flatMap((id) => {
      const found = byId(cib, id);
      return found?.name === "template" ? [agentNameOf(found)] : [];
    });
  }

  /**
   * Returns how long to wait for some resources, in milliseconds: `waitTimeout`, else the sum of their own time-outs for
   * the operation, because they may act one after the other.
   */
  timeoutFor(cib: Element, resources: readonly string[], operation: "start" | "stop"): number {
    const primitives = resources.flatMap((id) => primitivesIn(cib, id));
    const held = primitives.flatMap((id) => this.cluster.heldWaits.get(id) ?? []);
    const declared = [this.args, ...held].flatMap((a) => parseDuration(a.waitTimeout ?? "") ?? []);
    if (declared.length > 0) return Math.max(...declared);
    const times = primitives.map((p) => longestTimeout(cib, p, operation) + longestDelay(cib, p));
    return Math.max(SHORTEST_TIMEOUT, times.reduce((sum, t) => sum + t, 0) + MARGIN);
  }
}

function refuseUnknownAgent(name: string): never {
  throw new PreconditionFailed(
    `agent: the cluster does not know the agent ${name}; install it on every node, or correct the name (${commandFor`crm_resource --list-agents ${name.replace(/:[^:]*$/, "")}`} on a node shows what is there)`,
  );
}

function refuseChangedTemplate(name: string): never {
  throw new PreconditionFailed(
    `template: another writer has just changed the template, which now has the agent ${name}; run again`,
  );
}

/** Reads the CIB; `undefined`, with a warning, if every node answers that it belongs to no cluster, so that every object is gone. */
export async function readIfConfigured(address: ClusterAddress): Promise<Element | undefined> {
  return clusterAt(address)
    .read()
    .catch((e: unknown) => {
      if (!(e instanceof NoUsableNode && e.failures.every((f) => f instanceof NoClusterConfigured)))
        throw e;
      warnOfGone(address);
      return undefined;
    });
}
