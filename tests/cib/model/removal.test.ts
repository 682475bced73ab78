import { touchesRemaining } from "../../../sdk/cib/model/removal";
import { removeById } from "../../../sdk/cib/xml/element";
import { cib } from "../../helpers";

const P =
  '<primitive id="p" class="ocf" provider="heartbeat" type="Dummy"><meta_attributes id="m"/></primitive>';
const OTHER = '<primitive id="q" class="ocf" provider="heartbeat" type="Dummy"/>';

describe("touchesRemaining", () => {
  test.each([
    [false, "nothing else is there", P, ""],
    [false, "a group keeps another member", `<group id="g">${P}${OTHER}</group>`, ""],
    [false, "the status names it", P, "", '<lrm_resource id="p"/>'],
    [
      true,
      "a group loses its last member",
      `<group id="g">${P}<meta_attributes id="gm"/></group>`,
      "",
    ],
    [
      true,
      "a clone keeps only its attributes",
      `<clone id="c">${P}<meta_attributes id="cm"/></clone>`,
      "",
    ],
    [true, "a constraint names it", P, '<rsc_location id="l" rsc="p" node="n" score="1"/>'],
    [
      true,
      "a set names it",
      P,
      '<rsc_order id="o"><resource_set id="s"><resource_ref id="p"/></resource_set></rsc_order>',
    ],
    [
      true,
      "another uses its attributes",
      `${P}<primitive id="q"><meta_attributes id-ref="m"/></primitive>`,
      "",
    ],
  ])("is %s if %s", (expected, _what, resources, constraints, status = "") => {
    const before = cib(resources, constraints, "", status);
    expect(touchesRemaining(before, removeById(before, "p"))).toBe(expected);
  });
});
