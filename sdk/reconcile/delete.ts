import { setTimeout as delay } from "node:timers/promises";
import { refuseDeadlock } from "../cib/model/cluster-properties";
import {
  findReferences,
  removalCommands,
  removeOperatorConstraints,
  resourceIds,
} from "../cib/model/references";
import { touchesRemaining } from "../cib/model/removal";
import { stopForDeletion } from "../cib/model/target-role";
import { diffCib } from "../cib/patch/diff";
import { primitivesIn } from "../cib/model/resource-tree";
import { explainUnmanaged } from "../cib/status/resting";
import { activeNodes } from "../cib/status/status";
import { type Element, byId } from "../cib/xml/element";
import { refuseInvalid } from "../transaction/schema-errors";
import { retryUntilKept } from "../transaction/foreign-writers";
import type { Cluster } from "../cluster/cluster";
import { PreconditionFailed, StillReferenced } from "../errors";
import { type CommonInputs, toError } from "../kind/lifecycle";
import { info } from "../log";
import type { CibOperation } from "./operation";
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
  await retryUntilKept(attempt, `${id}: another writer undid its deletion`);
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
  const { stopping } = first;
  if (stopping === undefined) return true;
  if (!(await waitUntilStopped(op.cluster, id, stopping))) return false;
  await transactions.submit(label, (cib) => ({ cib: removeFrom(cib, op, id), value: id }));
  return true;
}

interface FirstStep {
  /** What to wait for; missing if the object was removed. */
  readonly stopping?: Stopping;
  /** Ids that other resources of this run may create again. */
  readonly released: readonly string[];
  readonly notes: readonly string[];
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
  const target = kind.running?.stopTarget(cib, id, args);
  if (target === undefined || !runs(cib, target))
    return { cib: removeFrom(cib, op, id), value: { released, notes } };
  refuseUnmanaged(cib, target);
  const stop = (seen: Element): Element => stopForDeletion(seen, target);
  const timeout = op.timeoutFor(cib, [target], "stop");
  const stopping = { resources: [target], before: cib, stop, timeout };
  return { cib: stop(cib), value: { stopping, released, notes } };
}

/** Tells whether some primitive of a resource is active. */
export const runs = (cib: Element, target: string): boolean =>
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
  // Somebody may have put the object into a clone of their own, which goes with it.
  const left = resourceIds(kind.remove(cib, id, args));
  const removed = resourceIds(cib).filter((name) => !left.includes(name));
  const known = (kind.referenced?.referenceIds(id, args) ?? []).filter((name) => byId(cib, name));
  const names = [...new Set([...known, ...removed])];
  const own = kind.owning?.ownedConstraints(cib, args) ?? [];
  const referrers = names.map((name) => ({
    name,
    references: findReferences(cib, name).filter(
      (r) => !removed.includes(r.id) && !own.includes(r.id),
    ),
  }));
  const foreign = referrers.flatMap(({ references }) => references.map((r) => r.text));
  if (foreign.length === 0) return;
  const commands = new Set(
    referrers.flatMap(({ name, references }) => removalCommands(cib, name, references)),
  );
  const [verb, are] = foreign.length === 1 ? ["names", "is"] : ["name", "are"];
  throw new StillReferenced(
    `${id} cannot be deleted: ${foreign.join(", ")} in the cluster ${verb} it and ${are} not part of this resource. ` +
      `Remove that first (${[...commands].join(", ")}), then run again`,
  );
}

/**
 * Refuses to delete an unmanaged object that runs. Its unmanaged flag would go with its definition, and Pacemaker would
 * then stop it out of order.
 */
export function refuseUnmanaged(cib: Element, target: string): void {
  const reasons = primitivesIn(cib, target).map((p) => explainUnmanaged(cib, p));
  const reason = reasons.find((r) => r !== undefined);
  if (reason === undefined) return;
  throw new PreconditionFailed(
    `${target} runs and cannot be deleted now: ${reason}, so Pacemaker would not stop it in order. ` +
      `Give it back to Pacemaker first (pcs resource manage ${target}, or pcs property set maintenance-mode=false), or keep it running without Pulumi with retainOnDelete: true`,
  );
}
