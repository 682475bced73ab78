import type { ConstraintSpec } from "../../model/constraints/constraint";
import { type Element, idOf, sectionOf } from "../../xml/element";
import { followSteps, primitivesIn, withHolders } from "../../model/resource-tree";
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
  return effectiveConstraints(cib).filter(({ constraint, effect }) =>
    ids.includes(effect.dependent(constraint)),
  );
}

const effectiveConstraints = (cib: Element): readonly EffectiveConstraint[] =>
  sectionOf(cib, "constraints").children.flatMap((constraint) => {
    const effect = effectOf(constraint);
    return effect ? [{ constraint, effect }] : [];
  });

const effectOf = ({ name }: Element): ConstraintEffect | undefined =>
  (EFFECTS as Readonly<Record<string, ConstraintEffect>>)[name];

/** Names the resource that a constraint may keep from running; `undefined` for a constraint of another tag. */
export const dependentOf = (constraint: Element): string | undefined =>
  effectOf(constraint)?.dependent(constraint);

/**
 * Finds the primitives that cannot run without a resource, directly or through others, because of constraints. Pacemaker
 * stops them before it. Resource sets are not evaluated.
 */
export function findDependents(cib: Element, id: string): readonly string[] {
  const own = primitivesIn(cib, id);
  const steps = effectiveConstraints(cib).flatMap(({ constraint, effect }) => {
    const other = effect.need(constraint)?.other;
    if (other === undefined) return [];
    return [
      { from: primitivesIn(cib, other), to: primitivesIn(cib, effect.dependent(constraint)) },
    ];
  });
  return [...followSteps(own, steps)].filter((p) => !own.includes(p));
}
