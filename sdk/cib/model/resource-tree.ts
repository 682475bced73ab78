import {
  type Element,
  idOf,
  byId,
  parentOf,
  sectionOf,
  walk,
  element,
  replaceById,
  configurationOf,
  isReference,
  withAttributes,
  withChildren,
  updateById,
} from "../xml/element";
import { pairValue, type Pairs, droppedNames, removePairs, setMetaAttributes } from "../xml/nvset";
import { numberId, readMilliseconds } from "../xml/values";
import { PreconditionFailed } from "../../errors";
import { HOLDERS, findReferences, removalCommands } from "./references";

/** The primitives of a resource, in start order. */
export function primitivesIn(cib: Element, id: string): readonly string[] {
  const e = byId(cib, id);
  return e
    ? walk(e)
        .filter((c) => c.name === "primitive")
        .map(idOf)
    : [];
}

/** Leads from some primitives to others. */
interface Step {
  readonly from: readonly string[];
  readonly to: readonly string[];
}

/** Returns primitives, and those to which steps lead from them, directly or through others. */
export function followSteps(start: readonly string[], steps: readonly Step[]): ReadonlySet<string> {
  const found = new Set(start);
  // A primitive that is added while the set is iterated is visited too.
  for (const p of found)
    for (const { from, to } of steps) if (from.includes(p)) for (const next of to) found.add(next);
  return found;
}

/** Lists a resource and the groups and clones that hold it, the innermost first. */
export function withHolders(cib: Element, id: string): readonly Element[] {
  const e = byId(cib, id);
  if (!e) return [];
  const parent = parentOf(cib, id);
  return parent && HOLDERS.includes(parent.name) ? [e, ...withHolders(cib, idOf(parent))] : [e];
}

/** The effective value of a meta attribute: that of the resource, of its holders, or of the resource defaults. */
export function effectiveMeta(cib: Element, id: string, name: string): string | undefined {
  for (const e of withHolders(cib, id)) {
    const value = pairValue(e, "meta_attributes", name);
    if (value !== undefined) return value;
  }
  return pairValue(sectionOf(cib, "rsc_defaults"), "meta_attributes", name);
}

/**
 * The longest time that an operation of a resource may take, in milliseconds: its time-out, after its `start-delay`; 0 if
 * neither is set.
 */
export function longestTimeout(cib: Element, id: string, operation: string): number {
  const e = byId(cib, id);
  const times = e
    ? walk(e)
        .filter((op) => op.name === "op" && op.attributes.name === operation)
        .map(({ attributes: a }) => duration(a.timeout) + duration(a["start-delay"]))
    : [];
  return Math.max(0, ...times);
}

/** The longest `start-delay` of a recurring operation of a resource, in milliseconds: so long it is pending. */
export function longestDelay(cib: Element, id: string): number {
  const e = byId(cib, id);
  const operations = e ? walk(e).filter(({ name }) => name === "op") : [];
  return Math.max(0, ...operations.map((op) => duration(op.attributes["start-delay"])));
}

const duration = (text = ""): number => readMilliseconds(text) ?? 0;

export interface CloneSpec {
  readonly id: string;
  readonly meta: Pairs;
}

/** A primitive and the clone around it, if any. */
interface Cloned {
  readonly id: string;
  readonly clone?: CloneSpec;
}

export const buildClone = (primitive: Element, { id, meta }: CloneSpec): Element =>
  setMetaAttributes(element("clone", { id }, [primitive]), id, meta);

/** Finds the clone that is the parent of a primitive. */
export function findClone(cib: Element, primitive: string): Element | undefined {
  const parent = parentOf(cib, primitive);
  return parent?.name === "clone" || parent?.name === "master" ? parent : undefined;
}

export function putClone(cib: Element, spec: Cloned, before: Cloned | undefined): Element {
  const present = findClone(cib, spec.id);
  const { clone } = spec;
  if (present && clone && idOf(present) === clone.id)
    return updateById(cib, clone.id, (e) =>
      setMetaAttributes(
        removePairs(e, "meta_attributes", droppedNames(before?.clone?.meta, clone.meta)),
        clone.id,
        clone.meta,
      ),
    );
  const dissolves = present && (clone ?? before?.clone);
  if (dissolves) refuseReferenced(cib, idOf(present));
  const bare = dissolves ? dissolveClone(cib, present) : cib;
  return clone ? replaceById(bare, spec.id, (e) => [buildClone(e, clone)]) : bare;
}

/** Refuses to dissolve a clone while constraints refer to it. */
function refuseReferenced(cib: Element, clone: string): void {
  const found = findReferences(cib, clone);
  const references = found.map((r) => r.text);
  const commands = removalCommands(cib, clone, found).join(", ");
  if (references.length > 0)
    throw new PreconditionFailed(
      `clone: ${clone} cannot be dissolved or renamed while ${references.join(", ")} ${references.length === 1 ? "names" : "name"} it; remove that first (${commands}), run pulumi up, then declare it again`,
    );
}

export const dissolveClone = (cib: Element, clone: Element): Element =>
  replaceById(cib, idOf(clone), (c) => c.children.filter((e) => e.name === "primitive"));

/** Whether a primitive takes parts of itself from elsewhere: a template, or sets and pairs by `id-ref`. */
export const isComposed = ({ attributes, children }: Element): boolean =>
  attributes.template !== undefined ||
  children.some((c) => [c, ...c.children].some((e) => e.attributes["id-ref"] !== undefined));

/**
 * Gives the elements that an edit has added ids that are free in the whole configuration. The schema requires it: a clone
 * may be called like the set of attributes that pcs would write for a primitive.
 */
export function freeAddedIds(before: Element, after: Element): Element {
  const added = collectAdded(configurationOf(before), configurationOf(after));
  const names = new Set([...added].filter(isIdentified).map(idOf));
  if (names.size === 0) return after;
  const taken = new Map<string, number>();
  for (const e of walk(configurationOf(after)).filter(isIdentified))
    taken.set(idOf(e), (taken.get(idOf(e)) ?? 0) + 1);
  const isTwice = [...names].some((id) => (taken.get(id) ?? 0) > 1);
  return isTwice ? rename(after, added, taken) : after;
}

const isIdentified = (e: Element): boolean => e.attributes.id !== undefined && !isReference(e);

/** Collects the elements without a counterpart. Unchanged parts are the same objects, so large CIBs are compared fast. */
function collectAdded(before: Element, after: Element): ReadonlySet<Element> {
  const added = new Set<Element>();
  const compare = (old: Element, now: Element): void => {
    if (old === now) return;
    const same = new Set(old.children);
    const counterparts = new Map(old.children.map((o) => [keyOf(o), o]));
    for (const c of now.children.filter((child) => !same.has(child))) {
      const counterpart = counterparts.get(keyOf(c));
      if (counterpart) compare(counterpart, c);
      else for (const e of walk(c)) added.add(e);
    }
  };
  compare(before, after);
  return added;
}

const keyOf = (e: Element): string => `${e.name} ${idOf(e)}`;

function rename(e: Element, added: ReadonlySet<Element>, taken: Map<string, number>): Element {
  const id = idOf(e);
  const isClash = added.has(e) && isIdentified(e) && (taken.get(id) ?? 0) > 1;
  const children = (of: Element): readonly Element[] =>
    of.children.map((c) => (c.name === "status" ? c : rename(c, added, taken)));
  if (!isClash) return withChildren(e, children(e));
  const free = numberId(id, taken);
  taken.set(id, (taken.get(id) ?? 0) - 1);
  taken.set(free, 1);
  return withChildren(withAttributes(e, { id: free }), children(e));
}
