import { type Leaving, leaveGroup, removeMember } from "./leave-group";
import { type Cloned, findClone, observeClone, putClone, wrapInClone } from "../clone";
import { freeAddedIds } from "../free-ids";
import { releaseInside } from "../target-role";
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
} from "../../xml/element";
import { type Pairs, observePairs, setMetaAttributes } from "../../xml/nvset";
import { type ValueSets, editBesideSets, observeValueSets, withoutSets } from "../value-sets";
import { activeNodes, mayBeActive } from "../../status/status";
import { findMember, refuseRunningElsewhere } from "./group-members";

/** A group as declared. */
export interface GroupSpec extends Leaving, Cloned, Pick<ValueSets, "metaSets"> {
  readonly members: readonly string[];
  readonly meta: Pairs;
}

export const groupMembers = (group: Element): readonly string[] =>
  childrenNamed(group, "primitive").map(idOf);

/** Creates or edits a group in one edit: adds members, orders them, and removes former ones. */
export const putGroup = (cib: Element, spec: GroupSpec, before: GroupSpec | undefined): Element =>
  freeAddedIds(cib, putClone(editGroup(cib, spec, before), spec, before));

function editGroup(cib: Element, spec: GroupSpec, before: GroupSpec | undefined): Element {
  const primitives = spec.members.map((id) => findMember(cib, spec.id, id));
  const present = byId(cib, spec.id);
  const now = present ? groupMembers(present) : [];
  const entering = spec.members.filter((id) => !now.includes(id));
  // A cloned group runs on several nodes, so it stops no member that runs on one of them.
  if (!spec.clone && !findClone(cib, spec.id))
    refuseRunningElsewhere(
      cib,
      now,
      entering.filter((id) => !spec.held.includes(id)),
    );
  const leaving = (before?.members ?? []).filter(
    (id) => now.includes(id) && !spec.members.includes(id),
  );
  const withoutLeaving = leaving.reduce(
    (c, id) => removeMember(c, spec.id, id, before ?? { held: [], undeclared: [] }),
    cib,
  );
  const withoutEntering = entering.reduce((c, id) => removeById(c, id), withoutLeaving);
  const members = primitives.map((p) =>
    entering.includes(idOf(p)) ? releaseInside(p, spec.held) : p,
  );
  if (!present) {
    const bare = element("group", { id: spec.id }, members);
    const built = editBesideSets(cib, bare, spec, undefined, (e) =>
      setMetaAttributes(e, spec.id, spec.meta),
    );
    const cloned = spec.clone ? wrapInClone(cib, built, spec.clone) : built;
    return updateSection(withoutEntering, "resources", (r) => append(r, cloned));
  }
  return updateById(withoutEntering, spec.id, (g) =>
    editBesideSets(cib, arrangeMembers(g, members), spec, before, (e) =>
      setMetaAttributes(e, spec.id, spec.meta, before?.meta),
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
    (id) => now.includes(id) && !spec.members.includes(id) && mayBeActive(cib, id),
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
  const clone = observeClone(cib, spec);
  return {
    id: spec.id,
    members: groupMembers(e).filter((id) => spec.members.includes(id)),
    meta: observePairs(withoutSets(e, spec), "meta_attributes", spec.meta),
    ...observeValueSets(e, spec),
    held: spec.held,
    undeclared: spec.undeclared,
    ...(clone ? { clone } : {}),
  };
}

/** Running members after a new one: Pacemaker stops them before it starts the new member. */
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
