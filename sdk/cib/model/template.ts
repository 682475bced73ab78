import { PreconditionFailed } from "../../errors";
import { type Element, byId, childNamed, element, idOf, sectionOf, walk } from "../xml/element";
import { formatAgentName } from "./agent";
import { operationRole } from "./operations/operation";

/** Finds the template from which the cluster makes a primitive. */
export function templateOf(cib: Element, primitive: Element): Element | undefined {
  const { template } = primitive.attributes;
  const found = template === undefined ? undefined : byId(cib, template);
  return found?.name === "template" ? found : undefined;
}

/**
 * Returns a primitive with what it has from its template, as Pacemaker does (`unpack_template` in lib/pengine/complex.c): own
 * attributes and sets come before those of the template, and own operations replace those of the same name and role.
 */
export function expandTemplate(cib: Element, primitive: Element): Element {
  const template = templateOf(cib, primitive);
  if (!template) return primitive;
  const sets = (e: Element): readonly Element[] =>
    e.children.filter(({ name }) => name !== "operations");
  const [own, inherited] = [primitive, template].map(
    (e) => childNamed(e, "operations")?.children ?? [],
  ) as [readonly Element[], readonly Element[]];
  const keys = own.map(keyOf);
  const operations = [...own, ...inherited.filter((op) => !keys.includes(keyOf(op)))];
  // Of sets with the same score the last one counts.
  return element(
    primitive.name,
    { ...template.attributes, ...primitive.attributes, template: undefined },
    [...sets(template), ...sets(primitive), element("operations", {}, operations)],
  );
}

/** The name and role by which Pacemaker tells operations of a template and of its primitive apart. */
function keyOf({ attributes: { name = "", role } }: Element): string {
  const played = operationRole(role);
  return `${name} ${["started", "unpromoted"].includes(played) ? "" : played}`;
}

/** The name of the agent of a primitive or a template. */
export function agentNameOf({ attributes: a }: Element): string {
  const { class: standard = "", provider, type = "" } = a;
  return formatAgentName({ class: standard, type, ...(provider ? { provider } : {}) });
}

/**
 * Finds a template that a primitive names.
 * @throws PreconditionFailed if the cluster has none
 */
export function findTemplate(cib: Element, id: string): Element {
  const found = byId(cib, id);
  if (found?.name === "template") return found;
  const ids = sectionOf(cib, "resources")
    .children.filter((e) => e.name === "template")
    .map(idOf);
  throw new PreconditionFailed(
    `template: ${found ? `${id} is a ${found.name}` : `there is no template ${id} in the cluster`} (there is: ${ids.join(", ") || "none"}); create it first, or correct the name`,
  );
}

/** The names of the parameters that a template has. */
export const parametersOfTemplate = (template: Element): readonly string[] =>
  template.children
    .filter(({ name }) => name === "instance_attributes")
    .flatMap((set) => set.children.flatMap((pair) => pair.attributes.name ?? []));

/** The primitives that the cluster makes from a template. */
export const primitivesFrom = (cib: Element, template: string): readonly string[] =>
  walk(sectionOf(cib, "resources"))
    .filter((e) => e.name === "primitive" && e.attributes.template === template)
    .map(idOf);
