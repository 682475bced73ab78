import { describePendingAttribute } from "../../sdk/cib/status/pending-attribute";
import type { Element } from "../../sdk/cib/xml/element";
import { updateSection } from "../../sdk/cib/xml/find";
import { isForbiddenEverywhere, placementObstacles } from "../../sdk/cib/status/placement";
import { needsPermission } from "../../sdk/cib/status/resource-tree";
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

/** Both nodes are online, the ping runs on both, and each has these attributes. */
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
const away = (constraint: string, one: string, two: string): readonly string[] =>
  placementObstacles(tree(constraint, one, two), "a").map((o) => o.text);

/** With a cluster property that is false. */
function withProperty(tree: Element, name: string): Element {
  const set = `<cluster_property_set id="c"><nvpair id="s" name="${name}" value="false"/></cluster_property_set>`;
  return updateSection(tree, "crm_config", () => parseXml(`<crm_config>${set}</crm_config>`));
}

const OR = "(rule: reach lt 1 or not_defined reach)";

test.each<[string, string, string, string, string[]]>([
  ["a rule that holds nowhere", location(LT + NONE), reach("1"), reach("2"), []],
  [
    "one that holds on a node",
    location(LT + NONE),
    reach("0"),
    reach("1"),
    [`l forbids rsha1 ${OR}`],
  ],
  ["one that holds on both", location(LT + NONE), reach("0"), "", [`l forbids rsha1, rsha2 ${OR}`]],
  ["one with another score", location(LT + NONE, `boolean-op="or" score="-5"`), "", "", []],
  [
    "all of it has to hold",
    location(
      LT + `<expression id="u" attribute="#uname" operation="eq" value="RSHA2"/>`,
      `score="-INFINITY"`,
    ),
    reach("0"),
    reach("0"),
    ["l forbids rsha2 (rule: reach lt 1 and #uname eq RSHA2)"],
  ],
  [
    "one that hangs on the time",
    location(
      `<date_expression id="d" operation="gt" start="2020-01-01"/>${NONE}`,
      `score="-INFINITY"`,
    ),
    reach("1"),
    "",
    ["l may forbid rsha2 (rule: date gt 2020-01-01 and not_defined reach)"],
  ],
  [
    "the score of an attribute that a node lacks",
    location(
      `<expression id="u" attribute="#uname" operation="defined"/>`,
      `score-attribute="reach"`,
    ),
    reach("1"),
    "",
    ["l forbids rsha2 (rule: defined #uname)"],
  ],
  [
    "another role's",
    location(LT, `score="-INFINITY" role="Promoted"`),
    reach("0"),
    reach("1"),
    ["l may forbid rsha1, rsha2 (rule: reach lt 1)"],
  ],
  ["numbers as numbers", location(LT), reach("01"), reach("10"), []],
])("what keeps a member of a group away: %s", (_what, constraint, one, two, texts) => {
  expect(away(constraint, one, two)).toEqual(texts);
});

test("a rule never leaves a resource without any node for ever", () => {
  const never = `<rsc_location id="l1" rsc="g" node="rsha1" score="-INFINITY"/><rsc_location id="l2" rsc="g" node="rsha2" score="-INFINITY"/>`;
  expect([
    isForbiddenEverywhere(tree(location(LT + NONE), reach("0"), reach("0")), "a"),
    isForbiddenEverywhere(tree(never, reach("0"), reach("0")), "a"),
  ]).toEqual([false, true]);
});

test("in an opt-in cluster a rule that only keeps away allows nothing", () => {
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

describe("an attribute that a running ping has not set yet", () => {
  const waits = (constraint: string, one: string, two: string): string | undefined =>
    describePendingAttribute(tree(constraint, one, two), "a");

  test("is awaited where a rule asks for it", () => {
    expect([
      waits(location(LT + NONE), reach("0"), ""),
      waits(location(LT, `score-attribute="reach"`), "", ""),
      waits(location(LT + NONE), reach("0"), reach("0")),
      waits(location(LT.replace("reach", "pingd")), "", ""),
      waits("", "", ""),
    ]).toEqual(["reach on rsha2", "reach on rsha1, rsha2", undefined, undefined, undefined]);
  });

  const at = (one: string, two: string): Parameters<typeof judgeGoal>[1] => ({
    cib: withProperty(tree(location(LT + NONE), one, two), "stonith-enabled"),
    simulation: parseXml("<pacemaker-result/>"),
    log: "journalctl -u pacemaker",
  });
  const reason = `a: not started: no node may run it: l forbids rsha1, rsha2 ${OR}; it starts when the rule of l no longer holds; or change one of these constraints (crm_simulate -sL shows the scores)`;

  test("is waited for, by the group that it keeps away and by the constraint", () => {
    const waiting = { state: "waiting", line: "waiting for reach on rsha2" };
    expect([
      judgeGoal({ resources: ["g"] }, at(reach("0"), "")),
      judgeGoal({ resources: ["g"], onlySettled: true }, at(reach("0"), "")),
    ]).toEqual([waiting, waiting]);
  });

  test("is it set, a group that is kept away has not started, and the constraint says what it stops", () => {
    const line = ["a", "b"]
      .map((p) => `${p} does not run: l forbids rsha1, rsha2 ${OR}`)
      .join("; ");
    expect([
      judgeGoal({ resources: ["g"] }, at(reach("0"), reach("0"))),
      judgeGoal({ resources: ["g"], onlySettled: true }, at(reach("0"), reach("0"))),
    ]).toEqual([
      { state: "failed", reasons: [reason], soft: true },
      { state: "done", line },
    ]);
  });
});
