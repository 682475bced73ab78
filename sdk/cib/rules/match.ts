import {
  type Expression,
  combinedExpressions,
  isComparison,
  isOperationTest,
  expressionKey,
} from "./rule";
import { convertToTypeOf } from "../xml/values";

/** The tag of the element that represents an expression. */
const tagOf = (x: Expression): string => {
  if (combinedExpressions(x).by !== undefined) return "rule";
  if ("resource" in x) return "rsc_expression";
  if (isOperationTest(x)) return "op_expression";
  return "date" in x ? "date_expression" : "expression";
};

const subjectOf = (x: Expression): string => {
  if (isComparison(x)) return x.attribute;
  if (isOperationTest(x)) return x.operation.name;
  if ("defined" in x) return x.defined;
  return "notDefined" in x ? x.notDefined : Object.keys(x).join();
};

const operationOf = (x: Expression): string =>
  isComparison(x) ? x.operation : Object.keys(x).join();

type KeyOf = (x: Expression) => string;

/** Keys by which expressions are matched, one round each: equal ones first, then the least changed before the rest. */
const ROUNDS: readonly KeyOf[] = [
  expressionKey,
  (x) => [tagOf(x), subjectOf(x), operationOf(x)].join(" "),
  (x) => [tagOf(x), subjectOf(x)].join(" "),
  tagOf,
];

/**
 * Matches wanted with present expressions, by index. An unmatched wanted expression is new; an unmatched present one is to
 * be removed.
 */
export function matchExpressions(
  wanted: readonly Expression[],
  present: readonly Expression[],
): ReadonlyMap<number, number> {
  const found = new Map<number, number>();
  for (const keyOf of ROUNDS)
    wanted.forEach((w, i) => {
      if (found.has(i)) return;
      const used = [...found.values()];
      const at = present.findIndex((p, n) => !used.includes(n) && keyOf(p) === keyOf(w));
      if (at >= 0) found.set(i, at);
    });
  return found;
}

/** Returns a present expression in the form and order of the declared one, as far as the meaning is the same. */
export function observeExpression(declared: Expression, present: Expression): Expression {
  if (expressionKey(declared) === expressionKey(present)) return declared;
  const [wanted, found] = [combinedExpressions(declared), combinedExpressions(present)];
  if (wanted.by !== undefined && (found.by === wanted.by || found.list.length === 1)) {
    const matches = matchExpressions(wanted.list, found.list);
    const known = wanted.list.flatMap((x, i) => {
      const counterpart = found.list[matches.get(i) ?? -1];
      return counterpart === undefined ? [] : [observeExpression(x, counterpart)];
    });
    const foreign = found.list.filter((_x, n) => ![...matches.values()].includes(n));
    const list = [...known, ...foreign];
    return wanted.by === "and" ? { and: list } : { or: list };
  }
  if (!isComparison(declared) || !isComparison(present)) return present;
  const value = convertToTypeOf(declared.value, String(present.value));
  // Keep the meaning: a number is compared as a number, while its text may have been compared as text.
  const converted = { ...present, value };
  return expressionKey(converted) === expressionKey(present) ? converted : present;
}
