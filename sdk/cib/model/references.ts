import {
  type Element,
  idOf,
  byId,
  configurationOf,
  parentOf,
  removeById,
  sectionOf,
  walk,
} from "../xml/element";

const REFERRING = ["rsc", "with-rsc", "first", "then", "reference"];

/** Ids of constraints that `pcs resource move` or `ban` creates. They belong to the object that they refer to. */
export const OPERATOR_CONSTRAINT_PREFIXES = /^cli-(ban|prefer|standby)-/;

/** An element that refers to an object, with a description such as `rsc_order o1`. */
export interface Reference {
  readonly id: string;
  readonly text: string;
}

/** The resources that a constraint names. */
export const referredIds = (constraint: Element): readonly string[] =>
  walk(constraint).flatMap((e) =>
    e.name === "resource_ref" ? [idOf(e)] : REFERRING.flatMap((a) => e.attributes[a] ?? []),
  );

const refersTo = (e: Element, id: string): boolean =>
  REFERRING.some((a) => e.attributes[a] === id) ||
  (e.name === "fencing-level" && (e.attributes.devices ?? "").split(",").includes(id)) ||
  ((e.name === "resource_ref" || e.name === "obj_ref") && idOf(e) === id);

/**
 * Finds what refers to an object: constraints, tags, ACLs, fencing levels, and the group that holds it. Operators'
 * constraints do not count.
 */
export function findReferences(cib: Element, id: string): readonly Reference[] {
  const holders = ["constraints", "tags", "acls", "fencing-topology"].flatMap(
    (name) => sectionOf(cib, name).children,
  );
  const references = holders
    .filter(
      (h) => walk(h).some((e) => refersTo(e, id)) && !OPERATOR_CONSTRAINT_PREFIXES.test(idOf(h)),
    )
    .map((h) => ({ id: idOf(h), text: `${h.name} ${idOf(h)}` }));
  const parent = parentOf(cib, id);
  return parent?.name === "group"
    ? [{ id: idOf(parent), text: `group ${idOf(parent)}` }, ...references]
    : references;
}

/** Removes the constraints that operators' commands created for an object. */
export function removeOperatorConstraints(cib: Element, id: string): Element {
  const leftovers = sectionOf(cib, "constraints").children.filter(
    (c) => OPERATOR_CONSTRAINT_PREFIXES.test(idOf(c)) && refersTo(c, id),
  );
  return leftovers.reduce((c, constraint) => removeById(c, idOf(constraint)), cib);
}

const RESOURCES = ["primitive", "group", "clone", "master", "bundle"];

/** Whether an id is that of a resource: a primitive, group, clone or bundle. */
export const isResource = (cib: Element, id: string): boolean =>
  RESOURCES.includes(byId(cib, id)?.name ?? "");

export const resourceIds = (cib: Element): readonly string[] =>
  walk(configurationOf(cib))
    .filter((e) => RESOURCES.includes(e.name))
    .map(idOf);
