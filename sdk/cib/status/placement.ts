import { cibMemberNames } from "./nodes";
import type { PlacementObstacle } from "./constraints/effect";
import { constraintsOn } from "./constraints/effects";
import { effectiveMeta } from "../model/resource-tree";
import { transientAttributes } from "./status";
import { type Element, idOf } from "../xml/element";
import { INFINITY, parseScore } from "../xml/values";

/**
 * Finds what keeps a resource from nodes: mandatory constraints on the resource, and on the groups and clones that hold it.
 * Finite scores forbid no node. Rules count where they hold now. Resource sets are not evaluated.
 */
export function placementObstacles(cib: Element, id: string): readonly PlacementObstacle[] {
  // Sort by id: the order in the CIB is only the order of creation.
  const sorted = [...constraintsOn(cib, id)].sort((a, b) =>
    idOf(a.constraint) < idOf(b.constraint) ? -1 : 1,
  );
  return sorted.flatMap(({ constraint, effect }) => effect.obstacles(cib, constraint));
}

/**
 * Whether constraints forbid a resource on every node for good, while the resources that it needs run. Rules never count,
 * because their result may change.
 */
export function isForbiddenEverywhere(cib: Element, id: string): boolean {
  const obstacles = placementObstacles(cib, id);
  const forbidden = new Set(obstacles.flatMap((o) => o.nodes ?? []));
  return (
    obstacles.every((o) => o.lacks === undefined) &&
    cibMemberNames(cib).every((n) => forbidden.has(n))
  );
}

/** Nodes where a resource has failed as often as its `migration-threshold` allows. */
export function nodesGivenUp(cib: Element, primitive: string): readonly string[] {
  const limit =
    parseScore(effectiveMeta(cib, primitive, "migration-threshold") ?? INFINITY) ?? INFINITY;
  const allowed = limit > 0 ? limit : INFINITY;
  // The name is `fail-count-NAME#start_0`; before Pacemaker 1.1.17 it has no operation.
  const names = new RegExp(`^fail-count-${primitive.replace(/[.]/g, "\\.")}(:\\d+)?(#.*)?$`);
  return [...transientAttributes(cib)].flatMap(([node, pairs]) => {
    const counts = pairs.filter((p) => names.test(p.attributes.name ?? ""));
    const sum = counts.reduce((all, p) => all + (parseScore(p.attributes.value ?? 0) ?? 0), 0);
    return sum >= allowed ? [node] : [];
  });
}
