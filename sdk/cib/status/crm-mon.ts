import {
  type Element,
  childNamed,
  element,
  idOf,
  withAttributes,
  withChildren,
} from "../xml/element";
import { explainUnmanaged } from "./resting";
import { parseTransition } from "./crm-simulate-text";
import { baseId } from "./history";

/**
 * Builds the tree of `crm_simulate -S --output-as=xml` for a Pacemaker without that option (1.1, 2.0). The state of nodes
 * and resources comes from `crm_mon --as-xml --inactive`, the actions from crm_simulate's text, all for the same CIB.
 */
export function buildSimulation(cib: Element, monitor: Element, text: string): Element {
  const parts = ["nodes", "resources"].map((name) => childNamed(monitor, name) ?? element(name));
  const status = element(
    "cluster_status",
    {},
    parts.map((part) => completeResources(part, cib)),
  );
  return element("pacemaker-result", {}, [status, parseTransition(text)]);
}

/** Writes the attributes of resources as crm_simulate does. */
function completeResources(e: Element, cib: Element): Element {
  const inner = withChildren(
    e,
    e.children.map((c) => completeResources(c, cib)),
  );
  if (e.name !== "resource") return inner;
  const { resource_agent: agent = "", blocked = String(isBlocked(e, cib)) } = e.attributes;
  return withAttributes(inner, { resource_agent: agent.replace("::", ":"), blocked });
}

/**
 * Whether a resource is blocked, for Pacemaker 1.1.10, which has no attribute for it. If it cannot stop a resource and must
 * not fence the node, it no longer manages the resource, although the configuration does not say so
 * (`unpack_rsc_op_failure`, on-fail=block).
 */
function isBlocked(resource: Element, cib: Element): boolean {
  const { managed, failed } = resource.attributes;
  return (
    managed === "false" &&
    failed === "true" &&
    explainUnmanaged(cib, baseId(idOf(resource))) === undefined
  );
}
