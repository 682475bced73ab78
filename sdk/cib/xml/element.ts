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

/** Lists every element of a tree in document order, root first. */
export function walk(root: Element): readonly Element[] {
  const found: Element[] = [];
  const visit = (e: Element): void => {
    found.push(e);
    e.children.forEach(visit);
  };
  visit(root);
  return found;
}

/** Finds the first element that matches, in document order. It allocates nothing: large CIBs are searched often. */
export function findFirst(root: Element, matches: (e: Element) => boolean): Element | undefined {
  if (matches(root)) return root;
  for (const c of root.children) {
    const found = findFirst(c, matches);
    if (found) return found;
  }
  return undefined;
}

/**
 * Elements whose `id` does not identify them (IDREF or plain text in the schemas). Members of tags, of resource sets and
 * of ACL roles refer to other objects. A remote node has the name of its resource, an ACL target that of an account.
 */
const REFERENCES = ["obj_ref", "resource_ref", "role", "role_ref", "node", "acl_target"];

export const isReference = (e: Element): boolean => REFERENCES.includes(e.name);

const hasId = (e: Element, id: string): boolean => e.attributes.id === id && !isReference(e);

/** Finds the element with an id under `configuration`. Ids in `status` repeat those of the configuration. */
export const byId = (cib: Element, id: string): Element | undefined =>
  findFirst(configurationOf(cib), (e) => hasId(e, id));

export const configurationOf = (cib: Element): Element =>
  childNamed(cib, "configuration") ?? element("configuration");

/** A section of the configuration, or an empty element if the CIB has no such section. */
export const sectionOf = (cib: Element, name: string): Element =>
  childNamed(configurationOf(cib), name) ?? element(name);

/** Finds the parent of the element with an id. */
export const parentOf = (cib: Element, id: string): Element | undefined =>
  findFirst(configurationOf(cib), (e) => e.children.some((c) => hasId(c, id)));

/** Replaces the element with an id by the result of `by`. An empty list removes it. */
export const replaceById = (
  root: Element,
  id: string,
  by: (e: Element) => readonly Element[],
): Element => replaceInside(root, id, by) ?? root;

/** Returns `undefined` if the element is not inside. Only its ancestors are built anew, because CIBs can be large. */
function replaceInside(
  holder: Element,
  id: string,
  by: (e: Element) => readonly Element[],
): Element | undefined {
  let now: Element | readonly Element[] | undefined;
  const at = holder.children.findIndex((c) => {
    if (c.name !== "status") now = hasId(c, id) ? by(c) : replaceInside(c, id, by);
    return now !== undefined;
  });
  return now && withChildren(holder, holder.children.toSpliced(at, 1, ...[now].flat()));
}

export const updateById = (cib: Element, id: string, by: (e: Element) => Element): Element =>
  replaceById(cib, id, (e) => [by(e)]);

export const removeById = (cib: Element, id: string): Element => replaceById(cib, id, () => []);

/** Edits a section of the configuration. A missing section is added unless it stays empty. */
export function updateSection(
  cib: Element,
  name: string,
  by: (section: Element) => Element,
): Element {
  return updateChild(cib, "configuration", (c) => updateChild(c, name, by));
}

function updateChild(parent: Element, name: string, by: (e: Element) => Element): Element {
  const old = childNamed(parent, name);
  if (old)
    return withChildren(
      parent,
      parent.children.map((c) => (c === old ? by(c) : c)),
    );
  const added = by(element(name));
  return added.children.length === 0 ? parent : withChildren(parent, [...parent.children, added]);
}
