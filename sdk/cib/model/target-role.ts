import { freeAddedIds } from "./free-ids";
import { roleName } from "../xml/values";
import { type Element, idOf, withAttributes, byId, updateById } from "../xml/element";
import { findPair, pairValue, removePairs, setMetaAttributes } from "../xml/nvset";

const stop = (e: Element): Element => setMetaAttributes(e, idOf(e), { "target-role": "Stopped" });

/** Stops a primitive that runs only inside a group. The group that takes it in releases it. */
export const holdResource = (e: Element): Element =>
  isTargetStopped(e) ? e : markStopped(stop(e), markOfHeld(e));
export const releaseResource = (e: Element): Element =>
  removePairs(e, "meta_attributes", ["target-role"]);

export const isTargetStopped = (e: Element): boolean =>
  roleName(pairValue(e, "meta_attributes", "target-role") ?? "") === "stopped";

/**
 * The id that marks `target-role=Stopped` as set by our deletion. A later run can tell it from an operator's stop.
 */
const markOf = (holder: Element): string => `${idOf(holder)}-stopped-for-deletion`;

/** The id that marks `target-role=Stopped` of a primitive that waits for a group. */
const markOfHeld = (holder: Element): string => `${idOf(holder)}-starts-with-group`;

/** Whether a primitive waits for a group. */
export const isHeldForGroup = (e: Element): boolean =>
  isTargetStopped(e) && findTargetRole(e)?.attributes.id === markOfHeld(e);

const findTargetRole = (holder: Element): Element | undefined =>
  findPair(holder, "meta_attributes", "target-role");

/** Stops an object in order to delete it. An object that an operator has stopped stays unmarked. */
export const stopForDeletion = (cib: Element, id: string): Element =>
  freeAddedIds(cib, updateById(cib, id, stopElement));

/** Stops an object that is about to be deleted. */
export const stopElement = (e: Element): Element =>
  isTargetStopped(e) ? e : markStopped(stop(e), markOf(e));

/** Marks the pair by its id. `pcs resource enable` and `crm resource start` still find the pair by its name. */
const markStopped = (holder: Element, id: string): Element =>
  updateById(holder, idOf(findTargetRole(holder) ?? holder), (pair) =>
    withAttributes(pair, { id }),
  );

/** Whether an interrupted deletion has stopped an object. */
export function isStoppedForDeletion(cib: Element, id: string): boolean {
  const holder = byId(cib, id);
  return holder !== undefined && isMarked(holder);
}

function isMarked(holder: Element): boolean {
  const id = idOf(findTargetRole(holder) ?? holder);
  // The id has a number if another element has the mark as its id.
  return isTargetStopped(holder) && (id === markOf(holder) || id.startsWith(`${markOf(holder)}-`));
}

/** Releases an element that an interrupted deletion has stopped. */
export const resumeElement = (e: Element): Element => (isMarked(e) ? releaseResource(e) : e);

/** A primitive as a group or a bundle takes it in, which starts it from then on. `held` are ids that it is to start. */
export const releaseInside = (e: Element, held: readonly string[]): Element =>
  held.includes(idOf(e)) || isHeldForGroup(e) ? releaseResource(e) : resumeElement(e);

/** Releases an object that an interrupted deletion has stopped, because the object is declared again. */
export const resumeAfterDeletion = (cib: Element, id: string): Element =>
  isStoppedForDeletion(cib, id) ? updateById(cib, id, releaseResource) : cib;

/** Releases an object that a deletion has stopped, and gives it its former target-role. */
export const restoreTargetRole = (cib: Element, id: string, former: string | undefined): Element =>
  former !== undefined && isStoppedForDeletion(cib, id)
    ? updateById(cib, id, (e) =>
        setMetaAttributes(releaseResource(e), id, { "target-role": former }),
      )
    : resumeAfterDeletion(cib, id);
