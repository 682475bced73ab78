import { type Element, withChildren } from "./element";

/** What comes after a set in an element. Elsewhere, as in groups and clones, the sets come last. */
function followersOf(holder: Element, set: Element): readonly string[] {
  // The schemas before 2.10 require this order.
  if (holder.name === "alert") return ["select", "recipient"];
  if (!["primitive", "template"].includes(holder.name) || set.name === "utilization") return [];
  const behindMeta = ["operations", "utilization"];
  return set.name === "instance_attributes" ? ["meta_attributes", ...behindMeta] : behindMeta;
}

/** Adds a set where pcs has it: a primitive or a template has parameters, meta attributes, operations, utilization. */
export function insertSet(holder: Element, set: Element): Element {
  const before = followersOf(holder, set);
  const at = holder.children.findIndex((c) => before.includes(c.name));
  return withChildren(
    holder,
    holder.children.toSpliced(at < 0 ? holder.children.length : at, 0, set),
  );
}
