import { argumentsWith } from "./arguments";
import type { Replacing } from "./cib-kind";
import { isSameCluster } from "./cluster-identity";
import type { CommonInputs, Replacement, ResourceKind } from "./lifecycle";
import { isUnknown } from "./rules";

/** Returns the arguments that replace the object: its identity, another cluster, and completely unknown references. */
export function findReplacement<A extends CommonInputs>(
  kind: Pick<ResourceKind<A>, "arguments"> & { readonly replacing?: Replacing<A> },
  before: A,
  args: A,
): Replacement {
  const value = (a: A, name: string): unknown => a[name as keyof A];
  const identity = argumentsWith(kind.arguments, "identity").filter(
    (p) => value(before, p) !== undefined && value(before, p) !== value(args, p),
  );
  // An unknown reference means that its target is being replaced. This object would otherwise lose the reference silently.
  const unknown = ["cluster", ...argumentsWith(kind.arguments, "reference")].filter((p) =>
    isUnknown(value(args, p)),
  );
  const otherCluster =
    isUnknown(args.cluster) || isSameCluster(before.cluster, args.cluster) ? [] : ["cluster"];
  const deleteFirst = identity.length > 0 && (kind.replacing?.deleteFirst(before, args) ?? false);
  return { properties: [...new Set([...identity, ...unknown, ...otherCluster])], deleteFirst };
}
