import { type Element, childrenNamed, idOf, withAttributes, withChildren } from "../xml/element";
import { parseScore, roleName } from "../xml/values";
import { type LocationRule, expressionKey } from "./rule";
import { readRule } from "./read";
import { type FreeId, editRule, buildRule } from "./write";

/** Reads the rules of a location constraint. Returns `undefined` if it has none, or one that a program cannot declare. */
export function readLocationRules(e: Element): readonly LocationRule[] | undefined {
  const read = childrenNamed(e, "rule").map(readRule);
  const rules = read.filter((rule) => typeof rule !== "string");
  const isComplete = rules.length > 0 && rules.length === read.length;
  return isComplete && e.attributes.node === undefined ? rules : undefined;
}

/** Whether a constraint has exactly these rules, in any order. */
export function hasEqualRules(e: Element, rules: readonly LocationRule[] = []): boolean {
  const present = childrenNamed(e, "rule").length === 0 ? [] : readLocationRules(e);
  const keys = (list: readonly LocationRule[]): string => JSON.stringify(list.map(ruleKey).sort());
  return present !== undefined && keys(present) === keys(rules);
}

/** A text that is equal for rules with the same meaning. */
const ruleKey = ({
  expression,
  score = "0",
  scoreAttribute,
  role = "started",
}: LocationRule): string =>
  JSON.stringify([
    expressionKey(expression),
    scoreAttribute ?? parseScore(score) ?? score,
    scoreAttribute === undefined,
    roleName(role),
  ]);

/**
 * Matches wanted with present rules, by index: equal ones first, then those of the same condition, then the rest. The order
 * of rules has no meaning.
 */
export function matchRules(
  wanted: readonly LocationRule[],
  present: readonly (LocationRule | undefined)[],
): ReadonlyMap<number, number> {
  const found = new Map<number, number>();
  const rounds: readonly ((rule: LocationRule | undefined) => string)[] = [
    (rule) => (rule ? ruleKey(rule) : ""),
    (rule) => (rule ? expressionKey(rule.expression) : ""),
    () => "any",
  ];
  for (const keyOf of rounds)
    wanted.forEach((rule, i) => {
      if (found.has(i)) return;
      const used = [...found.values()];
      const at = present.findIndex((p, n) => !used.includes(n) && keyOf(p) === keyOf(rule));
      if (at >= 0) found.set(i, at);
    });
  return found;
}

/** Sets the rules of a constraint, instead of a node or other rules, or removes them. Everything else stays. */
export function putLocation(e: Element, rules: readonly LocationRule[], free: FreeId): Element {
  const present = childrenNamed(e, "rule");
  if (rules.length === 0)
    return withChildren(
      e,
      e.children.filter((c) => c.name !== "rule"),
    );
  const matches = matchRules(rules, present.map(declarable));
  const wantedOf = new Map([...matches].map(([w, p]) => [present[p], rules[w]]));
  const edited = e.children.flatMap((c) => {
    const rule = wantedOf.get(c);
    if (rule) return [editRule(c, rule, free)];
    return c.name === "rule" ? [] : [c];
  });
  const added = rules.filter((_rule, i) => !matches.has(i));
  // The schema requires a lifetime after the rules.
  const lifetime = edited.findIndex((c) => c.name === "lifetime");
  const at = lifetime < 0 ? edited.length : lifetime;
  const built = added.map((rule) => buildRule(idOf(e), rule, free));
  return withChildren(
    withAttributes(e, { node: undefined, score: undefined }),
    edited.toSpliced(at, 0, ...built),
  );
}

const declarable = (rule: Element): LocationRule | undefined => {
  const read = readRule(rule);
  return typeof read === "string" ? undefined : read;
};

/** Describes why a location constraint cannot be declared by a program. Returns `undefined` if it can. */
export function describeUndeclarableLocation(e: Element): string | undefined {
  return childrenNamed(e, "rule")
    .map(readRule)
    .find((read) => typeof read === "string");
}
