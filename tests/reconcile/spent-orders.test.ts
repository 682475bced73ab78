import { idOf } from "../../sdk/cib/xml/element";
import { findBlockingOrders, findSpentOrders } from "../../sdk/reconcile/spent-orders";
import { cib } from "../helpers";

const KEPT = "-kept-for-deletion";
const resources = `<clone id="db-clone"><primitive id="db"/></clone><group id="g"><primitive id="ip"/></group>`;
const order = (actions: string, id = `o${KEPT}`, then = "ip"): string =>
  `<rsc_order id="${id}" first="db-clone" then="${then}" ${actions}/>`;
const demoteThenStop = `first-action="demote" then-action="stop" symmetrical="false"`;

describe("findBlockingOrders", () => {
  const blocking = (constraint: string): readonly string[] =>
    findBlockingOrders(cib(resources, constraint), ["ip"]).map(idOf);

  test.each([
    ["demote then stop", order(demoteThenStop)],
    ["demote then stop of the group around it", order(demoteThenStop, `o${KEPT}`, "g")],
    ["start then stop", order(`then-action="stop"`)],
    ["stop then stop, by the default of the second action", order(`first-action="stop"`)],
    ["start then demote", order(`then-action="demote"`)],
  ])("finds a kept order %s", (_order, constraint) => {
    expect(blocking(constraint)).toEqual([`o${KEPT}`]);
  });

  test.each([
    ["an order of the program", order(demoteThenStop, "o")],
    ["a kept order of two starts", order("")],
    ["a kept order of another resource", order(demoteThenStop, `o${KEPT}`, "db-clone")],
    [
      "a kept colocation",
      `<rsc_colocation id="c${KEPT}" rsc="ip" with-rsc="db-clone" score="INFINITY"/>`,
    ],
  ])("finds no %s", (_constraint, constraint) => {
    expect(blocking(constraint)).toEqual([]);
  });
});

describe("findSpentOrders", () => {
  /** The history of `db` on one node: operations with their return codes, the oldest first; -1 for one that runs. */
  const history = (resource: string, ...operations: [name: string, rc: number][]): string =>
    `<node_state uname="rsha1" in_ccm="true" crmd="online"><lrm><lrm_resources><lrm_resource id="${resource}">` +
    operations
      .map(([name, rc], i) => {
        const [status, id] = rc < 0 ? [-1, -1] : [0, i + 5];
        return `<lrm_rsc_op id="${resource}_${i}" operation_key="${resource}_${name}_0" operation="${name}" call-id="${id}" rc-code="${rc < 0 ? 193 : rc}" op-status="${status}" interval="0"/>`;
      })
      .join("") +
    `</lrm_resource></lrm_resources></lrm></node_state>`;
  const spent = (
    actions: string,
    status: string,
    { configured = resources, kept = [] as string[] } = {},
  ): number =>
    findSpentOrders(cib(configured, order(actions), "", status), ["ip"], (id) => kept.includes(id))
      .length;
  const stopThenStop = `first-action="stop" then-action="stop"`;

  test.each([
    [
      "once the first resource is demoted",
      demoteThenStop,
      [
        ["promote", 0],
        ["demote", 0],
      ],
    ],
    [
      "once it is stopped",
      demoteThenStop,
      [
        ["promote", 0],
        ["stop", 0],
      ],
    ],
    [
      "if it was never promoted",
      demoteThenStop,
      [
        ["monitor", 7],
        ["start", 0],
      ],
    ],
    [
      "of two stops once it is stopped",
      stopThenStop,
      [
        ["start", 0],
        ["stop", 0],
      ],
    ],
    ["that waits for a start, which cannot come", `then-action="stop"`, [["start", 0]]],
  ] as [string, string, [string, number][]][])(
    "finds an order %s",
    (_when, actions, operations) => {
      expect(spent(actions, history("db", ...operations))).toBe(1);
    },
  );

  test.each([
    ["is promoted", demoteThenStop, [["promote", 0]]],
    ["was found promoted", demoteThenStop, [["monitor", 8]]],
    [
      "is being demoted",
      demoteThenStop,
      [
        ["demote", -1],
        ["promote", 0],
      ],
    ],
    [
      "is being demoted, with an older operation behind it",
      demoteThenStop,
      [
        ["demote", -1],
        ["start", 0],
      ],
    ],
    [
      "has failed to demote",
      demoteThenStop,
      [
        ["promote", 0],
        ["demote", 1],
      ],
    ],
    ["still runs", stopThenStop, [["start", 0]]],
  ] as [string, string, [string, number][]][])(
    "finds no order whose first resource %s",
    (_what, actions, operations) => {
      expect(spent(actions, history("db", ...operations))).toBe(0);
    },
  );

  test("finds no order whose first resource may still run on a remote node that is lost", () => {
    const remote = history("db", ["start", 0]).replace("in_ccm", `remote_node="true" in_ccm`);
    expect(spent(stopThenStop, remote.replace(/ crmd="online"/, ""))).toBe(0);
  });

  test("finds none whose first resource is unmanaged, that the program has, or if the second has failed to stop", () => {
    const unmanaged = `<primitive id="db"><meta_attributes id="m"><nvpair id="n" name="is-managed" value="false"/></meta_attributes></primitive>`;
    const configured = resources.replace(`<primitive id="db"/>`, unmanaged);
    expect([
      spent(demoteThenStop, "", { configured }),
      spent(demoteThenStop, "", { kept: ["o"] }),
      spent(demoteThenStop, history("ip", ["start", 0], ["stop", 1])),
      spent(demoteThenStop, history("ip", ["start", 0])),
    ]).toEqual([0, 0, 0, 1]);
  });
});
