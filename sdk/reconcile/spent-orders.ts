import { findFailedStops } from "../await/failure-messages";
import { isKept, originalId } from "../cib/model/kept-constraints";
import { primitivesIn } from "../cib/model/resource-tree";
import { explainUnmanaged } from "../cib/status/resting";
import { promotedNodes } from "../cib/status/promoted";
import { activeNodes } from "../cib/status/status";
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

function isSpent(cib: Element, { attributes: a }: Element): boolean {
  const nodes = { demote: promotedNodes, stop: activeNodes }[a["first-action"] ?? ""];
  return primitivesIn(cib, a.first ?? "").every(
    (p) => (nodes?.(cib, p) ?? []).length === 0 && explainUnmanaged(cib, p) === undefined,
  );
}
