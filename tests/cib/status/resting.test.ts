import { holdPrimitive } from "../../../sdk/cib/model/hold";
import { explainResting, isHeldUp } from "../../../sdk/cib/status/resting";
import { cib } from "../../helpers";

const stopped = (id: string): string =>
  `<meta_attributes id="${id}-m"><nvpair id="${id}-m-t" name="target-role" value="Stopped"/></meta_attributes>`;

const RESOURCES =
  `<primitive id="off">${stopped("off")}</primitive><primitive id="on"/><primitive id="b"/>` +
  `<clone id="k-clone"><primitive id="k">${stopped("k")}</primitive></clone>` +
  `<group id="g"><primitive id="m"/></group>`;

const why = (id: string, constraints: string): string | undefined =>
  explainResting(cib(RESOURCES, constraints), id);

describe("explainResting", () => {
  test("names the disabled resource that a resource has to run with, or to start after", () => {
    const off = "off is disabled (target-role=Stopped)";
    const k = "k is disabled (target-role=Stopped)";
    const together = (rsc: string, other: string, score: string): string =>
      `<rsc_colocation id="c-${rsc}" rsc="${rsc}" with-rsc="${other}" score="${score}"/>`;
    const after = (first: string, then: string, more = ""): string =>
      `<rsc_order id="o-${then}" first="${first}" then="${then}"${more}/>`;
    expect([
      why("b", together("b", "off", "INFINITY")),
      why("m", together("g", "k-clone", "INFINITY")),
      why("b", after("off", "b")),
      why("b", together("b", "on", "INFINITY") + after("off", "on")),
    ]).toEqual([
      `it runs only with off, and ${off}`,
      `it runs only with k-clone, and ${k}`,
      `it starts only after off, and ${off}`,
      `it runs only with on, and it starts only after off, and ${off}`,
    ]);
    expect([
      why("b", together("b", "off", "100")),
      why("b", together("b", "off", "-INFINITY")),
      why("b", together("b", "on", "INFINITY") + together("on", "b", "INFINITY")),
      why("b", after("off", "b", ' kind="Optional"')),
      why("b", after("off", "b", ' score="0"')),
      why("b", after("off", "b", ' first-action="stop"')),
      why("b", after("off", "b", ' then-action="stop"')),
    ]).toEqual([undefined, undefined, undefined, undefined, undefined, undefined, undefined]);
  });
});

test("isHeldUp is true for what is held, and for what needs it", () => {
  const order = '<rsc_order id="o" first="b" then="g"/><rsc_order id="p" first="g" then="b"/>';
  const tree = cib(RESOURCES, order);
  const held = holdPrimitive(tree, "b", ["ColocationConstraint c"]);
  const ids = ["b", "m", "on"];
  expect([ids.map((id) => isHeldUp(tree, id)), ids.map((id) => isHeldUp(held, id))]).toEqual([
    [false, false, false],
    [true, true, false],
  ]);
});
