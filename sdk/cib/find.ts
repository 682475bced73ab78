import { type Element, childNamed, element, withChildren } from "./element";

/** Every element of a tree, the root first, in document order. */
export function* walk(root: Element): Generator<Element> {
  yield root;
  for (const c of root.children) yield* walk(c);
}

/**
 * Elements whose `id` is not theirs alone (in the schemas IDREF, or mere text): members of tags and of resource sets and
 * roles of ACLs name other objects; a remote node bears the name of its resource, a target of an ACL that of an account.
 */
const NAMING = ["obj_ref", "resource_ref", "role", "role_ref", "node", "acl_target"];

const has = (e: Element, id: string): boolean => e.attributes.id === id && !NAMING.includes(e.name);

/** The element with an id under `configuration`; ids in `status` name the same objects again and do not count. */
export function byId(cib: Element, id: string): Element | undefined {
  for (const e of walk(configuration(cib))) if (has(e, id)) return e;
  return undefined;
}

export const configuration = (cib: Element): Element =>
  childNamed(cib, "configuration") ?? element("configuration");

/** A section of the configuration, empty when the CIB has none yet. */
export const section = (cib: Element, name: string): Element =>
  childNamed(configuration(cib), name) ?? element(name);

/** The element that directly holds another one. */
export function parentOf(cib: Element, id: string): Element | undefined {
  for (const e of walk(configuration(cib))) if (e.children.some((c) => has(c, id))) return e;
  return undefined;
}

/** Replaces the element with an id by what `by` makes of it; an empty list removes it. */
export function replaceById(
  root: Element,
  id: string,
  by: (e: Element) => readonly Element[],
): Element {
  return withChildren(
    root,
    root.children.flatMap((c) => {
      if (c.name === "status") return [c];
      return has(c, id) ? by(c) : [replaceById(c, id, by)];
    }),
  );
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
