import {
  type Element,
  idOf,
  byId,
  parentOf,
  sectionOf,
  walk,
  element,
  replaceById,
  updateById,
} from "../xml/element";
import { pairValue, type Pairs, droppedNames, removePairs, setMetaAttributes } from "../xml/nvset";
import { parseDuration } from "../xml/values";
import { PreconditionFailed } from "../../errors";
import { findReferences } from "./references";

const HOLDERS = ["group", "clone", "master", "bundle"];

/** The primitives of a resource, in start order. */
export function primitivesIn(cib: Element, id: string): readonly string[] {
  const e = byId(cib, id);
  return e
    ? walk(e)
        .filter((c) => c.name === "primitive")
        .map(idOf)
    : [];
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

const duration = (text = ""): number => parseDuration(text) ?? 0;

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
  const references = findReferences(cib, clone).map((r) => r.text);
  if (references.length > 0)
    throw new PreconditionFailed(
      `clone: ${clone} cannot be dissolved or renamed while ${references.join(", ")} ${references.length === 1 ? "names" : "name"} it; remove that first, run pulumi up, then declare it again`,
    );
}

export const dissolveClone = (cib: Element, clone: Element): Element =>
  replaceById(cib, idOf(clone), (c) => c.children.filter((e) => e.name === "primitive"));
