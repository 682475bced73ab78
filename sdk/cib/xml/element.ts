/** One XML element. Trees are immutable: every edit returns a new tree that shares the unchanged elements. */
export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Element[];
}

/** Name of the placeholder for a comment. Comments count in the positions of a patch. */
export const COMMENT = "#comment";

/** Builds an element without the attributes that are `undefined`. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string | undefined>> = {},
  children: readonly Element[] = [],
): Element {
  const given = Object.entries(attributes).filter(([, value]) => value !== undefined);
  return { name, attributes: Object.fromEntries(given) as Record<string, string>, children };
}

/** The value of the `id` attribute, or the empty string if there is none. */
export const idOf = (e: Element): string => e.attributes.id ?? "";

export const childrenNamed = (e: Element, name: string): readonly Element[] =>
  e.children.filter((c) => c.name === name);

export const childNamed = (e: Element, name: string): Element | undefined =>
  e.children.find((c) => c.name === name);

export function withChildren(e: Element, children: readonly Element[]): Element {
  const same =
    children.length === e.children.length && children.every((c, i) => c === e.children[i]);
  return same ? e : { ...e, children };
}

export const append = (e: Element, ...added: readonly Element[]): Element =>
  withChildren(e, [...e.children, ...added]);

/** Sets attributes; `undefined` removes one. Returns the same element if nothing differs. */
export function withAttributes(
  e: Element,
  changes: Readonly<Record<string, string | undefined>>,
): Element {
  const differs = Object.entries(changes).some(([name, value]) => e.attributes[name] !== value);
  return differs
    ? { ...element(e.name, { ...e.attributes, ...changes }), children: e.children }
    : e;
}

export function sameAttributes(a: Element, b: Element): boolean {
  const names = Object.keys(a.attributes);
  return (
    names.length === Object.keys(b.attributes).length &&
    names.every((n) => a.attributes[n] === b.attributes[n])
  );
}
