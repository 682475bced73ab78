import { propertiesParts } from "../../sdk/resources/properties/spec";
import type { PropertiesInputs } from "../../sdk/resources/properties/spec";

const partsOf = (args: object): string[] =>
  propertiesParts(args as PropertiesInputs).map(({ part }) => part);

describe("propertiesParts", () => {
  test.each([
    [{ stonithEnabled: true }, { properties: { "fencing-enabled": true } }],
    [{ properties: { "fence-reaction": "stop" } }, { properties: { "fencing-reaction": "stop" } }],
  ])("names one property of two resources alike: %j and %j", (one, other) => {
    expect(partsOf(other)).toEqual(partsOf(one));
  });

  test("tells a default from a property of the same name", () => {
    const name = "stonith-timeout";
    expect(partsOf({ operationDefaults: { [name]: 1 } })).toEqual([`operationDefaults ${name}`]);
  });
});
