import { type Expression, combinedExpressions, isComparison, expressionKey } from "./rule";
import { convertToTypeOf } from "../xml/values";

/** The tag of the element that an expression becomes. */
const tagOf = (x: Expression): string => {
  if (combinedExpressions(x).by !== undefined) return "rule";
  return "date" in x ? "date_expression" : "expression";
};

const subjectOf = (x: Expression): string => {
  if (isComparison(x)) return x.attribute;
  if ("defined" in x) return x.defined;
  return "notDefined" in x ? x.notDefined : Object.keys(x).join();
};

const operationOf = (x: Expression): string =>
  isComparison(x) ? x.operation : Object.keys(x).join();

type Alike = (x: Expression) => string;

/** What is the same comes first, then what somebody may have changed, the least changed before the rest. */
const ROUNDS: readonly Alike[] = [
  expressionKey,
  (x) => [tagOf(x), subjectOf(x), operationOf(x)].join(" "),
  (x) => [tagOf(x), subjectOf(x)].join(" "),
  tagOf,
];

/** Which of the present expressions each wanted one is, by their places; what is left is new, or goes. */
export function matchExpressions(
  wanted: readonly Expression[],
  present: readonly Expression[],
): ReadonlyMap<number, number> {
  const found = new Map<number, number>();
  for (const alike of ROUNDS)
    wanted.forEach((w, i) => {
      if (found.has(i)) return;
      const used = [...found.values()];
      const at = present.findIndex((p, n) => !used.includes(n) && alike(p) === alike(w));
      if (at >= 0) found.set(i, at);
    });
  return found;
}

/** A present expression in the form of the declared one: what means the same is the same, in the same order. */
export function observeExpression(declared: Expression, present: Expression): Expression {
  if (expressionKey(declared) === expressionKey(present)) return declared;
  const [own, seen] = [combinedExpressions(declared), combinedExpressions(present)];
  if (own.by !== undefined && (seen.by === own.by || seen.list.length === 1)) {
    const paired = matchExpressions(own.list, seen.list);
    const known = own.list.flatMap((x, i) => {
      const other = seen.list[paired.get(i) ?? -1];
      return other === undefined ? [] : [observeExpression(x, other)];
    });
    const more = seen.list.filter((_x, n) => ![...paired.values()].includes(n));
    const list = [...known, ...more];
    return own.by === "and" ? { and: list } : { or: list };
  }
  if (!isComparison(declared) || !isComparison(present)) return present;
  const value = convertToTypeOf(declared.value, String(present.value)) as string | number;
  // A number is compared as a number: the text of it may have been compared as a text.
  const alike = { ...present, value };
  return expressionKey(alike) === expressionKey(present) ? alike : present;
}
