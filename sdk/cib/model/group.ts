import { Refused } from "../../errors";
import { type Element, append, childrenNamed, element, idOf, withChildren } from "../xml/element";
import { byId, parentOf, removeById, updateById, updateSection } from "../xml/find";
import {
  type Pairs,
  droppedNames,
  observePairs,
  pairValue,
  removePairs,
  setMeta,
} from "../xml/nvset";
import { activeNodes } from "../status/status";

/** A group as declared. `held` are the members that were created stopped and run only inside this group. */
export interface GroupSpec {
  readonly id: string;
  readonly members: readonly string[];
  readonly meta: Pairs;
  readonly held: readonly string[];
}

export const groupMembers = (group: Element): readonly string[] =>
  childrenNamed(group, "primitive").map(idOf);

export const hold = (e: Element): Element => setMeta(e, idOf(e), { "target-role": "Stopped" });
export const release = (e: Element): Element => removePairs(e, "meta_attributes", ["target-role"]);

/** Makes or edits a group: takes members in, puts them in order, lets former ones go; all in one edit. */
export function putGroup(cib: Element, spec: GroupSpec, before: GroupSpec | undefined): Element {
  const primitives = spec.members.map((id) => memberElement(cib, spec, id));
  const present = byId(cib, spec.id);
  const now = present ? groupMembers(present) : [];
  const entering = spec.members.filter((id) => !now.includes(id));
  refuseElsewhere(
    cib,
    now,
    entering.filter((id) => !spec.held.includes(id)),
  );
  const leaving = (before?.members ?? []).filter(
    (id) => now.includes(id) && !spec.members.includes(id),
  );
  const out = leaving.reduce((c, id) => letGo(c, spec.id, id, before?.held ?? []), cib);
  const taken = entering.reduce((c, id) => removeById(c, id), out);
  const inside = primitives.map((p) =>
    entering.includes(idOf(p)) && spec.held.includes(idOf(p)) ? release(p) : p,
  );
  if (!present)
    return updateSection(taken, "resources", (r) =>
      append(r, setMeta(element("group", { id: spec.id }, inside), spec.id, spec.meta)),
    );
  const gone = droppedNames(before?.meta, spec.meta);
  return updateById(taken, spec.id, (g) =>
    setMeta(removePairs(arrange(g, inside), "meta_attributes", gone), spec.id, spec.meta),
  );
}

/** Where members leave and others enter, the edit that lets the leaving ones stop first. */
export function stopLeavingMembers(
  cib: Element,
  spec: GroupSpec,
  before: GroupSpec,
): { readonly cib: Element; readonly resources: readonly string[] } | undefined {
  const group = byId(cib, spec.id);
  const now = group ? groupMembers(group) : [];
  const entering = spec.members.filter((id) => !now.includes(id));
  const leaving = before.held.filter(
    (id) => now.includes(id) && !spec.members.includes(id) && activeNodes(cib, id).length > 0,
  );
  if (entering.length === 0 || leaving.length === 0) return undefined;
  // A group cannot be empty: where everybody leaves, they stop inside.
  const all = leaving.length === now.length;
  const out = leaving.reduce(
    (c, id) => (all ? updateById(c, id, hold) : letGo(c, spec.id, id, before.held)),
    cib,
  );
  return { cib: out, resources: leaving };
}

function memberElement(cib: Element, spec: GroupSpec, id: string): Element {
  const e = byId(cib, id);
  if (e?.name !== "primitive")
    throw new Refused(
      e
        ? `members: ${id} is a ${e.name}; a group can hold primitives only`
        : `members: there is no resource ${id} in the cluster; create it first, or correct the name`,
    );
  const parent = parentOf(cib, id);
  if (parent && parent.name !== "resources" && idOf(parent) !== spec.id)
    throw new Refused(
      `members: ${id} is in the ${parent.name} ${idOf(parent)}; a resource can be in one place only: take it out there first`,
    );
  return e;
}

/** Members keep what runs where it runs: one that runs on another node than the group would be restarted. */
function refuseElsewhere(
  cib: Element,
  inside: readonly string[],
  entering: readonly string[],
): void {
  const running = (ids: readonly string[]): { id: string; node: string }[] =>
    ids.flatMap((id) => activeNodes(cib, id).map((node) => ({ id, node })));
  const home = [...running(inside), ...running(entering)][0];
  const away = running(entering).find((r) => r.node !== home?.node);
  if (home && away)
    throw new Refused(
      `members: ${away.id} runs on ${away.node}, ${home.id} runs on ${home.node}; a group runs on one node, so taking both in would stop and move one of them. ` +
        `Move it first (pcs resource move ${away.id} ${home.node}), stop it (pcs resource disable ${away.id}), or declare it with startWithGroup: true`,
    );
}

/** A member that leaves goes to the top level; one that only ever ran with its group is stopped in the same edit. */
function letGo(cib: Element, group: string, id: string, held: readonly string[]): Element {
  const e = byId(cib, id);
  if (!e) return cib;
  const out = held.includes(id) ? hold(e) : e;
  const without = updateById(cib, group, (g) =>
    withChildren(
      g,
      g.children.filter((c) => idOf(c) !== id),
    ),
  );
  return updateSection(without, "resources", (r) => append(r, out));
}

/** Own members in the declared order, in the places that own members have; foreign ones stay where they are. */
function arrange(group: Element, own: readonly Element[]): Element {
  const ids = new Set(own.map(idOf));
  const queue = [...own];
  const placed = group.children.flatMap((c) =>
    c.name === "primitive" && ids.has(idOf(c)) ? queue.splice(0, 1) : [c],
  );
  const last = placed.findLastIndex((c) => c.name === "primitive");
  return withChildren(group, [...placed.slice(0, last + 1), ...queue, ...placed.slice(last + 1)]);
}

/** Declared members that are there, in the order in which they stand; `undefined` when the group is gone. */
export function observeGroup(cib: Element, spec: GroupSpec): GroupSpec | undefined {
  const e = byId(cib, spec.id);
  if (e?.name !== "group") return undefined;
  return {
    id: spec.id,
    members: groupMembers(e).filter((id) => spec.members.includes(id)),
    meta: observePairs(e, "meta_attributes", spec.meta),
    held: spec.held,
  };
}

/** Dissolves a group: its members go to the top level, those held until now stopped. */
export function dissolveGroup(cib: Element, id: string, held: readonly string[]): Element {
  const group = byId(cib, id);
  if (!group) return cib;
  const members = childrenNamed(group, "primitive").map((p) =>
    held.includes(idOf(p)) ? hold(p) : p,
  );
  return updateSection(removeById(cib, id), "resources", (r) => append(r, ...members));
}

/** Running members behind a new one: Pacemaker stops them before it starts the new one. */
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

export const isTargetStopped = (e: Element): boolean =>
  pairValue(e, "meta_attributes", "target-role") === "Stopped";
