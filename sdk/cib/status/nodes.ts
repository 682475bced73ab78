import { type Element, childrenNamed, childNamed, element, sectionOf, walk } from "../xml/element";
import { nodesMadeBy } from "../model/remote-nodes";

const uname = (e: Element): string => e.attributes.uname ?? "";

/** Names of the cluster's members, including offline ones. */
export const cibMemberNames = (cib: Element): readonly string[] =>
  childrenNamed(sectionOf(cib, "nodes"), "node").map(uname);

/**
 * Names of the nodes that a location constraint can name: members, remote nodes and guest nodes. Pacemaker may list remote
 * and guest nodes only in the status (`remote_node="true"`), or nowhere before they have run. The status lists the nodes of
 * bundles.
 */
export function nodeNames(cib: Element): readonly string[] {
  const status = childNamed(cib, "status") ?? element("status");
  const seen = [...cibMemberNames(cib), ...childrenNamed(status, "node_state").map(uname)];
  const configured = walk(sectionOf(cib, "resources")).flatMap((e) => nodesMadeBy(cib, e));
  return [...new Set([...seen, ...configured])].filter((name) => name !== "");
}

/**
 * Whether the cluster has a node with this name, compared case-insensitively as in Pacemaker. Members are checked first,
 * because finding the other nodes takes a search.
 */
export const hasNode = (cib: Element, name: string): boolean =>
  [cibMemberNames, nodeNames].some((names) =>
    names(cib).some((n) => n.toLowerCase() === name.toLowerCase()),
  );

/**
 * Describes a declared node that the cluster does not have, such as one that was removed by hand. Returns `undefined` if
 * the cluster has the node, or has no nodes yet because it has just started.
 */
export function describeUnknownNode(cib: Element, name: string): string | undefined {
  const members = cibMemberNames(cib);
  if (members.length === 0 || hasNode(cib, name)) return undefined;
  return `${name}: the cluster has no node of that name (it has ${members.join(", ")}); name the nodes as the cluster does, take ${name} out of the program, or add it to the cluster`;
}
