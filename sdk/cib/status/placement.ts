import { cibMemberNames } from "./nodes";
import type { PlacementObstacle } from "./constraints/effect";
import { constraintsOn } from "./constraints/effects";
import { type Element, idOf } from "../xml/element";

/**
 * Finds what keeps a resource from nodes: mandatory constraints on the resource, and on the groups and clones that hold it.
 * Finite scores forbid no node. Rules count where they hold now.
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
