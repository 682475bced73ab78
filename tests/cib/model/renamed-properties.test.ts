import {
  NO_PROPERTIES,
  isFencingWithoutDevice,
  observeProperties,
  propertyName,
  putProperties,
} from "../../../sdk/cib/model/cluster-properties";
import { type Element, walk } from "../../../sdk/cib/xml/element";
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
  ["stop-orphan-resources", "stop-removed-resources", "false", "true"],
  ["stop-orphan-actions", "cancel-removed-actions", "false", "true"],
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

describe("A property with two names", () => {
  const empty = (features: string): Element =>
    parseXml(
      `<cib crm_feature_set="${features}"><configuration><crm_config/><resources/></configuration></cib>`,
    );
  const names = (cib: Element): string[] =>
    walk(cib).flatMap(({ name, attributes }) => (name === "nvpair" ? [attributes.name ?? ""] : []));
  const both = `<nvpair id="p" name="fencing-enabled" value="false"/><nvpair id="q" name="stonith-enabled" value="true"/>`;
  const withBoth = parseXml(
    `<cib crm_feature_set="3.20.5"><configuration><crm_config><cluster_property_set id="cib-bootstrap-options">${both}` +
      `</cluster_property_set></crm_config><resources/></configuration></cib>`,
  );
  const off = { ...NO_PROPERTIES, properties: { "stonith-enabled": false } };

  // crm_verify of 3.0.3 warns of the older name.
  test.each([
    ["3.20.5", "stonith-enabled", "fencing-enabled"],
    ["3.21.0", "fence-reaction", "fencing-reaction"],
    ["3.20.5", "fencing-timeout", "fencing-timeout"],
    ["3.20.5", "no-quorum-policy", "no-quorum-policy"],
    ["3.20.2", "stonith-enabled", "stonith-enabled"],
    ["3.20.1", "stonith-enabled", "stonith-enabled"],
    ["3.19.0", "stonith-timeout", "stonith-timeout"],
  ])("with feature set %s is written, declared as %s, as %s", (features, declared, written) => {
    const spec = { ...NO_PROPERTIES, properties: { [declared]: "30" } };
    const tree = putProperties(empty(features), spec, NO_PROPERTIES);
    expect(names(tree)).toEqual([written]);
    expect(observeProperties(tree, spec)).toEqual(spec);
    expect(putProperties(tree, spec, spec)).toBe(tree);
    expect(names(putProperties(tree, NO_PROPERTIES, spec))).toEqual([]);
  });

  test("counts under the newer name where both are present", () => {
    expect(observeProperties(withBoth, off)).toEqual(off);
  });

  test("is removed under both names, so that the older one does not take effect", () => {
    expect(names(putProperties(withBoth, NO_PROPERTIES, off))).toEqual([]);
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

test.each([
  ["the name that is there", "stonith-enabled", "3.20.5", "stonith-enabled"],
  ["the newer name, if neither is there", "cluster-name", "3.20.5", "fencing-enabled"],
  ["the older name for an older cluster", "cluster-name", "3.16.1", "stonith-enabled"],
])("propertyName gives %s", (_what, present, features, name) => {
  expect(propertyName(cibWith(present, "true", features), "stonith-enabled")).toBe(name);
});
