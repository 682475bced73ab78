import { nodeNames } from "../../status/nodes";
import {
  type Element,
  append,
  childrenNamed,
  element,
  sectionOf,
  updateSection,
  withChildren,
} from "../../xml/element";

/** Names of nodes have no case in Pacemaker. */
const isNode = (name: string, wanted: string): boolean =>
  name.toLowerCase() === wanted.toLowerCase();

/** Finds the entry of a node. A remote or guest node has one only if it has permanent attributes. */
export const findNode = (cib: Element, name: string): Element | undefined =>
  childrenNamed(sectionOf(cib, "nodes"), "node").find((n) =>
    isNode(n.attributes.uname ?? "", name),
  );

/**
 * Edits the entry of a node. A remote or guest node without an entry gets the one that `crm_attribute` writes. Returns
 * `undefined` if the cluster has no such node.
 */
export function editNode(
  cib: Element,
  name: string,
  by: (node: Element) => Element,
): Element | undefined {
  const present = findNode(cib, name);
  if (present)
    return updateSection(cib, "nodes", (s) =>
      withChildren(
        s,
        s.children.map((c) => (c === present ? by(c) : c)),
      ),
    );
  const uname = nodeNames(cib).find((n) => isNode(n, name));
  if (uname === undefined) return undefined;
  const added = by(element("node", { type: "remote", id: uname, uname }));
  return updateSection(cib, "nodes", (s) => (added.children.length > 0 ? append(s, added) : s));
}
