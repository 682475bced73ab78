import { isStoppedForDeletion } from "../cib/model/target-role";
import type { Element } from "../cib/xml/element";
import { clusterAt } from "../cluster/cluster";
import type { CibKind } from "../kind/cib-kind";
import type { CommonInputs, Lifecycle } from "../kind/lifecycle";
import { findReplacement } from "../kind/replacement";
import { deleteObject } from "./delete";
import { CibOperation } from "./operation";
import { reconcile } from "./reconcile";

/** The lifecycle of an object in the CIB: observe, commit the smallest change, wait until the cluster has applied it. */
export const cibLifecycle = <A extends CommonInputs>(kind: CibKind<A>): Lifecycle<A> => ({
  kind,
  findReplacement: (before, args) => findReplacement(kind, before, args),
  create: (args) => reconcile(new CibOperation(kind, args)),
  read: async (id, args) => observe(kind, await clusterAt(args.cluster).read(), id, args),
  update: (id, before, args) => reconcile(new CibOperation(kind, args, id, before)),
  delete: (id, args) => deleteObject(new CibOperation(kind, args, id), id),
  retainedParts: (args) => [
    ...(kind.sharing?.sharedParts(args) ?? []),
    ...(kind.owning?.notedConstraints(args) ?? []),
  ],
});

/** Returns the observed arguments, and whether an interrupted deletion has stopped the object. */
function observe<A extends CommonInputs>(
  kind: CibKind<A>,
  cib: Element,
  id: string,
  { stoppedForDeletion, ...declared }: A,
): A | undefined {
  const args = declared as CommonInputs as A;
  const seen = kind.observe(cib, id, args);
  const target = seen && kind.running?.stopTarget(cib, id, args);
  const isStopped = target !== undefined && isStoppedForDeletion(cib, target);
  return seen && isStopped ? { ...seen, stoppedForDeletion: true } : seen;
}
