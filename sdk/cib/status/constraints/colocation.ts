import { type Element, idOf } from "../../xml/element";
import { INFINITY } from "../../xml/values";
import { cibMemberNames } from "../nodes";
import { type ConstraintEffect, type PlacementObstacle, activeNodesOf, weightOf } from "./effect";

/** A mandatory colocation keeps a resource with another one, or apart from it. */
export const colocationEffect: ConstraintEffect = {
  dependent: ({ attributes: a }) => a.rsc ?? "",
  obstacles: findColocationObstacles,
  need: (c) =>
    weightOf(c) === INFINITY
      ? { other: c.attributes["with-rsc"] ?? "", words: "runs only with" }
      : undefined,
  mayAllow: () => false,
  nodeAttributes: () => [],
};

function findColocationObstacles(cib: Element, c: Element): readonly PlacementObstacle[] {
  const other = c.attributes["with-rsc"] ?? "";
  const activeOn = activeNodesOf(cib, other);
  const runs = `${other}, which runs on ${activeOn.join(", ")}`;
  if (weightOf(c) === -INFINITY && activeOn.length > 0)
    return [{ text: `${idOf(c)} keeps it apart from ${runs}`, nodes: activeOn }];
  if (weightOf(c) !== INFINITY) return [];
  if (activeOn.length === 0)
    return [{ text: `${idOf(c)} wants it with ${other}, which does not run`, lacks: other }];
  const others = cibMemberNames(cib).filter((n) => !activeOn.includes(n));
  return others.length === 0 ? [] : [{ text: `${idOf(c)} wants it with ${runs}`, nodes: others }];
}
