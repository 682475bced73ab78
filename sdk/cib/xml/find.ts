import { type Element, childNamed, element, withChildren } from "./element";

/** Every element of a tree, the root first, in document order. */
export function walk(root: Element): readonly Element[] {
  const found: Element[] = [];
  const visit = (e: Element): void => {
    found.push(e);
    e.children.forEach(visit);
  };
  visit(root);
  return found;
}

/** The first of them that is meant. Large CIBs are searched all the time, so nothing is made on the way. */
export function findFirst(root: Element, isMeant: (e: Element) => boolean): Element | undefined {
  if (isMeant(root)) return root;
  for (const c of root.children) {
    const found = findFirst(c, isMeant);
    if (found) return found;
  }
  return undefined;
}

/**
 * Elements whose `id` is not theirs alone (in the schemas IDREF, or mere text): members of tags and of resource sets and
 * roles of ACLs name other objects; a remote node bears the name of its resource, a target of an ACL that of an account.
 */
const NAMING = ["obj_ref", "resource_ref", "role", "role_ref", "node", "acl_target"];

const has = (e: Element, id: string): boolean => e.attributes.id === id && !NAMING.includes(e.name);

/** The element with an id under `configuration`; ids in `status` name the same objects again and do not count. */
export const byId = (cib: Element, id: string): Element | undefined =>
  findFirst(configurationOf(cib), (e) => has(e, id));

export const configurationOf = (cib: Element): Element =>
  childNamed(cib, "configuration") ?? element("configuration");

/** A section of the configuration, empty when the CIB has none yet. */
export const sectionOf = (cib: Element, name: string): Element =>
  childNamed(configurationOf(cib), name) ?? element(name);

/** The element that directly holds another one. */
export const parentOf = (cib: Element, id: string): Element | undefined =>
  findFirst(configurationOf(cib), (e) => e.children.some((c) => has(c, id)));

/** Replaces the element with an id by what `by` makes of it; an empty list removes it. */
export const replaceById = (
  root: Element,
  id: string,
  by: (e: Element) => readonly Element[],
): Element => replaced(root, id, by) ?? root;

/** `undefined` where it is not inside: of a large CIB only what is around it is made anew, and nothing on the way. */
function replaced(
  holder: Element,
  id: string,
  by: (e: Element) => readonly Element[],
): Element | undefined {
  let now: Element | readonly Element[] | undefined;
  const at = holder.children.findIndex((c) => {
    if (c.name !== "status") now = has(c, id) ? by(c) : replaced(c, id, by);
    return now !== undefined;
  });
  return now && withChildren(holder, holder.children.toSpliced(at, 1, ...[now].flat()));
}

export const updateById = (cib: Element, id: string, by: (e: Element) => Element): Element =>
  replaceById(cib, id, (e) => [by(e)]);

export const removeById = (cib: Element, id: string): Element => replaceById(cib, id, () => []);

/** Edits a section of the configuration, which is made when it is missing. */
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
  const made = by(element(name));
  return made.children.length === 0 ? parent : withChildren(parent, [...parent.children, made]);
}
