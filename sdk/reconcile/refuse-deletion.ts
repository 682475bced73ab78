import { findReferences, resourceIds } from "../cib/model/references";
import { removalCommands } from "../cib/model/removal-commands";
import { primitivesIn } from "../cib/model/resource-tree";
import { isStoppedForDeletion } from "../cib/model/target-role";
import { findDependents } from "../cib/status/constraints/effects";
import { explainUnmanaged } from "../cib/status/resting";
import { mayBeActive } from "../cib/status/status";
import { type Element, byId } from "../cib/xml/element";
import { PreconditionFailed, StillReferenced } from "../errors";
import type { CommonInputs } from "../kind/lifecycle";
import { commandFor } from "../shell-quote";
import type { CibOperation } from "./operation";
import { isRetained } from "./retained-objects";

/**
 * Refuses to delete an object to which others refer.
 * @throws StillReferenced
 */
export function refuseReferenced<A extends CommonInputs>(
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
      (r) =>
        !removed.includes(r.id) &&
        !own.includes(r.id) &&
        !(r.byPattern === true && isRetained(args.cluster, r.id)),
    ),
  }));
  const foreign = referrers.flatMap(({ references }) => references.map((r) => r.text));
  if (foreign.length === 0) return;
  const commands = new Set(
    referrers.flatMap(({ name, references }) => removalCommands(cib, name, references)),
  );
  const [verb, are] = foreign.length === 1 ? ["names", "is"] : ["name", "are"];
  throw new StillReferenced(
    `${id} cannot be deleted: ${listFirst(foreign)} in the cluster ${verb} it and ${are} not part of this resource. ` +
      `Remove that first (${listFirst([...commands])}), then run again${describeStopped(cib, names)}`,
  );
}

const LISTED = 10;

const listFirst = (texts: readonly string[]): string => {
  const more = texts.length - LISTED;
  return [...texts.slice(0, LISTED), ...(more > 0 ? [`and ${more} more`] : [])].join(", ");
};

const describeStopped = (cib: Element, names: readonly string[]): string =>
  names.some((name) => byId(cib, name) && isStoppedForDeletion(cib, name))
    ? "; until then it is stopped, because its deletion has begun: to keep it, declare it and run pulumi up --refresh"
    : "";

/**
 * Refuses to delete an unmanaged object that runs. Its unmanaged flag would go with its definition, and Pacemaker would
 * then stop it out of order. Refuses also to take a managed object from under an unmanaged one, which 2.1.5 does.
 */
export function refuseUnmanaged(cib: Element, target: string): void {
  const reason = explainUnmanagedMember(cib, target);
  if (reason === undefined) {
    refuseUnmanagedDependents(cib, target);
    return;
  }
  throw new PreconditionFailed(
    `${target} runs and cannot be deleted now: ${reason}, so Pacemaker would not stop it in order. ` +
      `Give it back to Pacemaker first (${managingCommands(target)}), or keep it running without Pulumi with retainOnDelete: true`,
  );
}

function refuseUnmanagedDependents(cib: Element, target: string): void {
  for (const dependent of findDependents(cib, target)) {
    const reason = explainUnmanaged(cib, dependent);
    if (reason === undefined || !mayBeActive(cib, dependent)) continue;
    throw new PreconditionFailed(
      `${target} cannot be deleted now: ${dependent} has to stop before it, and ${reason}, so Pacemaker would not stop it in order. ` +
        `Give it back to Pacemaker first (${managingCommands(dependent)}), then run again`,
    );
  }
}

/** Refuses to restart an unmanaged object that runs: Pacemaker would neither stop nor start it. */
export function refuseUnmanagedRestart(cib: Element, target: string): void {
  const reason = explainUnmanagedMember(cib, target);
  if (reason === undefined) return;
  throw new PreconditionFailed(
    `${target} runs and cannot be restarted now, as its replacement needs: ${reason}, so Pacemaker would not stop it. ` +
      `Give it back to Pacemaker (${managingCommands(target)}), then run again`,
  );
}

const explainUnmanagedMember = (cib: Element, target: string): string | undefined =>
  primitivesIn(cib, target).flatMap((p) => explainUnmanaged(cib, p) ?? [])[0];

const managingCommands = (target: string): string =>
  `${commandFor`pcs resource manage ${target}`}, or pcs property set maintenance-mode=false`;
