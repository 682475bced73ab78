import type { ConstraintTag } from "../../model/constraints/spec";
import { makeSplitter } from "../../model/constraints/split-constraint";
import { type Element, idOf, sectionOf } from "../../xml/element";
import { followSteps, primitivesIn, withHolders } from "../../model/resource-tree";
import { colocationEffect } from "./colocation";
import type { ConstraintEffect } from "./effect";
import { locationEffect } from "./location";
import { orderEffect } from "./order";
import { ticketEffect } from "./ticket";

/** Every tag of a constraint says how it may keep a resource from running: a new tag does not compile without. */
const EFFECTS: Readonly<Record<ConstraintTag, ConstraintEffect>> = {
  rsc_location: locationEffect,
  rsc_colocation: colocationEffect,
  rsc_order: orderEffect,
  rsc_ticket: ticketEffect,
};

/** A constraint on single resources, split from a larger one, and how it may keep a resource from running. */
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

function effectiveConstraints(cib: Element): readonly EffectiveConstraint[] {
  const split = makeSplitter(cib);
  return sectionOf(cib, "constraints").children.flatMap((whole) => {
    const effect = effectOf(whole);
    return effect ? split(whole).map((constraint) => ({ constraint, effect })) : [];
  });
}

const effectOf = ({ name }: Element): ConstraintEffect | undefined =>
  (EFFECTS as Readonly<Record<string, ConstraintEffect>>)[name];

/** Names the resources that a constraint may keep from running; none for an element that is no constraint. */
export function dependentsOf(cib: Element, constraint: Element): readonly string[] {
  const effect = effectOf(constraint);
  if (!effect) return [];
  return [...new Set(makeSplitter(cib)(constraint).map((single) => effect.dependent(single)))];
}

/**
 * Finds the primitives that cannot run without a resource, directly or through others, because of constraints. Pacemaker
 * stops them before it. A set of which one resource is enough (`require-all=false`) makes none necessary.
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
