import { type Element, childNamed, childrenNamed, sectionOf } from "../xml/element";
import { parseScore } from "../xml/values";
import { readExpression } from "./read";
import { type AgentSelector, type Expression, combinedExpressions } from "./rule";

/**
 * The default of a meta attribute for resources of an agent, of all sets whose rule holds. The set with the highest score
 * counts, of equal scores the last one. Rules on the time are left out, because their result changes by itself.
 */
export function resourceDefault(
  cib: Element,
  agent: AgentSelector,
  name: string,
): string | undefined {
  const sets = childrenNamed(sectionOf(cib, "rsc_defaults"), "meta_attributes")
    .filter((set) => appliesTo(set, agent))
    .reverse();
  const scoreOf = (set: Element): number => parseScore(set.attributes.score ?? 0) ?? 0;
  const ranked = sets.sort((a, b) => scoreOf(b) - scoreOf(a));
  const pairs = ranked.flatMap((set) => childrenNamed(set, "nvpair"));
  return pairs.find(({ attributes }) => attributes.name === name)?.attributes.value;
}

function appliesTo(set: Element, agent: AgentSelector): boolean {
  const rule = childNamed(set, "rule");
  const read = rule && readExpression(rule);
  return typeof read === "object" ? holdsFor(read, agent) : read === undefined;
}

function holdsFor(x: Expression, agent: AgentSelector): boolean {
  const { by, list } = combinedExpressions(x);
  if (by === "or") return list.some((e) => holdsFor(e, agent));
  if (by === "and") return list.every((e) => holdsFor(e, agent));
  if (!("resource" in x)) return false;
  const parts = ["class", "provider", "type"] as const;
  return parts.every((part) => x.resource[part] === undefined || x.resource[part] === agent[part]);
}
