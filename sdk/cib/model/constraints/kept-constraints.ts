import {
  type Element,
  byId,
  childrenNamed,
  idOf,
  removeById,
  sectionOf,
  updateById,
  withAttributes,
} from "../../xml/element";
import { KEPT_SUFFIX, referredIds } from "../references";
import { type ResourceStep, followSteps, primitivesIn, withHolders } from "../resource-tree";
import { isStoppedForDeletion } from "../target-role";
import { makeSplitter } from "./split-constraint";

/*
 * Pulumi deletes a constraint before what it names. So that resources still stop in the order and at the place that the
 * constraint declares, it stays under another id, and goes with the first resource that it names.
 */

export const keptId = (id: string): string => `${id}${KEPT_SUFFIX}`;

/** Keeps a constraint until what it names is deleted. */
export const keepForDeletion = (cib: Element, id: string): Element =>
  byId(cib, keptId(id))
    ? removeById(cib, id)
    : updateById(cib, id, (e) => withAttributes(e, { id: keptId(id) }));

/** The id that a kept constraint had in the program. */
export const originalId = (kept: Element): string => idOf(kept).slice(0, -KEPT_SUFFIX.length);

export const isKept = (constraint: Element): boolean => idOf(constraint).endsWith(KEPT_SUFFIX);

/** Tells whether a constraint is kept until one of these objects is deleted. */
export const isKeptFor = (constraint: Element, ids: readonly string[]): boolean =>
  isKept(constraint) && referredIds(constraint).some((id) => ids.includes(id));

/** Tells whether an order lies in a circle of orders. The scheduler makes no plan then, so nothing stops while it is there. */
export function isInCircle(cib: Element, constraint: Element): boolean {
  if (constraint.name !== "rsc_order") return false;
  const split = makeSplitter(cib);
  const stepOf = ({ attributes: { first = "", then = "" } }: Element): ResourceStep => ({
    from: primitivesIn(cib, first),
    to: primitivesIn(cib, then),
  });
  const steps = childrenNamed(sectionOf(cib, "constraints"), "rsc_order")
    .flatMap(split)
    .filter(({ attributes: a }) => a.kind !== "Serialize")
    .map(stepOf);
  return split(constraint)
    .map(stepOf)
    .some(({ from, to }) => {
      const later = followSteps(to, steps);
      return from.some((p) => later.has(p));
    });
}

/**
 * Removes kept constraints, except those of a resource that is deleted later: it could not be deleted, or is stopped for its
 * deletion. A constraint that the program keeps gets its id back: an interrupted deletion has left it.
 */
export const removeKept = (
  cib: Element,
  ids: readonly string[],
  { undeleted, isRetained }: Remaining,
): Element =>
  ids
    .flatMap((id) => byId(cib, id) ?? [])
    .filter(
      (e) => !namedBy(cib, e).some((id) => undeleted.includes(id) || isStoppedForDeletion(cib, id)),
    )
    .reduce((c, e) => {
      const id = originalId(e);
      if (!isRetained(id) || byId(c, id)) return removeById(c, idOf(e));
      return updateById(c, idOf(e), (kept) => withAttributes(kept, { id }));
    }, cib);

/** What is there after a run. */
interface Remaining {
  /** Ids of what the run could not delete. */
  readonly undeleted: readonly string[];
  /** Tells whether a resource of the program has this object. */
  readonly isRetained: (id: string) => boolean;
}

const namedBy = (cib: Element, constraint: Element): readonly string[] =>
  referredIds(constraint).flatMap((id) => withHolders(cib, id).map(idOf));
