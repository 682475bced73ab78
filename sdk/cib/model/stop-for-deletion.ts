import { type Element, idOf, withAttributes } from "../xml/element";
import { byId, updateById } from "../xml/find";
import { hold, release, isTargetStopped } from "./group";
import { buildPair } from "../xml/nvset";

/** Says to whoever comes after an interrupted run that nobody but a deletion has stopped the object. */
const markOf = (holder: Element): string => `${idOf(holder)}-stopped-for-deletion`;

const targetRole = (holder: Element): Element | undefined =>
  buildPair(holder, "meta_attributes", "target-role");

/** Stops an object in order to delete it. One that somebody has stopped already stays as it is. */
export const stopForDeletion = (cib: Element, id: string): Element =>
  updateById(cib, id, (e) => (isTargetStopped(e) ? e : marked(hold(e))));

/** `pcs resource enable` and `crm resource start` still find the pair: they go by its name. */
const marked = (holder: Element): Element =>
  updateById(holder, idOf(targetRole(holder) ?? holder), (pair) =>
    withAttributes(pair, { id: markOf(holder) }),
  );

/** Whether a deletion has stopped an object, and has not come to its end. */
export function isStoppedForDeletion(cib: Element, id: string): boolean {
  const holder = byId(cib, id);
  return (
    holder !== undefined &&
    isTargetStopped(holder) &&
    targetRole(holder)?.attributes.id === markOf(holder)
  );
}

/** Takes back what a deletion that was interrupted has done: the object shall live. */
export const resumeAfterDeletion = (cib: Element, id: string): Element =>
  isStoppedForDeletion(cib, id) ? updateById(cib, id, release) : cib;
