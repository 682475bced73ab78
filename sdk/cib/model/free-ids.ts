import {
  type Element,
  configurationOf,
  idOf,
  isReference,
  walk,
  withAttributes,
  withChildren,
} from "../xml/element";
import { numberId } from "../xml/values";

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
