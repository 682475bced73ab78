import { type Element, idOf } from "../xml/element";
import { sectionOf, walk } from "../xml/find";
import { pairValue } from "../xml/nvset";
import { withHolders } from "./resource-tree";
import { activeNodes, nodeAttributeValues } from "./status";

/**
 * `pingd on rsha1`: a node attribute that a rule of a resource asks for, and that a ping which runs there has not set
 * yet (it does after `dampen`); `undefined` when there is none.
 */
export function describePendingAttribute(cib: Element, resource: string): string | undefined {
  const names = askedFor(cib, resource);
  for (const { id, attribute } of names.size === 0 ? [] : pings(cib)) {
    if (!names.has(attribute)) continue;
    const set = nodeAttributeValues(cib, attribute);
    const missing = activeNodes(cib, id).filter((node) => !set.has(node));
    if (missing.length > 0) return `${attribute} on ${missing.join(", ")}`;
  }
  return undefined;
}

/** The node attributes in the rules that place a resource, or a group or clone around it. */
function askedFor(cib: Element, resource: string): ReadonlySet<string> {
  const own = withHolders(cib, resource).map(idOf);
  const locations = sectionOf(cib, "constraints").children.filter(
    (c) => c.name === "rsc_location" && own.includes(c.attributes.rsc ?? ""),
  );
  const inside = locations.flatMap(walk);
  return new Set(
    inside.flatMap(({ attributes: a }) =>
      [a.attribute, a["score-attribute"]].filter((name) => name !== undefined),
    ),
  );
}

const pings = (cib: Element): readonly { readonly id: string; readonly attribute: string }[] =>
  walk(sectionOf(cib, "resources"))
    .filter(({ name, attributes: a }) => name === "primitive" && a.type === "ping")
    .map((e) => ({
      id: idOf(e),
      attribute: pairValue(e, "instance_attributes", "name") ?? "pingd",
    }));
