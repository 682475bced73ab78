import type { ConstraintSpec } from "../../model/constraint";
import { type Element, idOf, sectionOf } from "../../xml/element";
import { withHolders } from "../../model/resource-tree";
import { colocationEffect } from "./colocation";
import type { ConstraintEffect } from "./effect";
import { locationEffect } from "./location";
import { orderEffect } from "./order";

/** Every tag of a constraint says how it may keep a resource from running: a new tag does not compile without. */
const EFFECTS: Readonly<Record<ConstraintSpec["tag"], ConstraintEffect>> = {
  rsc_location: locationEffect,
  rsc_colocation: colocationEffect,
  rsc_order: orderEffect,
};

/** A constraint and how it may keep a resource from running. */
export interface EffectiveConstraint {
  readonly constraint: Element;
  readonly effect: ConstraintEffect;
}

/** Finds the constraints that may keep a resource, or a group or clone that holds it, from running. */
export function constraintsOn(cib: Element, id: string): readonly EffectiveConstraint[] {
  const ids = withHolders(cib, id).map(idOf);
  return sectionOf(cib, "constraints").children.flatMap((constraint) => {
    const effect = (EFFECTS as Readonly<Record<string, ConstraintEffect>>)[constraint.name];
    return effect && ids.includes(effect.dependent(constraint)) ? [{ constraint, effect }] : [];
  });
}
