import type { Element } from "../../../sdk/cib/xml/element";
import {
  type Pairs,
  observePairs,
  overwritePairs,
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

describe("setPairs", () => {
  test("adds a missing set with pcs's ids, in pcs's order", () => {
    expect(set(holder(""), { "resource-stickiness": 100, b: true })).toBe(
      `<primitive id="x"><meta_attributes id="x-meta_attributes">` +
        `<nvpair id="x-meta_attributes-b" name="b" value="true"/>` +
        `<nvpair id="x-meta_attributes-resource-stickiness" name="resource-stickiness" value="100"/></meta_attributes></primitive>`,
    );
  });

  test("inserts a new set before a primitive's operations, and elsewhere at the end", () => {
    const names = (tag: string): string[] =>
      setPairs(holder("<instance_attributes id='i'/><operations/>", tag), META, "m", {
        a: 1,
      }).children.map((c) => c.name);
    expect([names("primitive"), names("group")]).toEqual([
      ["instance_attributes", "meta_attributes", "operations"],
      ["instance_attributes", "operations", "meta_attributes"],
    ]);
  });

  test("adds no set without pairs", () => {
    const e = holder("");
    expect(setPairs(e, META, "m", {})).toBe(e);
  });

  test("keeps the spelling of a value with the same meaning", () => {
    const e = holder(META_SET + CRM_SET);
    expect(setPairs(e, META, "m", { a: 5, b: false })).toBe(e);
  });

  test("changes a pair in whichever set has it", () => {
    expect(set(holder(META_SET + CRM_SET), { b: true })).toBe(
      `<primitive id="x">${META_SET}${CRM_SET.replace('"no"', '"true"')}</primitive>`,
    );
  });

  test("adds a new name to the first unconditional set", () => {
    expect(set(holder(CRM_SET), { a: 1 })).toBe(
      `<primitive id="x"><meta_attributes id="x-meta_attributes-0"><nvpair id="i" name="b" value="no"/>` +
        `<nvpair id="x-meta_attributes-0-a" name="a" value="1"/></meta_attributes></primitive>`,
    );
  });

  test("leaves a set with a rule alone, and numbers the id that it has taken", () => {
    expect(set(holder(RULE_SET), { c: 2 })).toBe(
      `<primitive id="x">${RULE_SET}<meta_attributes id="x-meta_attributes-1">` +
        `<nvpair id="x-meta_attributes-1-c" name="c" value="2"/></meta_attributes></primitive>`,
    );
    expect(pairValue(holder(RULE_SET), META, "c")).toBeUndefined();
  });
});

describe("removePairs", () => {
  test("removes a set that becomes empty, and keeps the others", () => {
    const reference = `<meta_attributes id-ref="elsewhere"/>`;
    const e = holder(META_SET + CRM_SET + RULE_SET + reference);
    expect(writeXml(removePairs(e, META, ["a", "c"]))).toBe(
      `<primitive id="x">${CRM_SET}${RULE_SET}${reference}</primitive>`,
    );
  });

  test("changes nothing for names that are not there", () => {
    const e = holder(`<meta_attributes id="empty"/>${META_SET}`);
    expect(removePairs(e, META, ["nothing"])).toBe(e);
  });

  test("keeps an empty set of cluster properties", () => {
    const crmConfig = `<cluster_property_set id="cib-bootstrap-options"><nvpair id="n" name="a" value="1"/></cluster_property_set>`;
    expect(writeXml(removePairs(holder(crmConfig), "cluster_property_set", ["a"]))).toBe(
      `<primitive id="x"><cluster_property_set id="cib-bootstrap-options"/></primitive>`,
    );
  });
});

describe("setPairs, for special names", () => {
  test("drops characters of a name that an id cannot contain", () => {
    expect(set(holder(""), { "a:b c": "x" })).toBe(
      `<primitive id="x"><meta_attributes id="x-meta_attributes">` +
        `<nvpair id="x-meta_attributes-abc" name="a:b c" value="x"/></meta_attributes></primitive>`,
    );
  });
});

describe("observePairs", () => {
  test("observes pairs in the declared spelling, otherwise in the declared type", () => {
    const e = holder(META_SET + CRM_SET + RULE_SET);
    expect(observePairs(e, META, { a: 5, b: true, c: 1, d: 2 })).toEqual({ a: 5, b: false });
  });
});

describe("pairValue, of several sets", () => {
  const one = (id: string, value: string, more = "", tag = META): string =>
    `<${tag} id="${id}" ${more}><nvpair id="${id}-p" name="a" value="${value}"/></${tag}>`;
  // As crm_simulate 2.1.5 takes them.
  test.each([
    ["the higher score", one("m", "low", `score="1"`) + one("n", "high", `score="10"`), "high"],
    ["no score as 0", one("m", "none") + one("n", "below", `score="-1"`), "none"],
    ["the last of equal scores", one("m", "first") + one("n", "last"), "last"],
    ["never a hold", one("m", "own") + one("x-stopped-until", "hold", `score="INFINITY"`), "own"],
    [
      "the first pair of one set",
      `<${META} id="m"><nvpair id="p" name="a" value="first"/><nvpair id="q" name="a" value="second"/></${META}>`,
      "first",
    ],
  ])("takes %s", (_case, sets, value) => {
    expect(pairValue(holder(sets), META, "a")).toBe(value);
    expect(observePairs(holder(sets), META, { a: "declared" })).toEqual({ a: value });
  });

  test("takes Pacemaker's own set of cluster properties first, whatever the scores", () => {
    const tag = "cluster_property_set";
    const own = one("cib-bootstrap-options", "own", "", tag);
    const other = one("other", "other", `score="10"`, tag);
    expect([own + other, other + own].map((sets) => pairValue(holder(sets), tag, "a"))).toEqual([
      "own",
      "own",
    ]);
  });

  test("changes the value that Pacemaker takes, not only the first one", () => {
    const sets = one("m", "wanted", `score="1"`) + one("n", "high", `score="10"`);
    const changed = setPairs(holder(sets), META, "m", { a: "wanted" });
    expect(pairValue(changed, META, "a")).toBe("wanted");
  });
});

describe("Pairs, in large numbers", () => {
  const COUNT = 2000;
  /** Builds an element with this many pairs, which counts how often the name of a pair is read. */
  const counted = (value: string): { readonly e: Element; readonly reads: () => number } => {
    let reads = 0;
    const pair = (i: number): Element => ({
      name: "nvpair",
      attributes: {
        id: `p${i}`,
        value,
        get name() {
          reads++;
          return `a${i}`;
        },
      },
      children: [],
    });
    const set = {
      name: META,
      attributes: { id: "m" },
      children: Array.from({ length: COUNT }, (_, i) => pair(i)),
    };
    return {
      e: { name: "primitive", attributes: { id: "x" }, children: [set] },
      reads: () => reads,
    };
  };
  const declared = Object.fromEntries(Array.from({ length: COUNT }, (_, i) => [`a${i}`, "new"]));

  test.each<[string, (e: Element) => unknown]>([
    ["setPairs", (e) => setPairs(e, META, "m", declared)],
    ["overwritePairs", (e) => overwritePairs(e, META, declared)],
    ["removePairs", (e) => removePairs(e, META, Object.keys(declared))],
    ["observePairs", (e) => observePairs(e, META, declared)],
  ])("%s reads each name a fixed number of times", (_name, act) => {
    const { e, reads } = counted("old");
    act(e);
    expect(reads()).toBeLessThanOrEqual(8 * COUNT);
  });
});
