import { byId, withAttributes } from "../../sdk/cib/xml/element";
import { writeXml } from "../../sdk/cib/xml/parse";
import { resourceGroup } from "../../sdk/resources/groups/resource-group";
import { primitive } from "../../sdk/resources/primitives/primitive";
import { resourceTemplate } from "../../sdk/resources/templates/resource-template";
import { cib } from "../helpers";
import { Trial, failures } from "./kind-helpers";

const DUMMY = "ocf:pacemaker:Dummy";
const MONITOR = `<operations><op id="x-m" name="monitor" interval="10s" timeout="20s"/></operations>`;
const P = (inside = ""): string =>
  `<primitive id="x" class="ocf" type="Dummy" provider="pacemaker">${inside}${MONITOR}</primitive>`;
const PLAIN = `<instance_attributes id="x-instance_attributes"><nvpair id="x-instance_attributes-fake" name="fake" value="plain"/></instance_attributes>`;
const SITE = (id: string, value: string, fake: string): string =>
  `<instance_attributes id="${id}"><rule id="${id}-rule" boolean-op="and" score="INFINITY"><expression id="${id}-rule-expr" operation="eq" attribute="#cluster-name" value="${value}"/></rule>` +
  `<nvpair id="${id}-fake" name="fake" value="${fake}"/></instance_attributes>`;

const site = (value: string, fake: string): object => ({
  rule: { attribute: "#cluster-name", operation: "eq", value },
  values: { fake },
});
const declared = {
  name: "x",
  agent: DUMMY,
  parameters: { fake: "plain" },
  parameterSets: [site("amsterdam", "a"), { ...site("berlin", "b"), name: "in-berlin" }],
};
const schema = { "validate-with": "pacemaker-3.9" };
const at = (inside = ""): Trial<never> =>
  new Trial(primitive, withAttributes(cib(P(inside)), schema)) as never;
const element = (trial: Trial<never>): string => writeXml(byId(trial.tree, "x") ?? cib());
const whole =
  PLAIN + SITE("x-instance_attributes-1", "amsterdam", "a") + SITE("in-berlin", "berlin", "b");

describe("parameterSets", () => {
  test("are written behind the plain set, and observed", () => {
    const trial = at().then(declared);
    expect(element(trial)).toBe(P(whole));
    expect(trial.observe(declared)).toEqual(declared);
    expect(trial.put(declared, declared).cib).toBe(trial.tree);
  });

  test("are part of a new primitive", () => {
    const made = new Trial(primitive, withAttributes(cib(), schema)).then(declared);
    expect(element(made as never)).toContain(`provider="pacemaker">${whole}<operations>`);
  });

  test("are owned as a whole, and foreign sets stay", () => {
    const foreign = SITE("theirs", "cologne", "c");
    const changed = whole.replace(
      `value="a"/>`,
      `value="z"/><nvpair id="added" name="op_sleep" value="3"/>`,
    );
    const trial = at(changed + foreign);
    expect(trial.observe(declared)).toEqual({
      ...declared,
      parameterSets: [
        { ...site("amsterdam", "z"), values: { fake: "z", op_sleep: "3" } },
        { ...site("berlin", "b"), name: "in-berlin" },
      ],
    });
    expect(element(trial.then(declared, declared))).toBe(P(whole + foreign));
  });

  test("are missing in what is observed if another writer has removed them, and come back", () => {
    const trial = at(PLAIN + SITE("in-berlin", "berlin", "b"));
    expect(trial.observe(declared)).toEqual({
      ...declared,
      parameterSets: [declared.parameterSets[1]],
    });
    expect(element(trial.then(declared, declared))).toBe(P(whole));
  });

  test("go when they are no longer declared", () => {
    const trial = at(whole);
    const one = { ...declared, parameterSets: declared.parameterSets.slice(0, 1) };
    expect(element(trial.then(one, declared))).toBe(
      P(PLAIN + SITE("x-instance_attributes-1", "amsterdam", "a")),
    );
    const { parameterSets: _sets, ...none } = declared;
    expect(element(trial.then(none, declared))).toBe(P(PLAIN));
    expect(trial.put(none, none).cib).toBe(trial.tree);
  });

  test("with a score do not count as the plain parameters", () => {
    const scored = { ...declared, parameterSets: [{ score: 5, values: { fake: "scored" } }] };
    const trial = at().then(scored);
    expect(element(trial)).toBe(
      P(
        `${PLAIN}<instance_attributes id="x-instance_attributes-1" score="5"><nvpair id="x-instance_attributes-1-fake" name="fake" value="scored"/></instance_attributes>`,
      ),
    );
    expect(trial.observe(scored)).toEqual(scored);
    const other = { ...scored, parameters: { fake: "other" } };
    expect(element(trial.then(other, scored))).toContain(`value="other"/></instance_attributes>`);
    expect(element(trial.then(other, scored))).toContain(`value="scored"/>`);
  });

  test("are in the declared order where they have one score, since the order decides then", () => {
    const sets = (...names: readonly string[]): object => ({
      ...declared,
      parameterSets: names.map((name) => ({
        name,
        values: { fake: name },
        ...(name === "c" ? { score: 5 } : {}),
      })),
    });
    const [one, other] = [sets("a", "b", "c"), sets("b", "a", "c")];
    const trial = at().then(one);
    expect(trial.observe(other)).toEqual({
      ...other,
      parameterSets: (one as { parameterSets: unknown }).parameterSets,
    });
    const next = trial.then(other, one, "x");
    expect(
      element(next)
        .match(/instance_attributes id="[abcx]/g)
        ?.map((m) => m.at(-1)),
    ).toEqual(Array.from("xbac"));
    expect(next.observe(other)).toEqual(other);
    expect(trial.put(sets("c", "a", "b"), one, "x").cib).toBe(trial.tree);
    expect(trial.observe(sets("c", "a", "b"))).toEqual(sets("c", "a", "b"));
  });

  test("are validated with the agent: unknown names, and required ones that a set has", () => {
    const ip = { name: "ip", agent: "ocf:heartbeat:IPaddr2" };
    const sets = (values: object): object => ({ ...ip, parameterSets: [{ score: 1, values }] });
    expect(byId(new Trial(primitive).put(sets({ ip: "10.0.0.1" })).cib, "ip")).toBeDefined();
    expect(() => new Trial(primitive).put(sets({ adress: "10.0.0.1" }))).toThrow(
      /^ip: parameters: ocf:heartbeat:IPaddr2 needs the parameter ip\nip: parameterSets: ip-instance_attributes-1: ocf:heartbeat:IPaddr2 has no parameter adress; it has: /,
    );
  });

  test("are refused where the id is taken, or Pacemaker does not know the rule", () => {
    const named = (name: string, more: object = {}): object => ({
      ...declared,
      parameterSets: [{ name, values: { fake: 1 }, ...more }],
    });
    expect(() => at().put(named("x"))).toThrow(
      "x: parameterSets: the id x belongs to the resource; choose another name",
    );
    expect(() => new Trial(primitive, cib(`<group id="a"/>`)).put(named("a"))).toThrow(
      "x: parameterSets: the id a belongs to a group; choose another name",
    );
    const twice = { ...named("s"), metaSets: [{ name: "s", score: 1, values: { priority: 1 } }] };
    expect(() => at().put(twice)).toThrow(
      "x: metaSets: the id s belongs to a set of parameterSets; choose another name",
    );
    const typed = { attribute: "a", operation: "eq", value: 1, type: "integer" };
    const old = new Trial(
      primitive,
      withAttributes(cib(P()), { "validate-with": "pacemaker-3.0" }),
    );
    expect(() => old.put(named("s", { rule: typed }))).toThrow(
      `x: parameterSets: s: type: "integer" of a needs the schema pacemaker-3.5 or newer`,
    );
  });

  test("have rules, and all failures are returned", () => {
    expect(
      failures(primitive, {
        name: "x",
        agent: DUMMY,
        parameterSets: [
          { name: "a", values: { fake: {} }, score: "x" },
          { name: "a", rule: {}, values: { fake: 1 } },
          { nme: 1 },
          3,
        ],
        metaSets: [
          { name: "m", values: { priority: "high" } },
          { name: "m", values: {}, rule: { attribute: "#uname", operation: "eq", value: "n" } },
        ],
      }),
    ).toEqual([
      expect.stringMatching(
        /^ \| parameterSets: \[0\] score: "x" is not a score: .*; values: "fake" must be a text, a number, true or false; \[1\] rule: \{\} is not an expression: .*; \[2\] "nme" is not known; use one of: name, rule, score, values; values is required; \[3\] must be an object$/,
      ) as unknown,
      expect.stringMatching(
        /^ \| metaSets: \[0\] values: priority must be a score: .*; \[1\] rule: /,
      ) as unknown,
    ]);
    expect(
      failures(primitive, {
        name: "x",
        agent: DUMMY,
        metaSets: [1, 2].map((priority) => ({ name: "m", score: priority, values: { priority } })),
      }),
    ).toEqual([" | metaSets: m is the name of two sets"]);
  });
});

describe("metaSets", () => {
  const night = { date: { operation: "date_spec", spec: { hours: "0-5" } } };
  const sets = { metaSets: [{ rule: night, values: { resourceStickiness: 0 } }] };
  const SET = (id: string): string =>
    `<meta_attributes id="${id}-meta_attributes-1"><rule id="${id}-meta_attributes-1-rule" boolean-op="and" score="INFINITY">`;

  test.each<[string, Trial<never>, object]>([
    ["a primitive", at(), { name: "x", agent: DUMMY, meta: { priority: 1 } }],
    [
      "a template",
      new Trial(resourceTemplate, withAttributes(cib(), schema)) as never,
      { name: "x", agent: DUMMY },
    ],
    [
      "a group",
      new Trial(
        resourceGroup,
        withAttributes(cib(`<primitive id="a" class="lsb" type="a"/>`), schema),
      ) as never,
      { name: "x", members: ["a"], meta: { priority: 1 } },
    ],
  ])("of %s are written, observed, and removed", (_what, trial, own) => {
    const args = { ...own, ...sets };
    const made = trial.then(args);
    expect(element(made)).toContain(SET("x"));
    expect(made.observe(args)).toEqual(args);
    expect(made.put(args, args).cib).toBe(made.tree);
    expect(element(made.then(own, args))).not.toContain("meta_attributes-1");
  });

  test("warn of names that Pacemaker does not know", () => {
    const put = at().put({
      name: "x",
      agent: DUMMY,
      metaSets: [{ score: 1, values: { prioriti: 1 } }],
    });
    expect(put.warnings).toEqual([
      "metaSets: Pacemaker has no meta attribute prioriti (did you mean priority?); it is set anyway",
    ]);
  });
});
