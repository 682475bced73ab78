import { diffCib } from "../cib/patch/diff";
import type { Element } from "../cib/xml/element";
import { byId } from "../cib/xml/find";
import { stopForDeletion } from "../cib/model/stop-for-deletion";
import { findReferences, removeOperatorConstraints } from "../cib/model/references";
import { primitivesIn, explainUnmanaged } from "../cib/status/resource-tree";
import { activeNodes } from "../cib/status/status";
import { Refused } from "../errors";
import { info } from "../log";
import { type Cluster, clusterAt } from "../cluster/cluster";
import type { CibKind, CommonInputs } from "../kind/cib-kind";
import { refuseDeadlock } from "../cib/model/fencing-deadlock";
import { retryUntilKept } from "../cluster/retry-until-kept";
import { isRetained } from "./retained-objects";
import { defaultTimeout, timeoutOf } from "./wait-started";
import { type Stopping, stopped } from "./wait-stopped";

/**
 * Stops what runs, waits until it has stopped, then removes it together with what operators' commands left for it.
 * Deleting what is gone succeeds.
 * @throws Refused when something foreign names it, or Pacemaker does not manage it
 * @throws NotConverged when it does not stop: its definition stays in the cluster
 */
export async function remove<A extends CommonInputs>(
  kind: CibKind<A>,
  id: string,
  args: A,
): Promise<void> {
  const cluster = clusterAt(args.cluster);
  const attempt = async (): Promise<boolean> => {
    if (!(await removed(cluster, kind, id, args))) return false;
    const seen = await cluster.readAfterForeignWriters(Date.now());
    if (!seen || diffCib(seen, without(kind, seen, id, args)).length === 0) return true;
    info(`${id}: another writer has brought it back (${cluster.otherWriter}), deleting it again`);
    return false;
  };
  await retryUntilKept(attempt, `${id}: another writer undid its deletion`);
}

/** Returns false when another writer has kept it from stopping. */
async function removed<A extends CommonInputs>(
  cluster: Cluster,
  kind: CibKind<A>,
  id: string,
  args: A,
): Promise<boolean> {
  const label = `${id} (delete)`;
  const { transactions, claimedIds } = cluster;
  const stopping = await transactions.submit(label, (cib) => {
    for (const own of kind.owns?.(cib, args) ?? []) claimedIds.delete(own);
    return firstStep(kind, cib, id, args);
  });
  claimedIds.delete(id);
  if (stopping === undefined) return true;
  if (!(await stopped(cluster, id, stopping))) return false;
  await transactions.submit(label, (cib) => ({ cib: without(kind, cib, id, args), value: id }));
  return true;
}

/** Removes what does not run; stops what does, and names it. */
function firstStep<A extends CommonInputs>(
  kind: CibKind<A>,
  cib: Element,
  id: string,
  args: A,
): { readonly cib: Element; readonly value: Stopping | undefined } {
  refuseReferenced(kind, cib, id, args);
  for (const note of kind.parting?.(cib, id, args) ?? []) info(`${id}: ${note}`);
  const target = kind.stops?.(cib, id, args);
  if (target === undefined || !runs(cib, target))
    return { cib: without(kind, cib, id, args), value: undefined };
  refuseUnmanaged(cib, target);
  const timeout = timeoutOf(args) ?? defaultTimeout(cib, [target], "stop");
  const stop = (seen: Element): Element => stopForDeletion(seen, target);
  return { cib: stop(cib), value: { resources: [target], before: cib, stop, timeout } };
}

const runs = (cib: Element, target: string): boolean =>
  primitivesIn(cib, target).some((p) => activeNodes(cib, p).length > 0);

function without<A extends CommonInputs>(
  kind: CibKind<A>,
  cib: Element,
  id: string,
  args: A,
): Element {
  if (!kind.locate(cib, args, id)) return cib;
  const names = kind.named?.(id, args) ?? [];
  const goes = kind.minus?.(args, (part) => isRetained(args.cluster, part)) ?? args;
  const next = names.reduce(removeOperatorConstraints, kind.remove(cib, id, goes));
  refuseDeadlock(cib, next);
  return next;
}

function refuseReferenced<A>(kind: CibKind<A>, cib: Element, id: string, args: A): void {
  const names = (kind.named?.(id, args) ?? []).filter((name) => byId(cib, name));
  const own = kind.owns?.(cib, args) ?? [];
  const naming = names
    .flatMap((name) => findReferences(cib, name))
    .filter((r) => !own.includes(r.id));
  const foreign = naming.map((r) => r.text);
  if (foreign.length === 0) return;
  throw new Refused(
    `${id} cannot be deleted: ${foreign.join(", ")} in the cluster ${foreign.length === 1 ? "names" : "name"} it and ${foreign.length === 1 ? "is" : "are"} not part of this resource. ` +
      "Remove that first (pcs constraint delete, pcs resource ungroup, pcs tag delete), then run again",
  );
}

/** Without its definition Pacemaker would stop it out of order, because the flag goes with it. */
function refuseUnmanaged(cib: Element, target: string): void {
  const why = primitivesIn(cib, target).map((p) => explainUnmanaged(cib, p));
  const reason = why.find((w) => w !== undefined);
  if (reason === undefined) return;
  throw new Refused(
    `${target} runs and cannot be deleted now: ${reason}, so Pacemaker would not stop it in order. ` +
      `Give it back to Pacemaker first (pcs resource manage ${target}, or pcs property set maintenance-mode=false), or keep it running without Pulumi with retainOnDelete: true`,
  );
}
