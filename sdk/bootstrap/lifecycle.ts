import { isDeepStrictEqual } from "node:util";
import { warnOfGone } from "../cluster/gone";
import { parseDuration } from "../cib/xml/values";
import { clusterAt } from "../cluster/cluster";
import type { Inspection } from "../cluster/every-node";
import { NoUsableNode } from "../errors";
import {
  type CommonInputs,
  type Lifecycle,
  PartialFailure,
  type Replacement,
  type ResourceKind,
} from "../kind/lifecycle";
import { info } from "../log";
import { waitUntilQuorate } from "./wait-quorate";

/** The inputs of every kind of cluster. */
export interface ClusterInputs extends CommonInputs {
  readonly clusterName: string;
  readonly nodes: readonly { readonly name: string }[];
}

/** The context of one create or update of a cluster. */
export interface ClusterOperation<A, S, P> {
  readonly args: A;
  /** The arguments of the last operation; missing at create. */
  readonly before: A | undefined;
  readonly inspection: Inspection<S>;
  readonly plan: P;
  /** Waits until these nodes are one cluster with quorum and a coordinator (DC), unless `waitFor` is none. */
  readonly waitForNodes: (nodes: readonly string[]) => Promise<void>;
}

/** A kind of cluster: how to inspect, plan, apply and destroy it. The lifecycle uses only these functions. */
export interface Bootstrap<A extends ClusterInputs, S, P> {
  readonly inspect: (cluster: A["cluster"]) => Promise<Inspection<S>>;
  readonly makePlan: (inspection: Inspection<S>, args: A, before: A | undefined) => P;
  /** @throws PreconditionFailed with every reason; nothing has been changed */
  readonly check: (operation: ClusterOperation<A, S, P>) => Promise<void>;
  /** Writes the configuration on the nodes. Its failure leaves the inputs in the state as they were. */
  readonly write: (operation: ClusterOperation<A, S, P>) => Promise<void>;
  /** Makes the cluster run with the written configuration. */
  readonly run: (operation: ClusterOperation<A, S, P>) => Promise<void>;
  readonly isEmpty: (plan: P) => boolean;
  /** Tells whether the cluster existed before the program, and whether it runs and keeps running. */
  readonly describeFound: (operation: ClusterOperation<A, S, P>) => {
    readonly isFound: boolean;
    readonly isRunning: boolean;
  };
  /** Whether `run` itself waits for the nodes. Otherwise the lifecycle waits after it. */
  readonly runWaits: boolean;
  /** Tells whether the state gets the new arguments after a failed `run`. Only the old ones contain what has to be removed. */
  readonly storesNewInputs: (operation: ClusterOperation<A, S, P>, error: unknown) => boolean;
  /** Returns the arguments that describe the cluster itself, without those for the access to its nodes. */
  readonly comparable: (args: A) => object;
  /** The wait until the nodes are one cluster. */
  readonly convergence: {
    /** Milliseconds. */
    readonly timeout: number;
    /** Where an administrator finds why the nodes do not become one cluster, in words. */
    readonly whereToInspect: string;
    /** Returns the error to throw instead of the wait's. @default the wait's error */
    readonly explain?: (args: A, error: unknown) => Promise<unknown>;
  };
  readonly read: (args: A) => Promise<A | undefined>;
  readonly destroy: (args: A) => Promise<void>;
  /** Logs the effects of a change that are known without a connection, because a preview opens none. */
  readonly preview?: (before: A, args: A) => void;
}

const NEVER_REPLACED: Replacement = { properties: [] };

/**
 * The lifecycle of a cluster: inspect the nodes, apply what is missing, wait until they are one cluster. Create and update
 * are the same, except that create changes an existing cluster only with `adopt`.
 */
export const clusterLifecycle = <A extends ClusterInputs, S, P>(
  kind: ResourceKind<A>,
  bootstrap: Bootstrap<A, S, P>,
): Lifecycle<A> => ({
  kind,
  // A cluster and an object in it may have the same name.
  retainedId: (id) => `cluster ${id}`,
  findReplacement: (before, args) => {
    bootstrap.preview?.(before, args);
    return NEVER_REPLACED;
  },
  create: async (args) => {
    await reconcile(bootstrap, args, undefined);
    return { id: args.clusterName };
  },
  read: async (_id, args) => {
    const seen = await bootstrap.read(args);
    if (seen === undefined) warnOfGone(args.cluster);
    return seen;
  },
  update: (_id, before, args) => reconcile(bootstrap, args, before),
  delete: (_id, args) => bootstrap.destroy(args),
});

async function reconcile<A extends ClusterInputs, S, P>(
  bootstrap: Bootstrap<A, S, P>,
  args: A,
  before: A | undefined,
): Promise<void> {
  const operation = await beginOperation(bootstrap, args, before);
  await bootstrap.check(operation);
  if (before === undefined) reportFound(bootstrap, operation);
  await bootstrap.write(operation);
  try {
    await bootstrap.run(operation);
    if (mustWait(bootstrap, operation)) await operation.waitForNodes(args.nodes.map((n) => n.name));
  } catch (e) {
    throw bootstrap.storesNewInputs(operation, e) ? new PartialFailure(args.clusterName, e) : e;
  }
}

async function beginOperation<A extends ClusterInputs, S, P>(
  bootstrap: Bootstrap<A, S, P>,
  args: A,
  before: A | undefined,
): Promise<ClusterOperation<A, S, P>> {
  const inspection = await bootstrap.inspect(args.cluster);
  if (inspection.seen.length === 0) throw new NoUsableNode(inspection.unreachable);
  const plan = bootstrap.makePlan(inspection, args, before);
  return { args, before, inspection, plan, waitForNodes: nodeWait(bootstrap, args) };
}

const nodeWait =
  <A extends ClusterInputs, S, P>({ convergence }: Bootstrap<A, S, P>, args: A) =>
  async (nodes: readonly string[]): Promise<void> => {
    if (args.waitFor === "none") return;
    const { whereToInspect, explain } = convergence;
    const timeout = parseDuration(args.waitTimeout ?? "") ?? convergence.timeout;
    const { onAnyNode } = clusterAt(args.cluster);
    try {
      await waitUntilQuorate(args.clusterName, onAnyNode, nodes, { timeout, whereToInspect });
    } catch (e) {
      throw (await explain?.(args, e)) ?? e;
    }
  };

function reportFound<A extends ClusterInputs, S, P>(
  bootstrap: Bootstrap<A, S, P>,
  operation: ClusterOperation<A, S, P>,
): void {
  const { isFound, isRunning } = bootstrap.describeFound(operation);
  if (!isFound) return;
  const { clusterName } = operation.args;
  for (const failure of operation.inspection.unreachable)
    info(`${clusterName}: ${failure.message}`);
  const state = bootstrap.isEmpty(operation.plan)
    ? "is already there as declared"
    : "is already there";
  info(`${clusterName}: ${state}, taken over${isRunning ? " without a restart" : ""}`);
}

const mustWait = <A extends ClusterInputs, S, P>(
  { runWaits, isEmpty, comparable }: Bootstrap<A, S, P>,
  { args, before, plan }: ClusterOperation<A, S, P>,
): boolean => (isEmpty(plan) ? mustBeComplete(comparable, args, before) : !runWaits);

/**
 * Tells whether the cluster must be complete although the plan is empty: at create, at a repair (no argument has changed),
 * and when an argument of the cluster itself has changed. A new host, key or `force` needs no complete cluster, because
 * such a change must be possible while a node is down.
 */
export const mustBeComplete = <A extends object>(
  comparable: (args: A) => object,
  args: A,
  before?: A,
): boolean =>
  before === undefined ||
  isDeepStrictEqual(before, args) ||
  !isDeepStrictEqual(comparable(before), comparable(args));
