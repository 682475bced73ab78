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
