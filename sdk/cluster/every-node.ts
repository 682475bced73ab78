import { NodeUnusable, isTimeout } from "../errors";
import type { ClusterAddress } from "../host/ssh/connection";
import { warnOfUnverified } from "../host/ssh/host-key";
import { type Session, openSession } from "../host/ssh/session";

/** The facts of the reachable nodes, and the reasons why the others are unreachable. */
export interface Inspection<T> {
  readonly seen: readonly T[];
  readonly unreachable: readonly NodeUnusable[];
}

/** Inspects all nodes in parallel. A node that is unreachable, or hangs, is returned with its reason. */
export async function inspectNodes<T extends object>(
  cluster: ClusterAddress,
  inspect: (session: Session) => Promise<T>,
): Promise<Inspection<T>> {
  warnOfUnverified(cluster);
  const { nodes, connection } = cluster;
  const results = await Promise.all(
    nodes.map((node) => openSession(node, connection).then(inspect).catch(unusable)),
  );
  return {
    seen: results.filter((r): r is Awaited<T> => !(r instanceof NodeUnusable)),
    unreachable: results.filter((r): r is NodeUnusable => r instanceof NodeUnusable),
  };
}

/**
 * Turns an error into the reason why a node is unusable, or throws it. A command that hangs makes its node unusable, so that
 * it does not keep the others from being read.
 */
export function unusable(error: unknown): NodeUnusable {
  if (error instanceof NodeUnusable) return error;
  if (isTimeout(error)) {
    const why = `${error.argv.join(" ")}: ${error.stderr}; run it there by hand to see what hangs`;
    return new NodeUnusable(error.node, why, { cause: error });
  }
  throw error;
}

/** Does the same work for each item in parallel. Fails only after all have ended, with every reason. */
export async function runEverywhere<T, R>(
  items: readonly T[],
  work: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const done = await Promise.allSettled(items.map(work));
  const failures = done.flatMap((d) => (d.status === "rejected" ? [d.reason as Error] : []));
  const [first] = failures;
  if (failures.length > 1) throw new Error(failures.map((f) => f.message).join("\n"));
  if (first) throw first;
  return done.flatMap((d) => (d.status === "fulfilled" ? [d.value] : []));
}
