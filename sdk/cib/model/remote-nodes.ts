import { type Element, byId, idOf } from "../xml/element";
import { pairValue } from "../xml/nvset";
import { bundleNodes } from "./bundles/implicit";
import { expandTemplate } from "./template";

const isConnection = ({ name, attributes: { provider, type } }: Element): boolean =>
  name === "primitive" && provider === "pacemaker" && type === "remote";

/**
 * Names the nodes that exist only with a primitive: a remote node, which has the name of its connection
 * (`ocf:pacemaker:remote`), or the guest node of a primitive that is a virtual machine (`remote-node`).
 */
export function nodesMadeBy(cib: Element, e: Element): readonly string[] {
  if (e.name === "bundle") return bundleNodes(e);
  if (e.name !== "primitive") return [];
  const whole = expandTemplate(cib, e);
  const guest = pairValue(whole, "meta_attributes", "remote-node");
  return [...(isConnection(whole) ? [idOf(e)] : []), ...(guest === undefined ? [] : [guest])];
}

/** Whether a node is a remote node, which has a connection in the configuration, and no guest node. */
export const isRemoteNode = (cib: Element, node: string): boolean => {
  const connection = byId(cib, node);
  return connection !== undefined && isConnection(expandTemplate(cib, connection));
};

/** Adds the connection to its guest node to a primitive: Pacemaker starts it after the primitive, under the node's name. */
export function withGuestNode(cib: Element, primitive: string): readonly string[] {
  const e = byId(cib, primitive);
  return [...new Set([primitive, ...(e ? nodesMadeBy(cib, e) : [])])];
}
