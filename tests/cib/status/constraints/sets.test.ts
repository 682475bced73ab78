import { isInCircle } from "../../../../sdk/cib/model/constraints/kept-constraints";
import { dependentsOf, findDependents } from "../../../../sdk/cib/status/constraints/effects";
import { placementObstacles } from "../../../../sdk/cib/status/placement";
import { explainResting, needsPermission } from "../../../../sdk/cib/status/resting";
import { byId, type Element } from "../../../../sdk/cib/xml/element";
import { cib } from "../../../helpers";

const STOPPED = `<meta_attributes id="m"><nvpair id="m-t" name="target-role" value="Stopped"/></meta_attributes>`;
const RESOURCES =
  `<primitive id="off">${STOPPED}</primitive>` +
  ["a", "b", "c"].map((id) => `<primitive id="${id}"/>`).join("");
const set = (ids: string[], attributes = ""): string =>
  `<resource_set id="s-${ids.join("")}"${attributes}>${ids.map((id) => `<resource_ref id="${id}"/>`).join("")}</resource_set>`;
const order = (inside: string): string => `<rsc_order id="o">${inside}</rsc_order>`;
const tree = (constraints: string): Element => cib(RESOURCES, constraints);

describe("Resource sets", () => {
  test("keep resources stopped behind a disabled one, and dependent on one another", () => {
    const chain = tree(order(set(["off", "a"]) + set(["b", "c"], ' sequential="false"')));
    expect(["a", "b", "c"].map((id) => explainResting(chain, id))).toEqual([
      "it starts only after off, and off is disabled (target-role=Stopped)",
      "it starts only after a, and it starts only after off, and off is disabled (target-role=Stopped)",
      "it starts only after a, and it starts only after off, and off is disabled (target-role=Stopped)",
    ]);
    expect([findDependents(chain, "a"), findDependents(chain, "b")]).toEqual([["b", "c"], []]);
    expect(dependentsOf(chain, byId(chain, "o") as Element)).toEqual(["a", "b", "c"]);
  });

  test("need no single resource of which another one is enough", () => {
    const any = tree(
      order(set(["off", "a"], ' sequential="false" require-all="false"') + set(["b"])),
    );
    expect([explainResting(any, "b"), findDependents(any, "a")]).toEqual([undefined, []]);
  });

  test("place resources, and allow nodes", () => {
    const placed = tree(
      `<rsc_colocation id="x" score="INFINITY">${set(["a", "b"])}</rsc_colocation>` +
        `<rsc_location id="l" node="rsha1" score="-INFINITY">${set(["b", "c"])}</rsc_location>`,
    );
    expect([placementObstacles(placed, "b"), placementObstacles(placed, "a")]).toEqual([
      [
        { text: "l forbids rsha1", nodes: ["rsha1"] },
        { text: "x wants it with a, which does not run", lacks: "a" },
      ],
      [],
    ]);
    const optIn = `<cluster_property_set id="p"><nvpair id="p-s" name="symmetric-cluster" value="false"/></cluster_property_set>`;
    const closed = cib(
      RESOURCES,
      `<rsc_location id="l" node="rsha1" score="5">${set(["a"])}</rsc_location>`,
    );
    const [configuration] = closed.children;
    expect(configuration?.name).toBe("configuration");
    const withOption = JSON.parse(
      JSON.stringify(closed).replace(
        '{"name":"crm_config","attributes":{},"children":[]}',
        JSON.stringify({
          name: "crm_config",
          attributes: {},
          children: [cib("", "", optIn).children[0]?.children.at(-1)],
        }),
      ),
    ) as Element;
    expect(["a", "b"].map((id) => needsPermission(withOption, id))).toEqual([false, true]);
  });

  test("lie in a circle with other orders", () => {
    const circle = tree(
      order(set(["a", "b"]) + set(["c"])) + `<rsc_order id="p" first="c" then="a"/>`,
    );
    const line = tree(
      order(set(["a", "b"]) + set(["c"])) + `<rsc_order id="p" first="a" then="c"/>`,
    );
    const inCircle = (t: Element): boolean[] =>
      ["o", "p"].map((id) => isInCircle(t, byId(t, id) as Element));
    expect([inCircle(circle), inCircle(line)]).toEqual([
      [true, true],
      [false, false],
    ]);
  });
});

describe("A location for the promotion", () => {
  test("forbids no node to the resource itself", () => {
    const rule = `<rule id="r" role="Master" score="-INFINITY"><expression id="e" operation="defined" attribute="#uname"/></rule>`;
    const location = (inside: string, attributes: string): string =>
      `<rsc_location id="l" rsc="a"${attributes}>${inside}</rsc_location>`;
    const node = ' node="rsha1" score="-INFINITY"';
    expect([
      placementObstacles(tree(location("", `${node} role="Promoted"`)), "a"),
      placementObstacles(tree(location("", `${node} role="Unpromoted"`)), "a"),
      placementObstacles(tree(location(rule, "")), "a"),
    ]).toEqual([[], [{ text: "l forbids rsha1", nodes: ["rsha1"] }], []]);
  });
});

describe("A ticket", () => {
  const why = (state: string, attributes = ""): string | undefined =>
    explainResting(
      cib(RESOURCES, `<rsc_ticket id="t" ticket="T1" rsc="a"${attributes}/>`, "", state),
      "a",
    );
  const state = (attributes: string): string =>
    `<tickets><ticket_state id="T2" granted="true"/><ticket_state id="T1" ${attributes}/></tickets>`;

  test("keeps its resource stopped until it is granted and not in standby", () => {
    expect([
      why(""),
      why(state(`granted="false"`)),
      why(state(`granted="true" standby="true"`)),
      why(state(`granted="true" standby="false"`)),
    ]).toEqual([
      "the ticket T1 is not granted",
      "the ticket T1 is not granted",
      "the ticket T1 is in standby",
      undefined,
    ]);
  });

  test("of the promotion keeps the resource stopped with the loss policy stop only", () => {
    const promoted = ` rsc-role="Promoted"`;
    expect([why("", promoted), why("", `${promoted} loss-policy="stop"`)]).toEqual([
      undefined,
      "the ticket T1 is not granted",
    ]);
  });

  test("of a set keeps what needs its resources stopped, too", () => {
    const constraints =
      `<rsc_ticket id="t" ticket="T1">${set(["a", "b"])}</rsc_ticket>` +
      `<rsc_order id="o" first="b" then="c"/>`;
    expect(["b", "c"].map((id) => explainResting(tree(constraints), id))).toEqual([
      "the ticket T1 is not granted",
      "it starts only after b, and the ticket T1 is not granted",
    ]);
  });
});
