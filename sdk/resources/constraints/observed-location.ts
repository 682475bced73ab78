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
 * Returns the observed location in the form of the declared one. A location that no program can declare (several rules, a
 * role) is observed with neither a node nor a rule.
 */
export function observeLocation<A extends Placed>(
  args: A,
  { attributes: seen }: Element,
  rule: LocationRule | undefined,
): A {
  const { rule: declared, score, scoreAttribute: declaredAttribute } = args;
  const result: Record<string, unknown> = Object.fromEntries(Object.entries(args));
  for (const name of ["resource", "node", "rule", "score", "scoreAttribute"])
    Reflect.deleteProperty(result, name);
  if (seen.rsc !== undefined) result.resource = seen.rsc;
  const setScore = (now: string): void => {
    const isSame =
      haveSameMeaning(now, String(score ?? "INFINITY")) && declaredAttribute === undefined;
    const value = isSame ? score : convertToTypeOf(score, now);
    if (value !== undefined) result.score = value;
  };
  if (rule) {
    result.rule = declared ? observeExpression(declared, rule.expression) : rule.expression;
    if (rule.scoreAttribute === undefined) setScore(rule.score ?? "0");
    else result.scoreAttribute = rule.scoreAttribute;
  } else if (seen.node !== undefined) {
    result.node = seen.node;
    if (seen.score !== undefined) setScore(seen.score);
  }
  return result as unknown as A;
}
