import { setTimeout as delay } from "node:timers/promises";
import { refuseDeadlock } from "../cib/model/cluster-properties";
import { keepForDeletion } from "../cib/model/constraints/kept-constraints";
import { removeGoingConstraints } from "../cib/model/references";
import { touchesRemaining } from "../cib/model/removal";
import { stopForDeletion } from "../cib/model/target-role";
import { diffCib } from "../cib/patch/diff";
import type { Element } from "../cib/xml/element";
import { refuseInvalid } from "../transaction/schema-errors";
import { retryUntilKept } from "../transaction/foreign-writers";
import type { Cluster } from "../cluster/cluster";
import { StillReferenced } from "../errors";
import { type CommonInputs, toError } from "../kind/lifecycle";
import { info } from "../log";
import type { CibOperation } from "./operation";
import {
  holdDependents,
  isDeletedWithNamed,
  noteKeptConstraint,
  noteUndeleted,
  runs,
} from "./kept-constraints";
import { refuseReferenced, refuseUnmanaged } from "./refuse-deletion";
import { isRetained } from "./retained-objects";
import { type Stopping, waitUntilStopped } from "./wait-stopped";

/**
 * Stops the object if it runs, waits, then removes it and the constraints that operators' commands created for it.
 * Deleting a missing object succeeds.
 * @throws PreconditionFailed when another object refers to it, or Pacemaker does not manage it
 * @throws NotConverged when it does not stop; its definition stays in the cluster
 */
export async function deleteObject<A extends CommonInputs>(
  op: CibOperation<A>,
  id: string,
): Promise<void> {
  const { cluster } = op;
  const attempt = async (): Promise<boolean> => {
    if (!(await onceUnreferenced(cluster, () => removeOnce(op, id)))) return false;
    const seen = await cluster.readAfterForeignWriters(Date.now());
    if (!seen || diffCib(seen, removeFrom(seen, op, id)).length === 0) return true;
    info(`${id}: another writer has brought it back (${cluster.otherWriter}), deleting it again`);
    return false;
  };
  await retryUntilKept(attempt, `${id}: another writer undid its deletion`).catch((e: unknown) => {
    noteUndeleted(op, id);
    throw e;
  });
}

/**
 * Deletes an object. If others refer to it, waits while other deletions of this run may be about to remove those: Pulumi
 * deletes in parallel what it replaces, and what does not depend on each other.
 * @throws StillReferenced
 */
async function onceUnreferenced<T>({ deletions }: Cluster, remove: () => Promise<T>): Promise<T> {
  for (;;) {
    const { done } = deletions;
    deletions.active += 1;
    const result = await remove().catch(toError);
    deletions.active -= 1;
    if (!(result instanceof Error)) {
      deletions.done += 1;
      return result;
    }
    const mayChange = deletions.active > 0 || deletions.done > done;
    if (!(result instanceof StillReferenced) || !mayChange) throw result;
    await delay(REFERENCE_POLL);
  }
}

/** Milliseconds. */
const REFERENCE_POLL = 200;

/** Stops and removes the object once. Returns false if another writer restarted it. */
async function removeOnce<A extends CommonInputs>(
  op: CibOperation<A>,
  id: string,
): Promise<boolean> {
  const label = `${id} (delete)`;
  const { transactions, claimedIds } = op.cluster;
  let first = await transactions.submit(label, (cib) => judgeFirstStep(cib, op, id));
  const { remaining } = first;
  if (remaining) {
    await op.cluster.onAnyNode((session) => refuseInvalid(session, id, remaining));
    first = await transactions.submit(label, (cib) => planFirstStep(cib, op, id));
  }
  for (const released of first.released) claimedIds.delete(released);
  for (const note of first.notes) info(`${id}: ${note}`);
  if (first.isKept) noteKeptConstraint(op, id);
  const { stopping } = first;
  if (stopping === undefined) return true;
  if (!(await waitUntilStopped(op.cluster, id, stopping))) return false;
  await transactions.submit(label, (cib) => ({ cib: removeInOrder(cib, op, id), value: id }));
  return true;
}

interface FirstStep {
  /** What to wait for; missing if the object was removed. */
  readonly stopping?: Stopping;
  /** Ids that other resources of this run may create again. */
  readonly released: readonly string[];
  readonly notes: readonly string[];
  /** The object is a constraint that stays until what it names is deleted. */
  readonly isKept?: boolean;
  /** The configuration after the last step, if the schema has to judge it before the first step. */
  readonly remaining?: Element;
}

/** Plans the first transaction. Changes nothing if the configuration after the last step has to be judged before. */
function judgeFirstStep<A extends CommonInputs>(
  cib: Element,
  op: CibOperation<A>,
  id: string,
): ReturnType<typeof planFirstStep> {
  const planned = planFirstStep(cib, op, id);
  if (planned.value.stopping === undefined) return planned;
  const remaining = removeFrom(cib, op, id);
  return touchesRemaining(cib, remaining)
    ? { cib, value: { released: [], notes: [], remaining } }
    : planned;
}

/** Plans the first transaction: removes a stopped object, or stops a running one. */
function planFirstStep<A extends CommonInputs>(
  cib: Element,
  op: CibOperation<A>,
  id: string,
): { readonly cib: Element; readonly value: FirstStep } {
  const { kind, args } = op;
  refuseReferenced(cib, op, id);
  const notes = kind.referenced?.checkRemoval?.(cib, id, args) ?? [];
  const released = [id, ...(kind.owning?.ownedConstraints(cib, args) ?? [])];
  if (isDeletedWithNamed(cib, args.cluster, id))
    return { cib: keepForDeletion(cib, id), value: { released, notes, isKept: true } };
  const target = kind.running?.stopTarget(cib, id, args);
  if (target === undefined || !runs(cib, target))
    return { cib: removeInOrder(cib, op, id), value: { released, notes } };
  refuseUnmanaged(cib, target);
  const stop = (seen: Element): Element => stopForDeletion(seen, target);
  const timeout = op.timeoutFor(cib, [target], "stop");
  const stopping = { resources: [target], before: cib, stop, timeout };
  return { cib: stop(cib), value: { stopping, released, notes } };
}

/** Removes an object, and keeps stopped what that would start alone. */
const removeInOrder = <A extends CommonInputs>(
  cib: Element,
  op: CibOperation<A>,
  id: string,
): Element => {
  const removed = op.kind.referenced?.referenceIds(id, op.args) ?? [];
  return removeFrom(holdDependents(cib, op, removed), op, id);
};

function removeFrom<A extends CommonInputs>(
  cib: Element,
  { kind, args }: CibOperation<A>,
  id: string,
): Element {
  if (!kind.locate(cib, args, id)) return cib;
  const isShared = (part: string): boolean => isRetained(args.cluster, part);
  const own = kind.sharing?.withoutSharedParts(args, isShared) ?? args;
  const names = kind.referenced?.referenceIds(id, args) ?? [];
  const next = names.reduce(removeGoingConstraints, kind.remove(cib, id, own));
  refuseDeadlock(cib, next);
  return next;
}
