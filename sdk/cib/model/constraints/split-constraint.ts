import { type Element, idOf, sectionOf, withAttributes, withChildren } from "../../xml/element";
import { matchesPattern } from "./pattern";
import { type ResolveMembers, makeResolveMembers, readMembers } from "./set-members";
import { COLOCATION_PAIRS, ORDER_PAIRS, splitPairs } from "./split-pairs";

/**
 * Returns the constraints between single resources that have the meaning of one constraint together, as Pacemaker unpacks
 * sets, patterns, tags and templates (2.1.5: `unpack_order_set`, `unpack_colocation_set`, `unpack_location_set`). They have
 * the id of the whole.
 */
export function makeSplitter(cib: Element): (constraint: Element) => readonly Element[] {
  const resolve = makeResolveMembers(cib);
  return (constraint) => {
    switch (constraint.name) {
      case "rsc_location":
        return splitByResource(cib, constraint, "role", resolve);
      case "rsc_ticket":
        return splitByResource(cib, constraint, "rsc-role", resolve);
      case "rsc_colocation":
        return splitPairs(cib, constraint, resolve, COLOCATION_PAIRS);
      case "rsc_order":
        return splitPairs(cib, constraint, resolve, ORDER_PAIRS);
      default:
        return [constraint];
    }
  };
}

/** Splits a location or a ticket into one constraint for each of its resources. */
function splitByResource(
  cib: Element,
  constraint: Element,
  roleName: string,
  resolve: ResolveMembers,
): readonly Element[] {
  const { rsc, "rsc-pattern": pattern } = constraint.attributes;
  const sets = readMembers(cib, constraint, resolve);
  const others = constraint.children.filter((c) => c.name !== "resource_set");
  const single = (id: string, own: Readonly<Record<string, string>> = {}): Element =>
    withChildren(withAttributes(constraint, { rsc: id, "rsc-pattern": undefined, ...own }), others);
  if (sets.length > 0)
    return sets.flatMap(({ ids, attributes: { role, score } }) =>
      ids.map((id) =>
        single(id, {
          ...(role === undefined ? {} : { [roleName]: role }),
          ...(score === undefined || constraint.attributes.node === undefined ? {} : { score }),
        }),
      ),
    );
  if (pattern !== undefined) return outermostMatches(cib, pattern).map((id) => single(id));
  const ids = resolve(rsc ?? "");
  return ids.length === 1 && ids[0] === rsc ? [constraint] : ids.map((id) => single(id));
}

/** The resources that a pattern selects. Pacemaker compares it with the outermost resources only. */
export const outermostMatches = (cib: Element, pattern: string): readonly string[] =>
  sectionOf(cib, "resources")
    .children.filter(({ name }) => name !== "template")
    .map(idOf)
    .filter((id) => matchesPattern(pattern, id));
