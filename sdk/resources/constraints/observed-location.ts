import type { Element } from "../../cib/xml/element";
import type { Expression, LocationRule } from "../../cib/rules/rule";
import { observeExpression } from "../../cib/rules/match";
import { convertToTypeOf, haveSameMeaning } from "../../cib/xml/values";

interface Placed {
  readonly resource: string;
  readonly node?: string;
  readonly rule?: Expression;
  readonly score?: string | number;
  readonly scoreAttribute?: string;
}

/**
 * A location as the cluster has it, in the form of the declared one. What no program could declare (several rules, a role)
 * is seen as neither a node nor a rule.
 */
export function observeLocation<A extends Placed>(
  args: A,
  { attributes: seen }: Element,
  rule: LocationRule | undefined,
): A {
  const { rule: declared, score, scoreAttribute: own } = args;
  const result: Record<string, unknown> = Object.fromEntries(Object.entries(args));
  for (const name of ["resource", "node", "rule", "score", "scoreAttribute"])
    Reflect.deleteProperty(result, name);
  if (seen.rsc !== undefined) result.resource = seen.rsc;
  const scored = (now: string): void => {
    const isSame = haveSameMeaning(now, String(score ?? "INFINITY")) && own === undefined;
    const value = isSame ? score : convertToTypeOf(score, now);
    if (value !== undefined) result.score = value;
  };
  if (rule) {
    result.rule = declared ? observeExpression(declared, rule.expression) : rule.expression;
    if (rule.scoreAttribute === undefined) scored(rule.score ?? "0");
    else result.scoreAttribute = rule.scoreAttribute;
  } else if (seen.node !== undefined) {
    result.node = seen.node;
    if (seen.score !== undefined) scored(seen.score);
  }
  return result as unknown as A;
}
