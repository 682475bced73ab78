import { type Element, childrenNamed, idOf, withChildren } from "../../xml/element";

/** How many resources a constraint with sets needs to mean something. */
const LEAST: Readonly<Record<string, number>> = { rsc_colocation: 2, rsc_order: 2 };

/**
 * Takes a resource out of the sets of a constraint, which still acts on the others. Returns `undefined` if nothing of it
 * remains, and for a constraint without sets.
 */
export function withoutMember(constraint: Element, id: string): Element | undefined {
  const children = constraint.children.flatMap((c) => {
    if (c.name !== "resource_set") return [c];
    const left = c.children.filter((ref) => idOf(ref) !== id);
    return left.length > 0 ? [withChildren(c, left)] : [];
  });
  const remaining = withChildren(constraint, children);
  const members = childrenNamed(remaining, "resource_set").flatMap((set) => set.children);
  return members.length < (LEAST[constraint.name] ?? 1) ? undefined : remaining;
}
