import { type Element, idOf, byId, parentOf, sectionOf, walk } from "../xml/element";
import { pairValue } from "../xml/nvset";

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

/** The longest time-out of an operation in a resource, in milliseconds; 0 if no time-out is set. */
export function longestTimeout(
  cib: Element,
  id: string,
  operation: string,
  read: (duration: string) => number | undefined,
): number {
  const e = byId(cib, id);
  const timeouts = e
    ? walk(e)
        .filter((op) => op.name === "op" && op.attributes.name === operation)
        .map((op) => read(op.attributes.timeout ?? "") ?? 0)
    : [];
  return Math.max(0, ...timeouts);
}
