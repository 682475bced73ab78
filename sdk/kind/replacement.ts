import { isDeepStrictEqual } from "node:util";
import { type Table, argumentsWith } from "./arguments";
import type { Replacing } from "./cib-kind";
import { isSameCluster } from "./cluster-identity";
import type { CommonInputs, Replacement, ResourceKind } from "./lifecycle";
import { hasUnknown, isUnknown } from "./rules";

/** Returns the arguments of the identity that differ, also one that is added. Another spelling is no difference. */
export const changedIdentity = (table: Table, before: object, args: object): readonly string[] =>
  argumentsWith(table, "identity").filter((name) => {
    const { canonical = (text: string): string => text } = table[name] ?? {};
    const [was, is] = [before, args].map((a) => {
      const value = (a as Readonly<Record<string, unknown>>)[name];
      return typeof value === "string" && !isUnknown(value) ? canonical(value) : value;
    });
    return !isDeepStrictEqual(was, is);
  });

/** Returns the arguments that replace the object: its identity, another cluster, and completely unknown references. */
export function findReplacement<A extends CommonInputs>(
  kind: Pick<ResourceKind<A>, "arguments"> & { readonly replacing?: Replacing<A> },
  before: A,
  args: A,
): Replacement {
  const value = (a: A, name: string): unknown => a[name as keyof A];
  const identity = changedIdentity(kind.arguments, before, args).filter(
    (p) => value(before, p) !== undefined,
  );
  // An unknown reference means that its target is being replaced. This object would otherwise lose the reference silently.
  const unknown = ["cluster", ...argumentsWith(kind.arguments, "reference")].filter((p) => {
    const { holdsReferences } = kind.arguments[p] ?? {};
    const given = value(args, p);
    return holdsReferences ? hasUnknown(holdsReferences(given)) : isUnknown(given);
  });
  const otherCluster =
    isUnknown(args.cluster) || isSameCluster(before.cluster, args.cluster) ? [] : ["cluster"];
  const deleteFirst = identity.length > 0 && (kind.replacing?.deleteFirst(before, args) ?? false);
  return { properties: [...new Set([...identity, ...unknown, ...otherCluster])], deleteFirst };
}
