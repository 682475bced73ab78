import { addGovernors, holdPrimitive, holdable, missingGovernors } from "../cib/model/hold";
import {
  isInCircle,
  isKept,
  isKeptFor,
  keptId,
  removeKept,
} from "../cib/model/constraints/kept-constraints";
import { isResource, referredIds } from "../cib/model/references";
import { primitivesIn, resourcesInside } from "../cib/model/resource-tree";
import { isStoppedForDeletion, restoreTargetRole, stopForDeletion } from "../cib/model/target-role";
import { dependentsOf } from "../cib/status/constraints/effects";
import { mayBeActive } from "../cib/status/status";
import { type Element, byId, idOf, parentOf, sectionOf } from "../cib/xml/element";
import { pairValue } from "../cib/xml/nvset";
import type { Cluster } from "../cluster/cluster";
import type { ClusterAddress } from "../host/ssh/connection";
import type { CommonInputs } from "../kind/lifecycle";
import { workAtEnd } from "./end-of-run";
import type { CibOperation } from "./operation";
import { declaredGovernors, isBeingReplaced, isRetained } from "./retained-objects";

/**
 * Tells whether an object is a constraint, and this run deletes what it governs, as far as its program tells: the resource
 * that it may keep from running. A destroy has no program.
 */
export function isDeletedWithNamed(cib: Element, address: ClusterAddress, id: string): boolean {
  const constraint = byId(cib, id);
  if (!constraint || parentOf(cib, id)?.name !== "constraints") return false;
  if (isInCircle(cib, constraint)) return false;
  const named = referredIds(constraint);
  // The resources of a pattern cannot be told apart from those that match later.
  if (named.length === 0) return false;
  const dependents = dependentsOf(cib, constraint);
  return (
    named.some((name) => isSome(isBeingReplaced, cib, address, name)) ||
    !(dependents.length > 0 ? dependents : named).some((name) => isDeclared(cib, address, name))
  );
}

const isDeclared = (cib: Element, address: ClusterAddress, id: string): boolean =>
  isSome(isRetained, cib, address, id);

/** Asks for a resource and those in it: a constraint names the clone around a primitive or a group. */
const isSome = (
  isNoted: typeof isRetained,
  cib: Element,
  address: ClusterAddress,
  id: string,
): boolean => [id, ...resourcesInside(cib, id)].some((part) => isNoted(address, part));

/** Tells whether some primitive of a resource may be active. */
export const runs = (cib: Element, target: string): boolean =>
  primitivesIn(cib, target).some((p) => mayBeActive(cib, p));

/**
 * Keeps stopped what the removal of objects, and of their kept and own constraints, would start alone. What this run
 * deletes as well is stopped for its deletion. What stays waits for the constraint, if the program makes it anew. It notes
 * what it stops before the commit, because the same commit may delete that.
 */
export function holdDependents<A extends CommonInputs>(
  cib: Element,
  { args, cluster, governor: own, kind }: CibOperation<A>,
  removed: readonly string[],
): Element {
  const { cluster: address } = args;
  const owned = kind.owning?.ownedConstraints(cib, args) ?? [];
  const kept = sectionOf(cib, "constraints").children.filter(
    (c) => isKeptFor(c, removed) || owned.includes(idOf(c)),
  );
  // The other side of an own constraint may be another program's, and starts or stays stopped without it as well.
  const sides = (constraint: Element): readonly string[] =>
    owned.includes(idOf(constraint)) ? dependentsOf(cib, constraint) : referredIds(constraint);
  const idle = (constraint: Element): readonly string[] =>
    sides(constraint).filter(
      (name) => !removed.includes(name) && isResource(cib, name) && !runs(cib, name),
    );
  const stopped = kept
    .flatMap(idle)
    .filter((name) => !isDeclared(cib, address, name) && !isStoppedForDeletion(cib, name));
  const waiting = kept.flatMap((constraint) => {
    const governor = cluster.keptConstraints.get(idOf(constraint)) ?? own;
    return idle(constraint)
      .flatMap((name) => holdable(cib, name))
      .filter((p) => declaredGovernors(address, p)?.includes(governor))
      .map((p) => [p, governor] as const);
  });
  const held = waiting.reduce((c, [p, governor]) => holdFor(c, p, governor), cib);
  for (const name of stopped) cluster.stoppedDependents.set(name, targetRoleOf(cib, name));
  if (stopped.length > 0) putRightAtEnd(cluster);
  return stopped.reduce(stopForDeletion, held);
}

const targetRoleOf = (cib: Element, id: string): string | undefined =>
  pairValue(byId(cib, id) as Element, "meta_attributes", "target-role");

const holdFor = (cib: Element, primitive: string, governor: string): Element =>
  missingGovernors(cib, primitive)
    ? addGovernors(cib, primitive, [governor])
    : holdPrimitive(cib, primitive, [governor]);

/** Notes that a constraint is kept until what it names is deleted. */
export function noteKeptConstraint<A extends CommonInputs>(
  { cluster, governor }: CibOperation<A>,
  id: string,
): void {
  cluster.keptConstraints.set(keptId(id), governor);
  putRightAtEnd(cluster);
}

/**
 * Notes the constraints that an interrupted deletion has left, and of which the program declares a resource. They stay
 * until the end of the run, so that nothing moves before the program makes the same constraint anew.
 */
export function noteLeftConstraints<A extends CommonInputs>(
  { args: { cluster: address }, cluster }: CibOperation<A>,
  cib: Element,
): void {
  const left = sectionOf(cib, "constraints").children.filter(
    (c) =>
      isKept(c) &&
      !cluster.keptConstraints.has(idOf(c)) &&
      referredIds(c).some((name) => isDeclared(cib, address, name)),
  );
  for (const constraint of left) cluster.keptConstraints.set(idOf(constraint), "");
  if (left.length > 0) putRightAtEnd(cluster);
}

/** Ids of what this process could not delete, by cluster. */
const undeleted = new Map<Cluster, readonly string[]>();

/** Notes that an object could not be deleted: it stays as its kept constraints place it, until the run is repeated. */
export function noteUndeleted<A extends CommonInputs>(
  { args, cluster, kind }: CibOperation<A>,
  id: string,
): void {
  const names = kind.referenced?.referenceIds(id, args) ?? [];
  undeleted.set(cluster, [...(undeleted.get(cluster) ?? []), ...names]);
}

const clusters = new Set<Cluster>();

/** Removes kept constraints at the end of a run that does not delete what they name (`--target`, `retainOnDelete`). */
function putRightAtEnd(cluster: Cluster): void {
  if (clusters.has(cluster)) return;
  clusters.add(cluster);
  workAtEnd(async () => {
    const { address, keptConstraints: kept, stoppedDependents: stopped, transactions } = cluster;
    if (kept.size + stopped.size === 0) return;
    await transactions.submit("constraints (delete)", (cib) => ({
      cib: removeKept(
        [...stopped].reduce((c, [id, role]) => restoreTargetRole(c, id, role), cib),
        [...kept.keys()],
        { undeleted: undeleted.get(cluster) ?? [], isRetained: (id) => isRetained(address, id) },
      ),
      value: undefined,
    }));
  });
}
