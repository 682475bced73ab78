import { type Element, idOf, sectionOf } from "../../sdk/cib/xml/element";
import { removeSpentOrders } from "../../sdk/reconcile/spent-orders";
import { cib } from "../helpers";

const KEPT = "-kept-for-deletion";
const resources = `<clone id="db-clone"><primitive id="db"/></clone><group id="g"><primitive id="ip"/></group>`;
const left = (c: Element): readonly string[] => sectionOf(c, "constraints").children.map(idOf);

describe("removeSpentOrders", () => {
  const order = (actions: string, id = `o${KEPT}`, then = "ip"): string =>
    `<rsc_order id="${id}" first="db-clone" then="${then}" ${actions}/>`;
  const demoteThenStop = `first-action="demote" then-action="stop" symmetrical="false"`;

  test.each([
    ["demote then stop", order(demoteThenStop)],
    ["demote then stop of the group around it", order(demoteThenStop, `o${KEPT}`, "g")],
    ["start then stop", order(`then-action="stop"`)],
    ["stop then stop, by the default of the second action", order(`first-action="stop"`)],
    ["start then demote", order(`then-action="demote"`)],
  ])("removes a kept order that only lets it stop: %s", (_order, constraint) => {
    expect(left(removeSpentOrders(cib(resources, constraint), ["ip"]))).toEqual([]);
  });

  test.each([
    ["an order of the program", order(demoteThenStop, "o")],
    ["a kept order of two starts", order("")],
    ["a kept order of another resource", order(demoteThenStop, `o${KEPT}`, "db-clone")],
    [
      "a kept colocation",
      `<rsc_colocation id="c${KEPT}" rsc="ip" with-rsc="db-clone" score="INFINITY"/>`,
    ],
  ])("leaves %s", (_constraint, constraint) => {
    const before = cib(resources, constraint);
    expect(removeSpentOrders(before, ["ip"])).toBe(before);
  });

  test.each([
    [
      "has failed to demote",
      resources,
      `<node_state uname="rsha1" in_ccm="true" crmd="online"><lrm><lrm_resources><lrm_resource id="db">` +
        `<lrm_rsc_op id="db_last_failure_0" operation_key="db_demote_0" operation="demote" call-id="8" rc-code="1" op-status="0" interval="0"/>` +
        `</lrm_resource></lrm_resources></lrm></node_state>`,
    ],
    [
      "is unmanaged",
      resources.replace(
        `<primitive id="db"/>`,
        `<primitive id="db"><meta_attributes id="m"><nvpair id="n" name="is-managed" value="false"/></meta_attributes></primitive>`,
      ),
      "",
    ],
  ])("leaves a kept order whose first resource %s", (_why, configured, status) => {
    const before = cib(configured, order(demoteThenStop), "", status);
    expect(removeSpentOrders(before, ["ip"])).toBe(before);
  });
});
