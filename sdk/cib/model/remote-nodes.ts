import { type Element, byId, idOf } from "../xml/element";
import { pairValue } from "../xml/nvset";

/**
 * Names the nodes that exist only with a primitive: a remote node, which has the name of its connection
 * (`ocf:pacemaker:remote`), or the guest node of a primitive that is a virtual machine (`remote-node`).
 */
export function nodesMadeBy(e: Element): readonly string[] {
  if (e.name !== "primitive") return [];
  const { provider, type } = e.attributes;
  const guest = pairValue(e, "meta_attributes", "remote-node");
  return [
    ...(provider === "pacemaker" && type === "remote" ? [idOf(e)] : []),
    ...(guest === undefined ? [] : [guest]),
  ];
}

/** Adds the connection to its guest node to a primitive: Pacemaker starts it after the primitive, under the node's name. */
export function withGuestNode(cib: Element, primitive: string): readonly string[] {
  const e = byId(cib, primitive);
  return [...new Set([primitive, ...(e ? nodesMadeBy(e) : [])])];
}
