import { refuseDeadlock } from "../cib/model/cluster-properties";
import { findReferences, removeOperatorConstraints } from "../cib/model/references";
import { stopForDeletion } from "../cib/model/target-role";
import { diffCib } from "../cib/patch/diff";
import { primitivesIn } from "../cib/model/resource-tree";
import { explainUnmanaged } from "../cib/status/resting";
import { activeNodes } from "../cib/status/status";
import { type Element, byId } from "../cib/xml/element";
import { retryUntilKept } from "../transaction/foreign-writers";
import { PreconditionFailed } from "../errors";
import type { CommonInputs } from "../kind/lifecycle";
import { info } from "../log";
import type { CibOperation } from "./operation";
import { isRetained } from "./retained-objects";
import { type Stopping, waitUntilStopped } from "./wait-stopped";

/**
 * Stops what runs, waits until it has stopped, then removes it together with what operators' commands left for it.
 * Deleting what is gone succeeds.
 * @throws Refused when another object refers to it, or Pacemaker does not manage it
 * @throws NotConverged when it does not stop: its definition stays in the cluster
 */
export async function deleteObject<A extends CommonInputs>(
  op: CibOperation<A>,
  id: string,
): Promise<void> {
  const { cluster } = op;
  const attempt = async (): Promise<boolean> => {
    if (!(await removeOnce(op, id))) return false;
    const seen = await cluster.readAfterForeignWriters(Date.now());
    if (!seen || diffCib(seen, removeFrom(seen, op, id)).length === 0) return true;
    info(`${id}: another writer has brought it back (${cluster.otherWriter}), deleting it again`);
    return false;
  };
  await retryUntilKept(attempt, `${id}: another writer undid its deletion`);
}

/** Returns false when another writer has kept it from stopping. */
async function removeOnce<A extends CommonInputs>(
  op: CibOperation<A>,
  id: string,
): Promise<boolean> {
  const label = `${id} (delete)`;
  const { transactions, claimedIds } = op.cluster;
  const stopping = await transactions.submit(label, (cib) => {
    for (const own of op.kind.owning?.ownedConstraints(cib, op.args) ?? []) claimedIds.delete(own);
    return firstStep(cib, op, id);
  });
  claimedIds.delete(id);
  if (stopping === undefined) return true;
  if (!(await waitUntilStopped(op.cluster, id, stopping))) return false;
  await transactions.submit(label, (cib) => ({ cib: removeFrom(cib, op, id), value: id }));
  return true;
}

/** Removes what does not run; stops what does, and names it. */
function firstStep<A extends CommonInputs>(
  cib: Element,
  op: CibOperation<A>,
  id: string,
): { readonly cib: Element; readonly value: Stopping | undefined } {
  const { kind, args } = op;
  refuseReferenced(cib, op, id);
  for (const note of kind.referenced?.checkRemoval?.(cib, id, args) ?? []) info(`${id}: ${note}`);
  const target = kind.running?.stopTarget(cib, id, args);
  if (target === undefined || !runs(cib, target))
    return { cib: removeFrom(cib, op, id), value: undefined };
  refuseUnmanaged(cib, target);
  const stop = (seen: Element): Element => stopForDeletion(seen, target);
  const timeout = op.timeoutFor(cib, [target], "stop");
  return { cib: stop(cib), value: { resources: [target], before: cib, stop, timeout } };
}

const runs = (cib: Element, target: string): boolean =>
  primitivesIn(cib, target).some((p) => activeNodes(cib, p).length > 0);

function removeFrom<A extends CommonInputs>(
  cib: Element,
  { kind, args }: CibOperation<A>,
  id: string,
): Element {
  if (!kind.locate(cib, args, id)) return cib;
  const isShared = (part: string): boolean => isRetained(args.cluster, part);
  const own = kind.sharing?.withoutSharedParts(args, isShared) ?? args;
  const names = kind.referenced?.referenceIds(id, args) ?? [];
  const next = names.reduce(removeOperatorConstraints, kind.remove(cib, id, own));
  refuseDeadlock(cib, next);
  return next;
}

function refuseReferenced<A extends CommonInputs>(
  cib: Element,
  { kind, args }: CibOperation<A>,
  id: string,
): void {
  const names = (kind.referenced?.referenceIds(id, args) ?? []).filter((name) => byId(cib, name));
  const own = kind.owning?.ownedConstraints(cib, args) ?? [];
  const foreign = names
    .flatMap((name) => findReferences(cib, name))
    .filter((r) => !own.includes(r.id))
    .map((r) => r.text);
  if (foreign.length === 0) return;
  const [verb, are] = foreign.length === 1 ? ["names", "is"] : ["name", "are"];
  throw new PreconditionFailed(
    `${id} cannot be deleted: ${foreign.join(", ")} in the cluster ${verb} it and ${are} not part of this resource. ` +
      "Remove that first (pcs constraint delete, pcs resource ungroup, pcs tag delete), then run again",
  );
}

/** Without its definition Pacemaker would stop it out of order, because the flag goes with it. */
function refuseUnmanaged(cib: Element, target: string): void {
  const why = primitivesIn(cib, target).map((p) => explainUnmanaged(cib, p));
  const reason = why.find((w) => w !== undefined);
  if (reason === undefined) return;
  throw new PreconditionFailed(
    `${target} runs and cannot be deleted now: ${reason}, so Pacemaker would not stop it in order. ` +
      `Give it back to Pacemaker first (pcs resource manage ${target}, or pcs property set maintenance-mode=false), or keep it running without Pulumi with retainOnDelete: true`,
  );
}
