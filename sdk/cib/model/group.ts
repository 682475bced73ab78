import { freeAddedIds } from "./resource-tree";
import { holdResource, releaseResource, resumeElement, stopElement } from "./target-role";
import {
  type Element,
  append,
  childrenNamed,
  element,
  idOf,
  withChildren,
  byId,
  removeById,
  updateById,
  updateSection,
} from "../xml/element";
import {
  type Pairs,
  droppedNames,
  observePairs,
  removePairs,
  setMetaAttributes,
} from "../xml/nvset";
import { activeNodes } from "../status/status";
import { findMember, refuseRunningElsewhere } from "./group-members";

/** A group as declared. */
export interface GroupSpec {
  readonly id: string;
  readonly members: readonly string[];
  readonly meta: Pairs;
  /** Members that run only inside this group. They are stopped when they leave it. */
  readonly held: readonly string[];
  /** Members that the program no longer declares. They are stopped when they leave the group, and deleted later. */
  readonly undeclared: readonly string[];
}

type Leaving = Pick<GroupSpec, "held" | "undeclared">;

const none: Leaving = { held: [], undeclared: [] };

/** A member as it is outside the group. */
const leaveGroup = (e: Element, { held, undeclared }: Leaving): Element => {
  if (held.includes(idOf(e))) return holdResource(e);
  return undeclared.includes(idOf(e)) ? stopElement(e) : e;
};

export const groupMembers = (group: Element): readonly string[] =>
  childrenNamed(group, "primitive").map(idOf);

/** Creates or edits a group in one edit: adds members, orders them, and removes former ones. */
export const putGroup = (cib: Element, spec: GroupSpec, before: GroupSpec | undefined): Element =>
  freeAddedIds(cib, editGroup(cib, spec, before));

function editGroup(cib: Element, spec: GroupSpec, before: GroupSpec | undefined): Element {
  const primitives = spec.members.map((id) => findMember(cib, spec.id, id));
  const present = byId(cib, spec.id);
  const now = present ? groupMembers(present) : [];
  const entering = spec.members.filter((id) => !now.includes(id));
  refuseRunningElsewhere(
    cib,
    now,
    entering.filter((id) => !spec.held.includes(id)),
  );
  const leaving = (before?.members ?? []).filter(
    (id) => now.includes(id) && !spec.members.includes(id),
  );
  const withoutLeaving = leaving.reduce(
    (c, id) => removeMember(c, spec.id, id, before ?? none),
    cib,
  );
  const withoutEntering = entering.reduce((c, id) => removeById(c, id), withoutLeaving);
  const members = primitives.map((p) => {
    if (!entering.includes(idOf(p))) return p;
    return spec.held.includes(idOf(p)) ? releaseResource(p) : resumeElement(p);
  });
  if (!present)
    return updateSection(withoutEntering, "resources", (r) =>
      append(r, setMetaAttributes(element("group", { id: spec.id }, members), spec.id, spec.meta)),
    );
  const dropped = droppedNames(before?.meta, spec.meta);
  return updateById(withoutEntering, spec.id, (g) =>
    setMetaAttributes(
      removePairs(arrangeMembers(g, members), "meta_attributes", dropped),
      spec.id,
      spec.meta,
    ),
  );
}

/** Plans the edit that stops leaving members before others enter. Returns `undefined` if there is nothing to stop. */
export function stopLeavingMembers(
  cib: Element,
  spec: GroupSpec,
  before: GroupSpec,
): { readonly cib: Element; readonly resources: readonly string[] } | undefined {
  const group = byId(cib, spec.id);
  const now = group ? groupMembers(group) : [];
  const entering = spec.members.filter((id) => !now.includes(id));
  const leaving = [...before.held, ...before.undeclared].filter(
    (id) => now.includes(id) && !spec.members.includes(id) && activeNodes(cib, id).length > 0,
  );
  if (entering.length === 0 || leaving.length === 0) return undefined;
  // A group cannot be empty: if all members leave, they stop inside the group.
  const leaveAll = leaving.length === now.length;
  const stopped = leaving.reduce(
    (c, id) =>
      leaveAll
        ? updateById(c, id, (e) => leaveGroup(e, before))
        : removeMember(c, spec.id, id, before),
    cib,
  );
  return { cib: freeAddedIds(cib, stopped), resources: leaving };
}

/** Moves a member to the top level, and stops it in the same edit if it does not run outside the group. */
function removeMember(cib: Element, group: string, id: string, leaving: Leaving): Element {
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

/** Puts the declared members in order, into the positions of declared members. Foreign members keep their positions. */
function arrangeMembers(group: Element, declared: readonly Element[]): Element {
  const ids = new Set(declared.map(idOf));
  const queue = [...declared];
  const placed = group.children.flatMap((c) =>
    c.name === "primitive" && ids.has(idOf(c)) ? queue.splice(0, 1) : [c],
  );
  const last = placed.findLastIndex((c) => c.name === "primitive");
  return withChildren(group, [...placed.slice(0, last + 1), ...queue, ...placed.slice(last + 1)]);
}

/** Observes a group: its declared members in the order of the CIB. Returns `undefined` if the group is gone. */
export function observeGroup(cib: Element, spec: GroupSpec): GroupSpec | undefined {
  const e = byId(cib, spec.id);
  if (e?.name !== "group") return undefined;
  return {
    id: spec.id,
    members: groupMembers(e).filter((id) => spec.members.includes(id)),
    meta: observePairs(e, "meta_attributes", spec.meta),
    held: spec.held,
    undeclared: spec.undeclared,
  };
}

/** Dissolves a group: its members move to the top level, and those that do not run outside of it are stopped. */
export function dissolveGroup(cib: Element, id: string, leaving: Leaving): Element {
  const group = byId(cib, id);
  if (!group) return cib;
  const members = childrenNamed(group, "primitive").map((p) => leaveGroup(p, leaving));
  const next = updateSection(removeById(cib, id), "resources", (r) => append(r, ...members));
  return freeAddedIds(cib, next);
}

/** Running members after a new one in the group: Pacemaker stops them before it starts the new member. */
export function membersRestartedBy(cib: Element, spec: GroupSpec): readonly string[] {
  const group = byId(cib, spec.id);
  if (!group) return [];
  const now = groupMembers(group);
  const first = spec.members.findIndex((id) => !now.includes(id));
  if (first < 0) return [];
  return spec.members
    .slice(first)
    .filter((id) => now.includes(id) && activeNodes(cib, id).length > 0);
}
