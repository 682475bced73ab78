import { isDeepStrictEqual } from "node:util";
import { type Element, idOf, withChildren } from "../../xml/element";
import type { FreeId } from "../../rules/write";
import { type ElementPart, hasToGo } from "./part";

/** A list of child elements with one name. The program owns the list as a whole. */
export interface ChildList {
  readonly tag: string;
  /** Builds a child. `id` returns the id for a proposed one. */
  readonly build: (owner: string, entry: unknown, id: FreeId) => Element;
  /** Reads a child as an entry, in the spelling of the declared one where the meaning is equal. */
  readonly read: (child: Element, declared: unknown) => unknown;
  /** Returns the id that an entry declares. @default none does */
  readonly givenId?: (entry: unknown) => string | undefined;
}

/** The ids that entries declare. */
export const givenIds = ({ givenId }: ChildList, entries: readonly unknown[]): readonly string[] =>
  givenId ? entries.flatMap((entry) => givenId(entry) ?? []) : [];

/** Makes a part that is a list of children, in order. A child that is as declared stays as it is. */
export const childrenPart = (list: ChildList): ElementPart => ({
  put: (e, change) => {
    if (hasToGo(change, false)) return replaceChildren(e, list.tag, []);
    if (change.value === undefined) return e;
    return replaceChildren(e, list.tag, merge(e, list, change.value as unknown[], change.free));
  },
  observe: (e, declared) => {
    if (declared === undefined) return undefined;
    const entries = declared as readonly unknown[];
    const present = e.children.filter((c) => c.name === list.tag);
    const matches = matchEqual(list, present, entries);
    return present.map((c, i) => {
      const at = matches.indexOf(c);
      return at >= 0 ? entries[at] : list.read(c, entries[i]);
    });
  },
  read: (e) => {
    const present = e.children.filter((c) => c.name === list.tag);
    return present.length === 0 ? undefined : present.map((c) => list.read(c, undefined));
  },
});

/** Replaces the children of a name, each in the place of an old one, so that comments between them stay. */
function replaceChildren(e: Element, tag: string, children: readonly Element[]): Element {
  const last = e.children.findLastIndex((c) => c.name === tag);
  const left = [...children];
  const replaced = e.children.flatMap((c, i) => {
    if (c.name !== tag) return [c];
    return left.splice(0, i === last ? left.length : 1);
  });
  return withChildren(e, [...replaced, ...left]);
}

/** Returns for each entry the child that is as declared; no child twice. */
function matchEqual(
  list: ChildList,
  present: readonly Element[],
  entries: readonly unknown[],
): readonly (Element | undefined)[] {
  const left = new Set(present);
  const given = givenIds(list, entries);
  return entries.map((entry) => {
    const own = list.givenId?.(entry);
    const isFree = (c: Element): boolean =>
      left.has(c) && (own !== undefined || !given.includes(idOf(c)));
    const found = present.find((c) => isFree(c) && isDeepStrictEqual(list.read(c, entry), entry));
    if (found) left.delete(found);
    return found;
  });
}

/** Builds the children. A changed child takes over the id of one that goes, so that the change is small. */
function merge(
  e: Element,
  list: ChildList,
  entries: readonly unknown[],
  free: FreeId,
): readonly Element[] {
  const present = e.children.filter((c) => c.name === list.tag);
  const matches = matchEqual(list, present, entries);
  const given = givenIds(list, entries);
  const left = present.filter((c) => !matches.includes(c)).map(idOf);
  const going = new Set(left.filter((c) => !given.includes(c)));
  const id: FreeId = (proposed) => {
    const own = [...going].find((g) => g === proposed || isNumbered(g, proposed));
    if (own === undefined) {
      const found = free(proposed);
      return given.includes(found) ? id(proposed) : found;
    }
    going.delete(own);
    return own;
  };
  return entries.map((entry, i) => matches[i] ?? list.build(idOf(e), entry, id));
}

const isNumbered = (id: string, proposed: string): boolean =>
  id.startsWith(`${proposed}-`) && /^\d+$/.test(id.slice(proposed.length + 1));
