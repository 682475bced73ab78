import type { ClusterAddress } from "../host/ssh/connection";
import type { CibKind, CommonInputs, Replacement } from "./cib-kind";
import { shareNode } from "../reconcile/retained-objects";
import { hasUnknown, isUnknown } from "./unknown-values";

/** Which arguments make another object: the identity, another cluster, and references that are wholly unknown. */
export function findReplacement<A extends CommonInputs>(
  kind: Pick<CibKind<A>, "identity" | "references" | "deleteFirst">,
  before: A,
  args: A,
): Replacement {
  const identity = (kind.identity ?? ["name"]).filter(
    (p) => before[p] !== undefined && before[p] !== args[p],
  );
  // A reference to something that is being remade: without a replacement it would silently be left out.
  const unknown = ["cluster" as keyof A & string, ...(kind.references ?? [])].filter((p) =>
    isUnknown(args[p]),
  );
  const elsewhere =
    isUnknown(args.cluster) || isSameCluster(before.cluster, args.cluster) ? [] : ["cluster"];
  const deleteFirst = identity.length > 0 && (kind.deleteFirst?.(before, args) ?? false);
  return { properties: [...new Set([...identity, ...unknown, ...elsewhere])], deleteFirst };
}

/** Nodes come and go, and are called otherwise: another cluster is one that shares neither a name nor an endpoint. */
export function isSameCluster(before: ClusterAddress, now: ClusterAddress): boolean {
  if (isUnknown(now.nodes) || isUnknown(before.nodes)) return true;
  if (!hasUnknown(now.nodes) && shareNode(before, now)) return true;
  const names = before.nodes.map((n) => n.name);
  return now.nodes.some((n) => isUnknown(n.name) || names.includes(n.name));
}
