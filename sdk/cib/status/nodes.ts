import { type Element, childrenNamed, childNamed, element, idOf } from "../xml/element";
import { sectionOf, walk } from "../xml/find";
import { pairValue } from "../xml/nvset";

const uname = (e: Element): string => e.attributes.uname ?? "";

/** Names of the cluster's own nodes, those that are away too. */
export const cibMemberNames = (cib: Element): readonly string[] =>
  childrenNamed(sectionOf(cib, "nodes"), "node").map(uname);

/**
 * Names of the nodes that a location can name: members, and remote and guest nodes, which Pacemaker may have in its
 * status only (`remote_node="true"`), or not at all before they have run. Bundles' nodes are seen in the status.
 */
export function nodeNames(cib: Element): readonly string[] {
  const status = childNamed(cib, "status") ?? element("status");
  const seen = [...cibMemberNames(cib), ...childrenNamed(status, "node_state").map(uname)];
  const made = walk(sectionOf(cib, "resources")).flatMap((e) => {
    if (e.name !== "primitive") return [];
    const guest = pairValue(e, "meta_attributes", "remote-node");
    const { provider, type } = e.attributes;
    return [
      ...(guest === undefined ? [] : [guest]),
      ...(provider === "pacemaker" && type === "remote" ? [idOf(e)] : []),
    ];
  });
  return [...new Set([...seen, ...made])].filter((name) => name !== "");
}

/** Pacemaker compares names of nodes without regard to case. Members come first: the others have to be searched for. */
export const hasNode = (cib: Element, name: string): boolean =>
  [cibMemberNames, nodeNames].some((names) =>
    names(cib).some((n) => n.toLowerCase() === name.toLowerCase()),
  );

/**
 * What to say of a node that is declared and that the cluster does not have, such as one that was taken out by hand.
 * A cluster that has just begun has none yet.
 */
export function describeUnknownNode(cib: Element, name: string): string | undefined {
  const members = cibMemberNames(cib);
  if (members.length === 0 || hasNode(cib, name)) return undefined;
  return `${name}: the cluster has no node of that name (it has ${members.join(", ")}); name the nodes as the cluster does, take ${name} out of the program, or add it to the cluster`;
}
