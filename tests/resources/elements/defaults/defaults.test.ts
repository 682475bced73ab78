import { type Element, withAttributes } from "../../../../sdk/cib/xml/element";
import { writeXml } from "../../../../sdk/cib/xml/parse";
import { operationDefaults } from "../../../../sdk/resources/elements/defaults/operation-defaults";
import { resourceDefaults } from "../../../../sdk/resources/elements/defaults/resource-defaults";
import { pacemakerProperties } from "../../../../sdk/resources/properties/pacemaker-properties";
import { cib } from "../../../helpers";
import { CLUSTER, Trial, failures } from "../../kind-helpers";

const on39 = (more: string): Element =>
  withAttributes(cib("", "", more), { "validate-with": "pacemaker-3.9" });
const withSets = (sets: string): Element => on39(`<rsc_defaults>${sets}</rsc_defaults>`);
const PAIRS =
  `<nvpair id="s1-priority" name="priority" value="1"/>` +
  `<nvpair id="s1-resource-stickiness" name="resource-stickiness" value="3"/>`;
const RULE =
  `<rule id="s1-rule" boolean-op="and" score="INFINITY">` +
  `<rsc_expression id="s1-rule-rsc-ocf-pacemaker-Dummy" class="ocf" provider="pacemaker" type="Dummy"/></rule>`;
const SET = (inside: string, more = ""): string =>
  `<meta_attributes id="s1"${more}>${inside}</meta_attributes>`;
const rule = { resource: { class: "ocf", provider: "pacemaker", type: "Dummy" } };
const OWN = { name: "s1", values: { resourceStickiness: 3, priority: 1 }, score: 5, rule };

describe("ResourceDefaults", () => {
  // As pcs 0.11.5 writes `resource defaults set create`, with the pairs in the order of their names.
  test("are written as pcs writes them", () => {
    const put = new Trial(resourceDefaults, withSets("")).put(OWN);
    expect(writeXml(put.cib)).toBe(writeXml(withSets(SET(RULE + PAIRS, ` score="5"`))));
    expect(put.id).toBe("s1");
  });

  test("adopt an equal set, and own the declared names only", () => {
    const foreign = `<nvpair id="f" name="failure-timeout" value="1h"/>`;
    const tree = withSets(SET(RULE + PAIRS + foreign, ` score="+5"`));
    const trial = new Trial(resourceDefaults, tree);
    expect(trial.put(OWN).cib).toBe(tree);
    expect(trial.observe(OWN)).toEqual(OWN);
    const less = { ...OWN, values: { priority: 2 } };
    expect(writeXml(trial.put(less, OWN, "s1").cib)).toBe(
      writeXml(
        withSets(
          SET(
            RULE + `<nvpair id="s1-priority" name="priority" value="2"/>` + foreign,
            ` score="+5"`,
          ),
        ),
      ),
    );
  });

  test("own the rule and the score, also where they are not declared", () => {
    const tree = withSets(SET(RULE + PAIRS, ` score="5"`));
    const { rule: _rule, ...withoutRule } = OWN;
    const { score: _score, ...withoutScore } = OWN;
    const trial = new Trial(resourceDefaults, tree);
    expect(trial.observe(withoutRule)).toEqual({ ...OWN, rule: { and: [rule] } });
    expect(trial.observe(withoutScore)).toEqual({ ...withoutScore, score: "5" });
    expect(writeXml(trial.put(withoutRule).cib)).toBe(writeXml(withSets(SET(PAIRS, ` score="5"`))));
    expect(writeXml(trial.put(withoutScore).cib)).toBe(writeXml(withSets(SET(RULE + PAIRS))));
  });

  test("change the rule in place", () => {
    const tree = withSets(SET(RULE + PAIRS, ` score="5"`));
    const next = { ...OWN, rule: { resource: { type: "Stateful" } } };
    const put = new Trial(resourceDefaults, tree).put(next, OWN, "s1").cib;
    expect(new Trial(resourceDefaults, put).observe(next)).toEqual(next);
    expect(writeXml(put)).toContain(`<rule id="s1-rule" boolean-op="and" score="INFINITY">`);
  });

  test("need a schema that has their expressions", () => {
    const old = withAttributes(withSets(""), { "validate-with": "pacemaker-3.3" });
    expect(() => new Trial(resourceDefaults, old).put(OWN)).toThrow(
      "rule: resource in a rule needs the schema pacemaker-3.4 or newer, and the cluster has pacemaker-3.3",
    );
  });

  test("are refused where they could not be told from plain defaults", () => {
    const plain = { name: "s1", values: { priority: 1 } };
    const reason = (place: string): string[] => [
      `score | give a rule, or a score that is not 0; plain defaults are the ${place} of PacemakerProperties`,
    ];
    expect(failures(resourceDefaults, plain)).toEqual(reason("resourceDefaults"));
    expect(failures(resourceDefaults, { ...plain, score: "0" })).toEqual(
      reason("resourceDefaults"),
    );
    expect(failures(operationDefaults, { name: "s1", values: { timeout: 1 } })).toEqual(
      reason("operationDefaults"),
    );
  });

  test("are validated all at once", () => {
    const own = {
      values: { priority: "x" },
      score: "much",
      rule: { and: [{ operation: { name: "monitor" } }, { attribute: "a" }] },
    };
    expect(failures(resourceDefaults, own)).toEqual([
      "name | name is required",
      'score | score: "much" is not a score: give a whole number, "INFINITY" or "-INFINITY"',
      ' | values: priority must be a score: a whole number up to 1000000, "INFINITY" or "-INFINITY"',
      expect.stringContaining("rule | rule.and[0].operation: Pacemaker does not take it in"),
      expect.stringContaining("rule | rule.and[1].attribute: Pacemaker does not take it in"),
    ]);
  });
});

describe("OperationDefaults", () => {
  test("are written as pcs writes them", () => {
    const own = {
      name: "o1",
      score: 7,
      values: { timeout: "30s" },
      rule: {
        and: [{ operation: { name: "monitor", interval: "10s" } }, { resource: { type: "Dummy" } }],
      },
    };
    const written =
      `<op_defaults><meta_attributes id="o1" score="7"><rule id="o1-rule" boolean-op="and" score="INFINITY">` +
      `<op_expression id="o1-rule-op-monitor" name="monitor" interval="10s"/>` +
      `<rsc_expression id="o1-rule-rsc-Dummy" type="Dummy"/></rule>` +
      `<nvpair id="o1-timeout" name="timeout" value="30s"/></meta_attributes></op_defaults>`;
    const put = new Trial(operationDefaults, on39("")).put(own).cib;
    expect(writeXml(put)).toBe(writeXml(on39(written)));
    expect(new Trial(operationDefaults, put).observe(own)).toEqual(own);
  });
});

describe("PacemakerProperties", () => {
  const plain = { label: "x", resourceDefaults: { resourceStickiness: 100 } };
  const SCORED = SET(PAIRS, ` score="5"`);
  const PLAIN = `<meta_attributes id="rsc_defaults-meta_attributes"><nvpair id="rsc_defaults-meta_attributes-resource-stickiness" name="resource-stickiness" value="100"/></meta_attributes>`;

  test("leave sets with a score or a rule alone, and their places", () => {
    const trial = new Trial(pacemakerProperties, withSets(SCORED));
    expect(
      pacemakerProperties.locate(trial.tree, { ...plain, __kind: "", cluster: CLUSTER }),
    ).toBeUndefined();
    const put = trial.put(plain).cib;
    expect(writeXml(put)).toBe(writeXml(withSets(SCORED + PLAIN)));
    expect(new Trial(pacemakerProperties, put).observe(plain)).toEqual(plain);
    const args = { ...plain, __kind: "", cluster: CLUSTER };
    expect(writeXml(pacemakerProperties.remove(put, "", args))).toBe(writeXml(withSets(SCORED)));
  });

  test("warn of a set without a rule that overrides a plain default", () => {
    const sets = SCORED + SET(RULE + PAIRS, ` score="7"`).replaceAll("s1", "s2");
    expect(new Trial(pacemakerProperties, withSets(sets)).put(plain).warnings).toEqual([
      "resourceDefaults: resource-stickiness is overridden by the set s1 (score 5) of the cluster",
    ]);
    const below = withSets(SET(PAIRS, ` score="-5"`));
    expect(new Trial(pacemakerProperties, below).put(plain).warnings).toEqual([]);
  });

  test("do not observe the value of such a set", () => {
    expect(new Trial(pacemakerProperties, withSets(SCORED)).observe(plain)).toEqual({
      label: "x",
      resourceDefaults: {},
    });
  });
});
