import { type Element, childNamed } from "../xml/element";
import { nameOf, nodeStates } from "./history";

/** The values of a transient node attribute such as `pingd`, by node. */
export function nodeAttributeValues(cib: Element, name: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [node, pairs] of transientAttributes(cib)) {
    const pair = pairs.find((p) => p.attributes.name === name);
    if (pair) found.set(node, pair.attributes.value ?? "");
  }
  return found;
}

/** The transient attributes of each node, which it keeps until it leaves the cluster. */
export const transientAttributes = (cib: Element): ReadonlyMap<string, readonly Element[]> =>
  new Map(
    nodeStates(cib).map((state) => [
      nameOf(state),
      (childNamed(state, "transient_attributes")?.children ?? []).flatMap((set) => set.children),
    ]),
  );
