import type { Element } from "../../../sdk/cib/xml/element";
import {
  type Pairs,
  observePairs,
  pairValue,
  removePairs,
  setPairs,
} from "../../../sdk/cib/xml/nvset";
import { parseXml, writeXml } from "../../../sdk/cib/xml/parse";

const META = "meta_attributes";

const holder = (inner: string, tag = "primitive"): Element =>
  parseXml(`<${tag} id="x">${inner}</${tag}>`);

const set = (e: Element, pairs: Pairs): string =>
  writeXml(setPairs(e, META, "x-meta_attributes", pairs));

const META_SET = `<meta_attributes id="x-meta_attributes"><nvpair id="x-meta_attributes-a" name="a" value="5s"/></meta_attributes>`;
const CRM_SET = `<meta_attributes id="x-meta_attributes-0"><nvpair id="i" name="b" value="no"/></meta_attributes>`;
const RULE_SET = `<meta_attributes id="x-meta_attributes"><rule id="r" score="1"/><nvpair id="j" name="c" value="1"/></meta_attributes>`;

test("a missing set is made with pcs's ids, in pcs's order", () => {
  expect(set(holder(""), { "resource-stickiness": 100, b: true })).toBe(
    `<primitive id="x"><meta_attributes id="x-meta_attributes">` +
      `<nvpair id="x-meta_attributes-b" name="b" value="true"/>` +
      `<nvpair id="x-meta_attributes-resource-stickiness" name="resource-stickiness" value="100"/></meta_attributes></primitive>`,
  );
});

test("in a primitive a new set goes in front of the operations, elsewhere to the end", () => {
  const names = (tag: string): string[] =>
    setPairs(holder("<instance_attributes id='i'/><operations/>", tag), META, "m", {
      a: 1,
    }).children.map((c) => c.name);
  expect([names("primitive"), names("group")]).toEqual([
    ["instance_attributes", "meta_attributes", "operations"],
    ["instance_attributes", "operations", "meta_attributes"],
  ]);
});

test("no pairs make no set", () => {
  const e = holder("");
  expect(setPairs(e, META, "m", {})).toBe(e);
});

test("a value that means the same is left as it is written", () => {
  const e = holder(META_SET + CRM_SET);
  expect(setPairs(e, META, "m", { a: 5, b: false })).toBe(e);
});

test("a name is changed in whatever set it is", () => {
  expect(set(holder(META_SET + CRM_SET), { b: true })).toBe(
    `<primitive id="x">${META_SET}${CRM_SET.replace('"no"', '"true"')}</primitive>`,
  );
});

test("a new name goes into the first set that is not conditional", () => {
  expect(set(holder(CRM_SET), { a: 1 })).toBe(
    `<primitive id="x"><meta_attributes id="x-meta_attributes-0"><nvpair id="i" name="b" value="no"/>` +
      `<nvpair id="x-meta_attributes-0-a" name="a" value="1"/></meta_attributes></primitive>`,
  );
});

test("a set with a rule is left alone, and the usual id that it has gets a number", () => {
  expect(set(holder(RULE_SET), { c: 2 })).toBe(
    `<primitive id="x">${RULE_SET}<meta_attributes id="x-meta_attributes-1">` +
      `<nvpair id="x-meta_attributes-1-c" name="c" value="2"/></meta_attributes></primitive>`,
  );
  expect(pairValue(holder(RULE_SET), META, "c")).toBeUndefined();
});

test("a set that removal leaves empty goes too, others stay", () => {
  const reference = `<meta_attributes id-ref="elsewhere"/>`;
  const e = holder(META_SET + CRM_SET + RULE_SET + reference);
  expect(writeXml(removePairs(e, META, ["a", "c"]))).toBe(
    `<primitive id="x">${CRM_SET}${RULE_SET}${reference}</primitive>`,
  );
});

test("removing what is not there changes nothing", () => {
  const e = holder(`<meta_attributes id="empty"/>${META_SET}`);
  expect(removePairs(e, META, ["nothing"])).toBe(e);
});

test("the set of cluster properties stays when it is empty", () => {
  const crmConfig = `<cluster_property_set id="cib-bootstrap-options"><nvpair id="n" name="a" value="1"/></cluster_property_set>`;
  expect(writeXml(removePairs(holder(crmConfig), "cluster_property_set", ["a"]))).toBe(
    `<primitive id="x"><cluster_property_set id="cib-bootstrap-options"/></primitive>`,
  );
});

test("a name that cannot stand in an id is written without those characters", () => {
  expect(set(holder(""), { "a:b c": "x" })).toBe(
    `<primitive id="x"><meta_attributes id="x-meta_attributes">` +
      `<nvpair id="x-meta_attributes-abc" name="a:b c" value="x"/></meta_attributes></primitive>`,
  );
});

test("declared pairs are seen in the declared spelling, otherwise in the declared type", () => {
  const e = holder(META_SET + CRM_SET + RULE_SET);
  expect(observePairs(e, META, { a: 5, b: true, c: 1, d: 2 })).toEqual({ a: 5, b: false });
});
