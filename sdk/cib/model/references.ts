import { commandFor } from "../../shell-quote";
import {
  type Element,
  idOf,
  isReference,
  byId,
  configurationOf,
  parentOf,
  replaceById,
  sectionOf,
  walk,
} from "../xml/element";
import { withoutMember } from "./constraints/leave-set";
import { matchesPattern } from "./constraints/pattern";
import { nodesMadeBy } from "./remote-nodes";

const REFERRING = ["rsc", "with-rsc", "first", "then", "reference"];

/** Ends the id of a constraint that the program deletes, and that stays until what it names is deleted. */
export const KEPT_SUFFIX = "-kept-for-deletion";

/** Ids of constraints that `pcs resource move` or `ban` creates. */
const OPERATOR_CONSTRAINT_PREFIXES = /^cli-(ban|prefer|standby)-/;

/** Tells whether a constraint goes with what it names: it is an operator's, or kept until what it names is deleted. */
export const goesWithResource = (constraint: Element): boolean =>
  OPERATOR_CONSTRAINT_PREFIXES.test(idOf(constraint)) || idOf(constraint).endsWith(KEPT_SUFFIX);

/** An element that refers to an object, with a description such as `rsc_order o1`. */
export interface Reference {
  readonly id: string;
  readonly text: string;
  /** The element selects the object by a pattern, which holds without it too. */
  readonly byPattern?: true;
  /** How the element uses the object in another way than by its id: `container`, `template` or `id-ref PART`. */
  readonly uses?: string;
  /** The command that takes the reference out, if it does not follow from the element with the id. */
  readonly command?: string;
}

/** The resources that a constraint names. */
export const referredIds = (constraint: Element): readonly string[] =>
  walk(constraint).flatMap((e) =>
    e.name === "resource_ref" ? [idOf(e)] : REFERRING.flatMap((a) => e.attributes[a] ?? []),
  );

/** Elements whose id names another object: a member of a set or a tag, a role of a user. */
const MEMBERS = ["resource_ref", "obj_ref", "role"];

/** Whether an element names an object by its id. */
export const namesObject = (e: Element, id: string): boolean =>
  REFERRING.some((a) => e.attributes[a] === id) ||
  (e.name === "fencing-level" && (e.attributes.devices ?? "").split(",").includes(id)) ||
  (MEMBERS.includes(e.name) && idOf(e) === id);

/** Whether a location selects an object by a pattern. One that begins with `!` selects the others, and names none. */
const selects = ({ attributes: { "rsc-pattern": pattern = "!" } }: Element, id: string): boolean =>
  !pattern.startsWith("!") && matchesPattern(pattern, id);

/** Whether an element names a node: a location, a rule on `#uname`, a fencing level. Names of nodes have no case. */
const refersToNode = ({ name, attributes: a }: Element, nodes: readonly string[]): boolean =>
  [
    a.node,
    name === "fencing-level" ? a.target : undefined,
    a.attribute === "#uname" ? a.value : undefined,
  ].some((named) => named !== undefined && nodes.includes(named.toLowerCase()));

/**
 * Finds what refers to an object: constraints, tags, ACLs and fencing levels, also to the node that exists only with it;
 * resources that use a part of it (`id-ref`) or name it as their `container` or `template`; the group or clone that holds it. What goes
 * with the object does not count.
 */
export function findReferences(cib: Element, id: string): readonly Reference[] {
  const object = byId(cib, id);
  const nodes = (object ? nodesMadeBy(cib, object) : []).map((n) => n.toLowerCase());
  const holders = ["constraints", "tags", "acls", "fencing-topology"].flatMap(
    (name) => sectionOf(cib, name).children,
  );
  const references = holders
    .filter(
      (h) =>
        (idOf(h) !== id || isReference(h)) &&
        (selects(h, id) || walk(h).some((e) => namesObject(e, id) || refersToNode(e, nodes))) &&
        !goesWithResource(h),
    )
    .map((h) => ({
      id: idOf(h),
      text: `${h.name} ${idOf(h)}`,
      ...(selects(h, id) ? { byPattern: true as const } : {}),
      ...unassigning(h, id),
    }));
  const parent = parentOf(cib, id);
  return [
    ...(parent && HOLDERS.includes(parent.name)
      ? [{ id: idOf(parent), text: `${parent.name} ${idOf(parent)}` }]
      : []),
    ...references,
    ...(object ? findUsers(cib, object) : []),
  ];
}

/** The id of a user with roles may be that of another element, so the command cannot be found by it. */
const unassigning = ({ name, ...h }: Element, role: string): Pick<Reference, "command"> => {
  const account = name === "acl_target" ? "user" : name === "acl_group" ? "group" : undefined;
  if (account === undefined) return {};
  return {
    command: commandFor`pcs acl role unassign ${role} from ${account} ${h.attributes.id ?? ""}`,
  };
};

/** Elements that hold resources. */
export const HOLDERS = ["group", "clone", "master", "bundle"];
export const RESOURCES = ["primitive", ...HOLDERS];

/** Elements that own the parts inside them. */
const OWNERS = [...RESOURCES, "template", "node", "rsc_location", "rsc_colocation", "rsc_order"];

/** Finds the elements that use a part of an object by `id-ref`, run in it (`container`), or are made from it (`template`). */
function findUsers(cib: Element, object: Element): readonly Reference[] {
  const parts = new Set(partsOf(object).map(idOf));
  const found = new Map<string, Reference>();
  const visit = (e: Element, owner: Element): void => {
    if (e === object) return;
    const { "id-ref": part, name, value } = e.attributes;
    const why = part !== undefined && parts.has(part) ? `id-ref ${part}` : undefined;
    const runsIn = e.name === "nvpair" && name === "container" && value === idOf(object);
    const isMadeFrom = e.name === "primitive" && e.attributes.template === idOf(object);
    const uses = why ?? (runsIn ? "container" : isMadeFrom ? "template" : undefined);
    const by = idOf(owner);
    if (uses !== undefined) found.set(by, { id: by, text: `${owner.name} ${by} (${uses})`, uses });
    for (const c of e.children) visit(c, OWNERS.includes(c.name) ? c : owner);
  };
  for (const section of configurationOf(cib).children) visit(section, section);
  return [...found.values()];
}

/** The object and its parts, without resources inside it. */
const partsOf = (object: Element): readonly Element[] => [
  object,
  ...object.children.filter((c) => !RESOURCES.includes(c.name)).flatMap(walk),
];

/** Removes the constraints that go with an object. One with sets stays for the other resources in them. */
export function removeGoingConstraints(cib: Element, id: string): Element {
  const leftovers = sectionOf(cib, "constraints").children.filter(
    (c) => goesWithResource(c) && walk(c).some((e) => namesObject(e, id)),
  );
  return leftovers.reduce(
    (c, constraint) => replaceById(c, idOf(constraint), (e) => [withoutMember(e, id) ?? []].flat()),
    cib,
  );
}

/** Whether a constraint may name an id: a resource's, or that of a tag or a template, which stand for resources. */
export const isConstrainable = (cib: Element, id: string): boolean =>
  [...RESOURCES, "tag", "template"].includes(byId(cib, id)?.name ?? "");

/** Whether an id is that of a resource: a primitive, group, clone or bundle. */
export const isResource = (cib: Element, id: string): boolean =>
  RESOURCES.includes(byId(cib, id)?.name ?? "");

export const resourceIds = (cib: Element): readonly string[] =>
  walk(configurationOf(cib))
    .filter((e) => RESOURCES.includes(e.name))
    .map(idOf);
