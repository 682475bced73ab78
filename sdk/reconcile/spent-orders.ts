import { findFailedStops } from "../await/failure-messages";
import { isKept, originalId } from "../cib/model/constraints/kept-constraints";
import { primitivesIn } from "../cib/model/resource-tree";
import { explainUnmanaged } from "../cib/status/resting";
import { promotedNodes } from "../cib/status/promoted";
import { mayBeActive } from "../cib/status/status";
import { type Element, sectionOf } from "../cib/xml/element";

/**
 * Finds kept orders that keep resources from stopping. After `demote A then stop B` Pacemaker plans no stop of B in a
 * transition that begins when A is demoted, and after `start A then stop B` none once A is told to stop (seen with
 * crm_simulate 2.1.5).
 */
export function findBlockingOrders(cib: Element, resources: readonly string[]): readonly Element[] {
  const stopping = resources.flatMap((id) => primitivesIn(cib, id));
  return sectionOf(cib, "constraints").children.filter((order) => {
    const { "first-action": first = "start", "then-action": action = first } = order.attributes;
    const then = primitivesIn(cib, order.attributes.then ?? "");
    return (
      ["stop", "demote"].includes(action) && isKept(order) && then.some((p) => stopping.includes(p))
    );
  });
}

/**
 * Finds those of them for which nothing is left to wait for. An order stays that the program has, or whose first resource
 * still has to act or is unmanaged; all stay if a resource has failed to stop.
 */
export function findSpentOrders(
  cib: Element,
  resources: readonly string[],
  isRetained: (id: string) => boolean,
): readonly Element[] {
  const stopping = resources.flatMap((id) => primitivesIn(cib, id));
  if (findFailedStops(cib, stopping).length > 0) return [];
  return findBlockingOrders(cib, resources).filter(
    (order) => !isRetained(originalId(order)) && isSpent(cib, order),
  );
}

/** By the first action of an order: whether a resource may still have to do it. A start does not come any more. */
const HAS_TO_ACT: Readonly<Record<string, (cib: Element, resource: string) => boolean>> = {
  demote: (cib, resource) => promotedNodes(cib, resource).length > 0,
  stop: mayBeActive,
};

function isSpent(cib: Element, { attributes: a }: Element): boolean {
  const hasToAct = HAS_TO_ACT[a["first-action"] ?? ""];
  return primitivesIn(cib, a.first ?? "").every(
    (p) => hasToAct?.(cib, p) !== true && explainUnmanaged(cib, p) === undefined,
  );
}
