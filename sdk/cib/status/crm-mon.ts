import {
  type Element,
  childNamed,
  element,
  idOf,
  withAttributes,
  withChildren,
} from "../xml/element";
import { explainUnmanaged } from "./resource-tree";
import { parseTransition } from "./crm-simulate-text";
import { baseId } from "./status";

/**
 * The tree that `crm_simulate -S --output-as=xml` gives, of a Pacemaker without it (1.1, 2.0): the state of nodes and
 * resources from `crm_mon --as-xml --inactive`, what is to be done from crm_simulate's text, all of the same CIB.
 */
export function buildSimulation(cib: Element, monitor: Element, text: string): Element {
  const parts = ["nodes", "resources"].map((name) => childNamed(monitor, name) ?? element(name));
  const status = element(
    "cluster_status",
    {},
    parts.map((part) => completed(part, cib)),
  );
  return element("pacemaker-result", {}, [status, parseTransition(text)]);
}

function completed(e: Element, cib: Element): Element {
  const inner = withChildren(
    e,
    e.children.map((c) => completed(c, cib)),
  );
  if (e.name !== "resource") return inner;
  const { resource_agent: agent = "", blocked = String(isBlocked(e, cib)) } = e.attributes;
  return withAttributes(inner, { resource_agent: agent.replace("::", ":"), blocked });
}

/**
 * 1.1.10 has no word for it: what it cannot stop and must not fence it no longer manages, although nobody has said so
 * in the configuration (`unpack_rsc_op_failure`, on-fail=block).
 */
function isBlocked(resource: Element, cib: Element): boolean {
  const { managed, failed } = resource.attributes;
  return (
    managed === "false" &&
    failed === "true" &&
    explainUnmanaged(cib, baseId(idOf(resource))) === undefined
  );
}
