import { expandTemplate } from "../model/template";
import { type Element, idOf, sectionOf, walk } from "../xml/element";
import { pairValue } from "../xml/nvset";
import { constraintsOn } from "./constraints/effects";
import { nodeAttributeValues } from "./node-attributes";
import { activeNodes } from "./status";

/**
 * Describes a node attribute that a rule of a resource needs and that a running ping has not set yet: `pingd on rsha1`.
 * The ping sets the attribute after `dampen`. Returns `undefined` if there is none.
 */
export function describePendingAttribute(cib: Element, resource: string): string | undefined {
  const names = askedAttributes(cib, resource);
  for (const { id, attribute } of names.size === 0 ? [] : pings(cib)) {
    if (!names.has(attribute)) continue;
    const set = nodeAttributeValues(cib, attribute);
    const missing = activeNodes(cib, id).filter((node) => !set.has(node));
    if (missing.length > 0) return `${attribute} on ${missing.join(", ")}`;
  }
  return undefined;
}

/** The node attributes in the location rules of a resource, and of the groups and clones that hold it. */
function askedAttributes(cib: Element, resource: string): ReadonlySet<string> {
  const constraints = constraintsOn(cib, resource);
  return new Set(
    constraints.flatMap(({ constraint, effect }) => effect.nodeAttributes(constraint)),
  );
}

const pings = (cib: Element): readonly { readonly id: string; readonly attribute: string }[] =>
  walk(sectionOf(cib, "resources"))
    .map((e) => expandTemplate(cib, e))
    .filter(({ name, attributes: a }) => name === "primitive" && a.type === "ping")
    .map((e) => ({
      id: idOf(e),
      attribute: pairValue(e, "instance_attributes", "name") ?? "pingd",
    }));
