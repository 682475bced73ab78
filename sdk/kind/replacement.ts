import { argumentsWith } from "./arguments";
import type { Replacing } from "./cib-kind";
import { isSameCluster } from "./cluster-identity";
import type { CommonInputs, Replacement, ResourceKind } from "./lifecycle";
import { isUnknown } from "./rules";

/** Tells which arguments make another object: the identity, another cluster, and references that are wholly unknown. */
export function findReplacement<A extends CommonInputs>(
  kind: Pick<ResourceKind<A>, "arguments"> & { readonly replacing?: Replacing<A> },
  before: A,
  args: A,
): Replacement {
  const value = (a: A, name: string): unknown => a[name as keyof A];
  const identity = argumentsWith(kind.arguments, "identity").filter(
    (p) => value(before, p) !== undefined && value(before, p) !== value(args, p),
  );
  // The referenced object is being replaced: without a replacement this one would silently lose it.
  const unknown = ["cluster", ...argumentsWith(kind.arguments, "reference")].filter((p) =>
    isUnknown(value(args, p)),
  );
  const elsewhere =
    isUnknown(args.cluster) || isSameCluster(before.cluster, args.cluster) ? [] : ["cluster"];
  const deleteFirst = identity.length > 0 && (kind.replacing?.deleteFirst(before, args) ?? false);
  return { properties: [...new Set([...identity, ...unknown, ...elsewhere])], deleteFirst };
}
