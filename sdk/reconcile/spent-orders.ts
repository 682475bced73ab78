import { findFailures } from "../await/failure-messages";
import { isKept } from "../cib/model/kept-constraints";
import { primitivesIn } from "../cib/model/resource-tree";
import { explainUnmanaged } from "../cib/status/resting";
import { type Element, idOf, removeById, sectionOf } from "../cib/xml/element";

/**
 * Removes kept orders that keep resources from stopping although nothing is left to wait for. After `demote A then stop B`
 * Pacemaker plans no stop of B in a transition that begins when A is demoted, and after `start A then stop B` none once A is
 * told to stop (seen with crm_simulate 2.1.5). An order stays while A has failed or is unmanaged.
 */
export function removeSpentOrders(cib: Element, resources: readonly string[]): Element {
  const primitives = resources.flatMap((id) => primitivesIn(cib, id));
  return sectionOf(cib, "constraints")
    .children.filter(({ name, attributes: a }) => {
      const action = a["then-action"] ?? a["first-action"] ?? "start";
      return name === "rsc_order" && ["stop", "demote"].includes(action);
    })
    .filter((order) => isKept(order) && isSpent(cib, order, primitives))
    .reduce((c, order) => removeById(c, idOf(order)), cib);
}

const isSpent = (cib: Element, { attributes: a }: Element, stopping: readonly string[]): boolean =>
  primitivesIn(cib, a.then ?? "").some((p) => stopping.includes(p)) &&
  primitivesIn(cib, a.first ?? "").every(
    (p) => findFailures(cib, p).length === 0 && explainUnmanaged(cib, p) === undefined,
  );
