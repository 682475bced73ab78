import { describePendingAttribute } from "../../sdk/cib/status/pending-attribute";
import { type Element, updateSection } from "../../sdk/cib/xml/element";
import { isForbiddenEverywhere, placementObstacles } from "../../sdk/cib/status/placement";
import { needsPermission } from "../../sdk/cib/status/resting";
import { parseXml } from "../../sdk/cib/xml/parse";
import { judgeGoal } from "../../sdk/await/verdict";
import { cib } from "../helpers";

const P = (id: string): string => `<primitive id="${id}" class="ocf" type="Dummy"/>`;
const GROUP = `<group id="g">${P("a")}${P("b")}</group>`;
const PING =
  `<clone id="ping-clone"><primitive id="ping" class="ocf" provider="pacemaker" type="ping">` +
  `<instance_attributes id="i"><nvpair id="n" name="name" value="reach"/></instance_attributes></primitive></clone>`;

const LT = `<expression id="e1" attribute="reach" operation="lt" value="1"/>`;
const NONE = `<expression id="e2" attribute="reach" operation="not_defined"/>`;
const SAFE = `boolean-op="or" score="-INFINITY"`;
const location = (inside: string, attributes = SAFE): string =>
  `<rsc_location id="l" rsc="g"><rule id="r" ${attributes}>${inside}</rule></rsc_location>`;

/** The status with both nodes online, the ping running on both, and these attributes on each. */
const status = (...nodes: readonly string[]): string =>
  nodes
    .map(
      (pairs, i) =>
        `<node_state id="${i + 1}" uname="rsha${i + 1}" in_ccm="true" crmd="online">` +
        `<lrm id="${i + 1}"><lrm_resources><lrm_resource id="ping"><lrm_rsc_op id="o${i}" operation="start" call-id="9" rc-code="0" op-status="0" interval="0"/></lrm_resource></lrm_resources></lrm>` +
        `<transient_attributes id="${i + 1}"><instance_attributes id="s${i}">${pairs}</instance_attributes></transient_attributes></node_state>`,
    )
    .join("");
const reach = (value: string): string => `<nvpair id="p" name="reach" value="${value}"/>`;

const tree = (constraint: string, one: string, two: string): Element =>
  cib(GROUP + PING, constraint, "", status(one, two));
const obstaclesOf = (constraint: string, one: string, two: string): readonly string[] =>
  placementObstacles(tree(constraint, one, two), "a").map((o) => o.text);

/** The tree with a cluster property set to false. */
function withProperty(tree: Element, name: string): Element {
  const set = `<cluster_property_set id="c"><nvpair id="s" name="${name}" value="false"/></cluster_property_set>`;
  return updateSection(tree, "crm_config", () => parseXml(`<crm_config>${set}</crm_config>`));
}

const OR = "(rule: reach lt 1 or not_defined reach)";

describe("placementObstacles", () => {
  test.each<[string, string, string, string, string[]]>([
    ["a rule that holds nowhere", location(LT + NONE), reach("1"), reach("2"), []],
    [
      "a rule that holds on one node",
      location(LT + NONE),
      reach("0"),
      reach("1"),
      [`l forbids rsha1 ${OR}`],
    ],
    [
      "a rule that holds on both nodes",
      location(LT + NONE),
      reach("0"),
      "",
      [`l forbids rsha1, rsha2 ${OR}`],
    ],
    ["a rule with a finite score", location(LT + NONE, `boolean-op="or" score="-5"`), "", "", []],
    [
      "a rule of which every expression has to hold",
      location(
        LT + `<expression id="u" attribute="#uname" operation="eq" value="RSHA2"/>`,
        `score="-INFINITY"`,
      ),
      reach("0"),
      reach("0"),
      ["l forbids rsha2 (rule: reach lt 1 and #uname eq RSHA2)"],
    ],
    [
      "a rule that depends on the time",
      location(
        `<date_expression id="d" operation="gt" start="2020-01-01"/>${NONE}`,
        `score="-INFINITY"`,
      ),
      reach("1"),
      "",
      ["l may forbid rsha2 (rule: date gt 2020-01-01 and not_defined reach)"],
    ],
    [
      "a score attribute that a node lacks",
      location(
        `<expression id="u" attribute="#uname" operation="defined"/>`,
        `score-attribute="reach"`,
      ),
      reach("1"),
      "",
      ["l forbids rsha2 (rule: defined #uname)"],
    ],
    [
      "a rule for the promotion, which forbids no start",
      location(LT, `score="-INFINITY" role="Promoted"`),
      reach("0"),
      reach("1"),
      [],
    ],
    [
      "a rule for the role before the promotion, which means every role",
      location(LT, `score="-INFINITY" role="Slave"`),
      reach("0"),
      reach("1"),
      ["l forbids rsha1 (rule: reach lt 1)"],
    ],
    ["a rule that compares numbers", location(LT), reach("01"), reach("10"), []],
  ])("explains what keeps a group member from nodes: %s", (_what, constraint, one, two, texts) => {
    expect(obstaclesOf(constraint, one, two)).toEqual(texts);
  });
});

describe("isForbiddenEverywhere", () => {
  test("ignores rules, because their result may change", () => {
    const bans = `<rsc_location id="l1" rsc="g" node="rsha1" score="-INFINITY"/><rsc_location id="l2" rsc="g" node="rsha2" score="-INFINITY"/>`;
    expect([
      isForbiddenEverywhere(tree(location(LT + NONE), reach("0"), reach("0")), "a"),
      isForbiddenEverywhere(tree(bans, reach("0"), reach("0")), "a"),
    ]).toEqual([false, true]);
  });
});

describe("needsPermission", () => {
  test("requires a rule that allows a node in an opt-in cluster", () => {
    const optIn = (constraint: string): Element =>
      withProperty(cib(GROUP, constraint), "symmetric-cluster");
    expect(
      [
        location(LT + NONE),
        location(LT, `score="5"`),
        location(LT, `score-attribute="reach"`),
        "",
      ].map((constraint) => needsPermission(optIn(constraint), "a")),
    ).toEqual([true, false, false, true]);
  });
});

describe("judgeGoal, while a running ping has not set its attribute", () => {
  const pending = (constraint: string, one: string, two: string): string | undefined =>
    describePendingAttribute(tree(constraint, one, two), "a");

  test("knows the attribute as pending only if a rule needs it", () => {
    expect([
      pending(location(LT + NONE), reach("0"), ""),
      pending(location(LT, `score-attribute="reach"`), "", ""),
      pending(location(LT + NONE), reach("0"), reach("0")),
      pending(location(LT.replace("reach", "pingd")), "", ""),
      pending("", "", ""),
    ]).toEqual(["reach on rsha2", "reach on rsha1, rsha2", undefined, undefined, undefined]);
  });

  const at = (one: string, two: string): Parameters<typeof judgeGoal>[1] => ({
    cib: withProperty(tree(location(LT + NONE), one, two), "stonith-enabled"),
    simulation: parseXml("<pacemaker-result/>"),
    log: "journalctl -u pacemaker",
  });

  test("waits, for the group that the rule keeps away and for the constraint", () => {
    const waiting = { state: "waiting", line: "waiting for reach on rsha2" };
    expect([
      judgeGoal({ resources: ["g"] }, at(reach("0"), "")),
      judgeGoal({ resources: ["g"], onlySettled: true }, at(reach("0"), "")),
    ]).toEqual([waiting, waiting]);
  });

  test("succeeds once the attribute is set, with a line, for the group as for the constraint", () => {
    const line = ["a", "b"]
      .map((p) => `${p} does not run: l forbids rsha1, rsha2 ${OR}`)
      .join("; ");
    expect([
      judgeGoal({ resources: ["g"] }, at(reach("0"), reach("0"))),
      judgeGoal({ resources: ["g"], onlySettled: true }, at(reach("0"), reach("0"))),
    ]).toEqual([
      { state: "done", line, soft: true },
      { state: "done", line },
    ]);
  });
});
