import {
  type Element,
  append,
  byId,
  childrenNamed,
  idOf,
  removeById,
  updateById,
  updateSection,
  withChildren,
} from "../../xml/element";
import { findClone } from "../clone";
import { freeAddedIds } from "../free-ids";
import { holdResource, stopElement } from "../target-role";

/** Members of a group that are stopped when they leave it. */
export interface Leaving {
  /** They run only inside the group. */
  readonly held: readonly string[];
  /** The program no longer declares them, and deletes them later. */
  readonly undeclared: readonly string[];
}

/** A member as it is outside the group. */
export const leaveGroup = (e: Element, { held, undeclared }: Leaving): Element => {
  if (held.includes(idOf(e))) return holdResource(e);
  return undeclared.includes(idOf(e)) ? stopElement(e) : e;
};

/** Moves a member to the top level, and stops it in the same edit if it does not run outside the group. */
export function removeMember(cib: Element, group: string, id: string, leaving: Leaving): Element {
  const e = byId(cib, id);
  if (!e) return cib;
  const moved = leaveGroup(e, leaving);
  const without = updateById(cib, group, (g) =>
    withChildren(
      g,
      g.children.filter((c) => idOf(c) !== id),
    ),
  );
  return updateSection(without, "resources", (r) => append(r, moved));
}

/** Dissolves a group, and the clone around it: its members move to the top level, and those that do not run outside of it are stopped. */
export function dissolveGroup(cib: Element, id: string, leaving: Leaving): Element {
  const group = byId(cib, id);
  if (!group) return cib;
  const members = childrenNamed(group, "primitive").map((p) => leaveGroup(p, leaving));
  const around = findClone(cib, id);
  const without = removeById(cib, around ? idOf(around) : id);
  const next = updateSection(without, "resources", (r) => append(r, ...members));
  return freeAddedIds(cib, next);
}
