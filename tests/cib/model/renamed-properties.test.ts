import {
  NO_PROPERTIES,
  isFencingWithoutDevice,
  observeProperties,
  putProperties,
} from "../../../sdk/cib/model/cluster-properties";
import type { Element } from "../../../sdk/cib/xml/element";
import { parseXml } from "../../../sdk/cib/xml/parse";

const cibWith = (name: string, value: string, features = "3.20.5"): Element =>
  parseXml(
    `<cib crm_feature_set="${features}"><configuration><crm_config><cluster_property_set id="cib-bootstrap-options">` +
      `<nvpair id="p" name="${name}" value="${value}"/></cluster_property_set></crm_config><resources/></configuration></cib>`,
  );

// The two names of Pacemaker 3.0.3 (lib/common/options.c).
describe.each([
  ["stonith-enabled", "fencing-enabled", "false", "true"],
  ["stonith-timeout", "fencing-timeout", "60s", "90s"],
  ["stonith-action", "fencing-action", "off", "reboot"],
  ["fence-reaction", "fencing-reaction", "panic", "stop"],
  ["stonith-max-attempts", "fencing-max-attempts", "10", "5"],
  ["stonith-watchdog-timeout", "fencing-watchdog-timeout", "0s", "10s"],
])("The properties %s and %s", (before, now, value, other) => {
  test.each([
    [before, now],
    [now, before],
  ])("are one: declared as %s, present as %s", (declared, present) => {
    const spec = (v: string): typeof NO_PROPERTIES => ({
      ...NO_PROPERTIES,
      properties: { [declared]: v },
    });
    const tree = cibWith(present, value);
    expect(observeProperties(tree, spec(value))).toEqual(spec(value));
    expect(observeProperties(tree, spec(other))).toEqual(spec(value));
    expect(putProperties(tree, spec(value), NO_PROPERTIES)).toBe(tree);
    expect(putProperties(tree, spec(other), NO_PROPERTIES)).toEqual(cibWith(present, other));
    const gone = putProperties(tree, NO_PROPERTIES, spec(value));
    expect(observeProperties(gone, spec(value))).toEqual(NO_PROPERTIES);
    expect(
      putProperties(tree, { ...NO_PROPERTIES, properties: { [present]: value } }, spec(value)),
    ).toBe(tree);
  });
});

test("Older clusters know only the older name", () => {
  const spec = { ...NO_PROPERTIES, properties: { "stonith-enabled": false } };
  const tree = cibWith("fencing-enabled", "false", "3.20.0");
  expect(observeProperties(tree, spec)).toEqual(NO_PROPERTIES);
  expect(observeProperties(putProperties(tree, spec, NO_PROPERTIES), spec)).toEqual(spec);
});

test("Fencing counts as off under both names", () => {
  expect(
    ["fencing-enabled", "stonith-enabled"].map((n) => isFencingWithoutDevice(cibWith(n, "off"))),
  ).toEqual([false, false]);
});
