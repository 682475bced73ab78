import { type Element, idOf } from "../xml/element";
import { byId, configurationOf, parentOf, removeById, sectionOf, walk } from "../xml/find";

const REFERRING = ["rsc", "with-rsc", "first", "then", "reference"];

/** Constraints that an operator's `pcs resource move` or `ban` leaves: they belong to the object that they name. */
export const OPERATOR_CONSTRAINT_PREFIXES = /^cli-(ban|prefer|standby)-/;

/** An element that names an object, and how a person would call it. */
export interface Reference {
  readonly id: string;
  readonly text: string;
}

const refersTo = (e: Element, id: string): boolean =>
  REFERRING.some((a) => e.attributes[a] === id) ||
  (e.name === "fencing-level" && (e.attributes.devices ?? "").split(",").includes(id)) ||
  ((e.name === "resource_ref" || e.name === "obj_ref") && idOf(e) === id);

/** What else in the configuration names an object: constraints, tags, ACLs, a group that holds it. */
export function findReferences(cib: Element, id: string): readonly Reference[] {
  const holders = ["constraints", "tags", "acls", "fencing-topology"].flatMap(
    (name) => sectionOf(cib, name).children,
  );
  const naming = holders
    .filter(
      (h) => walk(h).some((e) => refersTo(e, id)) && !OPERATOR_CONSTRAINT_PREFIXES.test(idOf(h)),
    )
    .map((h) => ({ id: idOf(h), text: `${h.name} ${idOf(h)}` }));
  const parent = parentOf(cib, id);
  return parent?.name === "group"
    ? [{ id: idOf(parent), text: `group ${idOf(parent)}` }, ...naming]
    : naming;
}

/** Removes what operators' commands left for an object. */
export function removeOperatorConstraints(cib: Element, id: string): Element {
  const left = sectionOf(cib, "constraints").children.filter(
    (c) => OPERATOR_CONSTRAINT_PREFIXES.test(idOf(c)) && refersTo(c, id),
  );
  return left.reduce((c, constraint) => removeById(c, idOf(constraint)), cib);
}

const RESOURCES = ["primitive", "group", "clone", "master", "bundle"];

/** Whether an id names something that can stand in a constraint or a group. */
export const isResource = (cib: Element, id: string): boolean =>
  RESOURCES.includes(byId(cib, id)?.name ?? "");

export const resourceIds = (cib: Element): readonly string[] =>
  walk(configurationOf(cib))
    .filter((e) => RESOURCES.includes(e.name))
    .map(idOf);
