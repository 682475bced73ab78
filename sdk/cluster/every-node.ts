import { NodeUnusable } from "../errors";
import type { ClusterAddress } from "../host/ssh/connection";
import { warnOfUnverified } from "../host/ssh/host-key";
import { type Session, openSession } from "../host/ssh/session";

/** What the nodes that could be reached showed, and why the others could not. */
export interface Inspection<T> {
  readonly seen: readonly T[];
  readonly unreachable: readonly NodeUnusable[];
}

/** Looks at all nodes at once; those that cannot be reached are kept with the reason. */
export async function inspectNodes<T extends object>(
  cluster: ClusterAddress,
  lookThrough: (session: Session) => Promise<T>,
): Promise<Inspection<T>> {
  warnOfUnverified(cluster);
  const { nodes, connection } = cluster;
  const looks = await Promise.all(
    nodes.map((node) => openSession(node, connection).then(lookThrough).catch(unusable)),
  );
  return {
    seen: looks.filter((look): look is Awaited<T> => !(look instanceof NodeUnusable)),
    unreachable: looks.filter((look): look is NodeUnusable => look instanceof NodeUnusable),
  };
}

function unusable(error: unknown): NodeUnusable {
  if (error instanceof NodeUnusable) return error;
  throw error;
}

/** Does the same in several places at once, and ends everywhere before it fails, with every reason. */
export async function runEverywhere<T>(
  places: readonly T[],
  work: (place: T) => Promise<unknown>,
): Promise<void> {
  const done = await Promise.allSettled(places.map(work));
  const failures = done.flatMap((d) => (d.status === "rejected" ? [d.reason as Error] : []));
  const [first] = failures;
  if (failures.length > 1) throw new Error(failures.map((f) => f.message).join("\n"));
  if (first) throw first;
}
