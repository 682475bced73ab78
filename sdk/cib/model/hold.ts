import {
  type Element,
  append,
  byId,
  element,
  idOf,
  sectionOf,
  updateById,
  walk,
  withAttributes,
  withChildren,
} from "../xml/element";
import { HOLD_SUFFIX } from "../xml/nvset";
import { numberId } from "../xml/values";
import { referredIds } from "./references";
import { implicitResources } from "./bundles/implicit";
import { freeAddedIds } from "./free-ids";
import { primitivesIn } from "./resource-tree";

/*
 * A primitive is held while something of its program that governs it is missing: a group, a constraint. A set of meta
 * attributes of its own keeps it stopped and lists what is missing, so that an operator sees it, and an interrupted run can
 * be continued. Pacemaker takes the set with the highest score, so other values of `target-role` stay as they are.
 */

const PENDING = "stopped-until";

/**
 * Writes a list of governors in ASCII. Pulumi names may have any character: Pacemaker before 2.1.3 alters those that are not
 * ASCII, and 2.1.3 to 2.1.7 cuts the value at the `"` behind one (seen in 2.1.5). The primitive would then start too early.
 */
const writePending = (governors: readonly string[]): string =>
  JSON.stringify(governors).replace(
    /[^\x20-\x7E]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );

const findHold = (primitive: Element): Element | undefined =>
  primitive.children.find((c) => c.name === "meta_attributes" && idOf(c).endsWith(HOLD_SUFFIX));

/** Adds governors to the list of a held primitive. */
export const addGovernors = (cib: Element, id: string, governors: readonly string[]): Element =>
  updateById(cib, id, (e) =>
    editPending(e, (pending) => [...new Set([...pending, ...governors])].sort()),
  );

/** Holds a primitive until the governors are there. */
export function holdPrimitive(cib: Element, id: string, governors: readonly string[]): Element {
  const set = freeHoldId(cib, id);
  const held = updateById(cib, id, (e) => {
    const pair = (name: string, value: string): Element =>
      element("nvpair", { id: `${set}-${name}`, name, value });
    const pairs = [pair(PENDING, writePending(governors)), pair("target-role", "Stopped")];
    const at = e.children.findIndex((c) => c.name === "operations");
    const hold = element("meta_attributes", { id: set, score: "INFINITY" }, pairs);
    return at < 0
      ? append(e, hold)
      : withChildren(e, [...e.children.slice(0, at), hold, ...e.children.slice(at)]);
  });
  return freeAddedIds(cib, held);
}

/** What can be held of a resource: its primitives, or the bundle itself, because Pacemaker makes its containers. */
export const holdable = (cib: Element, id: string): readonly string[] =>
  byId(cib, id)?.name === "bundle" ? [id] : primitivesIn(cib, id);

/** Numbers the id in front of its ending, by which a hold is found. */
function freeHoldId(cib: Element, id: string): string {
  const isTaken = (proposed: string): boolean =>
    byId(cib, `${proposed}${HOLD_SUFFIX}`) !== undefined;
  return `${numberId(id, { has: isTaken })}${HOLD_SUFFIX}`;
}

/** The governors that are missing; `undefined` if neither the primitive nor the bundle that holds it is held. */
export function missingGovernors(cib: Element, id: string): readonly string[] | undefined {
  const e = byId(cib, id);
  const hold = (e && findHold(e)) ?? findBundleHold(cib, id);
  return hold && pendingOf(hold);
}

function findBundleHold(cib: Element, id: string): Element | undefined {
  const bundles = sectionOf(cib, "resources").children.filter((e) => e.name === "bundle");
  const holder = bundles.find(
    (b) => b.children.some((c) => idOf(c) === id) || implicitResources(b).includes(id),
  );
  return holder && findHold(holder);
}

const isPending = (pair: Element): boolean => pair.attributes.name === PENDING;

function pendingOf(hold: Element): readonly string[] {
  try {
    return JSON.parse(hold.children.find(isPending)?.attributes.value ?? "") as string[];
  } catch {
    return []; // edited by hand
  }
}

const heldPrimitives = (cib: Element): readonly Element[] =>
  walk(sectionOf(cib, "resources")).filter(
    (e) => (e.name === "primitive" || e.name === "bundle") && findHold(e),
  );

/** The ids of the primitives that wait for a governor. */
export const heldBy = (cib: Element, governor: string): readonly string[] =>
  heldPrimitives(cib)
    .map(idOf)
    .filter((id) => missingGovernors(cib, id)?.includes(governor));

/** Tells whether a primitive waits no longer for a governor. */
type IsThere = (governor: string, primitive: string) => boolean;

/** Takes governors off the lists of the held primitives. */
export const removeGovernors = (cib: Element, isThere: IsThere): Element =>
  heldPrimitives(cib).reduce(
    (c, e) =>
      updateById(c, idOf(e), (held) =>
        editPending(held, (pending) => pending.filter((g) => !isThere(g, idOf(e)))),
      ),
    cib,
  );

function editPending(
  primitive: Element,
  edit: (pending: readonly string[]) => readonly string[],
): Element {
  const hold = findHold(primitive);
  if (!hold) return primitive;
  const pending = pendingOf(hold);
  const [before, value] = [pending, edit(pending)].map(writePending);
  if (before === value) return primitive;
  const pairs = hold.children.map((p) => (isPending(p) ? withAttributes(p, { value }) : p));
  return replaceChild(primitive, hold, withChildren(hold, pairs));
}

const replaceChild = (parent: Element, child: Element, by: Element): Element =>
  withChildren(
    parent,
    parent.children.map((c) => (c === child ? by : c)),
  );

/**
 * Releases the held primitives for which nothing is missing any more: neither for themselves, nor for the held primitives
 * with which groups and constraints connect them. So connected resources start at the same time, each on its place.
 */
export function releaseComplete(cib: Element): {
  readonly cib: Element;
  readonly released: readonly string[];
} {
  const held = heldPrimitives(cib).map(idOf);
  if (held.length === 0) return { cib, released: [] };
  const released = connectedSets(cib, held)
    .filter((set) => set.every((id) => missingGovernors(cib, id)?.length === 0))
    .flat();
  return { cib: released.reduce((c, id) => updateById(c, id, release), cib), released };
}

/** Removes the hold. Pairs that another tool has written into its set stay. */
function release(primitive: Element): Element {
  const hold = findHold(primitive);
  if (!hold) return primitive;
  const own = [PENDING, "target-role"];
  const foreign = hold.children.filter((p) => !own.includes(p.attributes.name ?? ""));
  if (foreign.length > 0) {
    const plain = withAttributes(hold, {
      id: `${idOf(primitive)}-meta_attributes-1`,
      score: undefined,
    });
    return replaceChild(primitive, hold, withChildren(plain, foreign));
  }
  return withChildren(
    primitive,
    primitive.children.filter((c) => c !== hold),
  );
}

/** Splits held primitives into sets that groups, clones and constraints connect. */
function connectedSets(cib: Element, held: readonly string[]): readonly (readonly string[])[] {
  const setOf = new Map(held.map((id) => [id, [id]]));
  const connect = (ids: readonly string[]): void => {
    const sets = new Set(ids.flatMap((id) => [setOf.get(id) ?? []]).filter((s) => s.length > 0));
    if (sets.size < 2) return;
    const joined = [...sets].flat();
    for (const id of joined) setOf.set(id, joined);
  };
  const resources = walk(sectionOf(cib, "resources"));
  for (const group of resources.filter(({ name }) => name === "group" || name === "bundle"))
    connect([idOf(group), ...group.children.map(idOf)]);
  const primitives = (id: string): readonly string[] =>
    setOf.has(id) ? [id] : primitivesIn(cib, id);
  for (const constraint of sectionOf(cib, "constraints").children)
    connect(referredIds(constraint).flatMap(primitives));
  return [...new Set(setOf.values())];
}
