import {
  type Element,
  append,
  byId,
  configurationOf,
  element,
  idOf,
  sectionOf,
  updateSection,
  walk,
  withChildren,
} from "../../xml/element";
import { freeIds } from "../../xml/values";
import { freeAddedIds } from "../free-ids";
import type { ElementPart, PartChange } from "./part";

/** Where an element stands: its section, its name and its id. */
export interface Place {
  readonly section: string;
  readonly tag: string;
  readonly id: string;
}

/** A part with what is declared of it. */
export interface DeclaredPart {
  readonly part: ElementPart;
  readonly change: Pick<PartChange, "value" | "before">;
}

/** Finds an element of a section. The ids of some are names of accounts, which other elements may have too. */
export const findInSection = (cib: Element, { section, tag, id }: Place): Element | undefined =>
  sectionOf(cib, section).children.find((c) => c.name === tag && idOf(c) === id);

/** Creates an element of a section, or makes its parts what is declared. */
export function putInSection(cib: Element, place: Place, parts: readonly DeclaredPart[]): Element {
  const present = findInSection(cib, place);
  const free = freeIds(cib);
  const edited = parts.reduce(
    (e, { part, change }) => part.put(e, { ...change, cib, free }),
    present ?? element(place.tag, { id: place.id }),
  );
  const next = updateSection(cib, place.section, (s) =>
    present ? replaceChild(s, present, [edited]) : append(s, edited),
  );
  return freeAddedIds(cib, next);
}

/** Removes an element of a section. The section stays: an ACL may allow to write into it, and not to make it anew. */
export function removeFromSection(cib: Element, place: Place): Element {
  const present = findInSection(cib, place);
  return present ? updateSection(cib, place.section, (s) => replaceChild(s, present, [])) : cib;
}

const replaceChild = (parent: Element, child: Element, by: readonly Element[]): Element =>
  withChildren(
    parent,
    parent.children.flatMap((c) => (c === child ? by : [c])),
  );

/** A kind of object that others can name. */
export interface ReferenceTarget {
  /** A word for it, such as `resource`. */
  readonly what: string;
  readonly has: (cib: Element, id: string) => boolean;
  readonly all: (cib: Element) => readonly string[];
}

/** An element of one name, such as an ACL role. */
export const elementTarget = (what: string, tag: string): ReferenceTarget => ({
  what,
  has: (cib, id) => byId(cib, id)?.name === tag,
  all: (cib) =>
    walk(configurationOf(cib))
      .filter((e) => e.name === tag)
      .map(idOf),
});

/** Describes what the cluster lacks of the objects that an argument names. */
export const describeMissingObjects = (
  cib: Element,
  argument: string,
  { what, has, all }: ReferenceTarget,
  ids: readonly string[],
): readonly string[] =>
  ids
    .filter((id) => !has(cib, id))
    .map(
      (id) =>
        `${argument}: there is no ${what} ${id} in the cluster (there is: ${all(cib).join(", ") || "none"})`,
    );
