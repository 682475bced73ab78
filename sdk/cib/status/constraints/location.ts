import { describeRule } from "../../rules/describe";
import { scoreOnNode } from "../../rules/evaluate";
import { type Element, childrenNamed, idOf, walk, withAttributes } from "../../xml/element";
import { INFINITY, parseScore, roleName } from "../../xml/values";
import { onlineNodes } from "../status";
import { type ConstraintEffect, type PlacementObstacle, weightOf } from "./effect";

/** A location forbids a node, or the nodes where a rule with -INFINITY holds now. */
export const locationEffect: ConstraintEffect = {
  dependent: ({ attributes: a }) => a.rsc ?? "",
  obstacles: (cib, c) => [
    ...(weightOf(c) === -INFINITY && c.attributes.node !== undefined && !isForPromoted(c)
      ? [{ text: `${idOf(c)} forbids ${c.attributes.node}`, nodes: [c.attributes.node] }]
      : []),
    ...childrenNamed(c, "rule")
      .filter((rule) => !isForPromoted(rule))
      .flatMap((rule) => findRuleObstacles(cib, idOf(c), rule)),
  ],
  need: () => undefined,
  mayAllow,
  nodeAttributes: (c) =>
    walk(c).flatMap(({ attributes: a }) =>
      [a.attribute, a["score-attribute"]].filter((name) => name !== undefined),
    ),
};

/** Whether a location or a rule is about the promotion only. Other roles mean the resource itself (2.1.5: `role_filter`). */
const isForPromoted = ({ attributes: { role = "" } }: Element): boolean =>
  roleName(role) === "promoted";

/** Finds the nodes that a rule forbids now. They count as not forbidden, because the rule's result may change. */
function findRuleObstacles(cib: Element, id: string, rule: Element): readonly PlacementObstacle[] {
  const forbidden = (sure: boolean): readonly string[] =>
    onlineNodes(cib).filter((n) => {
      const now = scoreOnNode(cib, withAttributes(rule, { role: undefined }), n);
      return now.score === -INFINITY && now.sure === sure;
    });
  const [certain, possible] = [forbidden(true), forbidden(false)];
  if (certain.length + possible.length === 0) return [];
  const verb = certain.length > 0 ? "forbids" : "may forbid";
  const nodes = (certain.length > 0 ? certain : possible).join(", ");
  return [{ text: `${id} ${verb} ${nodes} (rule: ${describeRule(rule)})`, nodes: [], rule: id }];
}

/** Whether a location constraint may allow a node. A rule with a negative score allows none, whether it holds or not. */
function mayAllow(location: Element): boolean {
  const rules = location.children.filter((c) => c.name === "rule");
  return rules.length === 0 || rules.some((r) => (parseScore(r.attributes.score ?? 0) ?? 0) >= 0);
}
