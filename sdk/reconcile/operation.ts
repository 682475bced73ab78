import type { Agent } from "../cib/model/agent";
import { longestTimeout, primitivesIn } from "../cib/model/resource-tree";
import type { Element } from "../cib/xml/element";
import { parseDuration } from "../cib/xml/values";
import { type Cluster, clusterAt } from "../cluster/cluster";
import { PreconditionFailed } from "../errors";
import type { CibKind } from "../kind/cib-kind";
import type { CommonInputs } from "../kind/lifecycle";

/** What a commit left. */
export interface Applied {
  readonly id: string;
  /** The object was there before the program created it. */
  readonly existedBefore: boolean;
  readonly cib: Element;
  readonly kindState?: unknown;
  /** When the commit was done (`Date.now()`). */
  readonly at: number;
}

export type AgentLookup = (name: string) => Agent;

const LEAST = 120_000;
const MARGIN = 30_000;

/** What one create, update or delete of an object knows. */
export class CibOperation<A extends CommonInputs> {
  readonly cluster: Cluster;
  /** What the last commit of this operation left. */
  applied: Applied | undefined;
  private agents: Promise<AgentLookup> | undefined;

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

  /** Loads the meta-data of the kind's agents, once. */
  loadAgents(): Promise<AgentLookup> {
    return (this.agents ??= this.askForAgents());
  }

  private async askForAgents(): Promise<AgentLookup> {
    const names = this.kind.agents?.(this.args) ?? [];
    const known = await Promise.all(names.map((name) => this.cluster.loadAgent(name)));
    return (name) => known[names.indexOf(name)] ?? refuseUnknownAgent(name);
  }

  /**
   * How long to wait for some resources, in milliseconds: `waitTimeout`, else the sum of their own time-outs for the
   * operation, because they may act one after the other.
   */
  timeoutFor(cib: Element, resources: readonly string[], operation: "start" | "stop"): number {
    const declared = parseDuration(this.args.waitTimeout ?? "");
    if (declared !== undefined) return declared;
    const primitives = resources.flatMap((id) => primitivesIn(cib, id));
    const times = primitives.map((p) => longestTimeout(cib, p, operation, parseDuration));
    return Math.max(LEAST, times.reduce((sum, t) => sum + t, 0) + MARGIN);
  }
}

function refuseUnknownAgent(name: string): never {
  throw new PreconditionFailed(
    `agent: the cluster does not know the agent ${name}; install it on every node, or correct the name (crm_resource --list-agents shows what is there)`,
  );
}
