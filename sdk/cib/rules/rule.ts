import { type DateExpression, dateExpressionKey } from "./date";

export type ComparisonOperation = "lt" | "gt" | "lte" | "gte" | "eq" | "ne";
export const COMPARISONS: readonly ComparisonOperation[] = ["lt", "gt", "lte", "gte", "eq", "ne"];

export type ValueType = "string" | "number" | "integer" | "version";
export const VALUE_TYPES: readonly ValueType[] = ["string", "number", "integer", "version"];

/** A node attribute beside a value. */
export interface Comparison {
  readonly attribute: string;
  readonly operation: ComparisonOperation;
  readonly value: string | number;
  readonly type?: ValueType;
}

/** What a rule asks of a node, or of the time. */
export type Expression =
  | Comparison
  | { readonly defined: string }
  | { readonly notDefined: string }
  | { readonly date: DateExpression }
  | { readonly and: readonly Expression[] }
  | { readonly or: readonly Expression[] };

/** A rule of a location constraint: where it holds, the score counts. */
export interface LocationRule {
  readonly expression: Expression;
  readonly score?: string;
  /** The node attribute that is the score. */
  readonly scoreAttribute?: string;
}

export const isComparison = (x: Expression): x is Comparison => "attribute" in x;

export const isOrdering = (operation: ComparisonOperation): boolean =>
  operation !== "eq" && operation !== "ne";

/**
 * How Pacemaker compares. Without a type it takes numbers for an order and texts for equality (1.1.10 to 3.0 alike:
 * `pe_test_attr_expression`, `pcmk__parse_type`); a number of the program is a number in either case.
 */
export const comparisonType = ({ operation, value, type }: Comparison): ValueType =>
  type ?? (isOrdering(operation) || typeof value === "number" ? "number" : "string");

/** The type to write: pcs writes none where Pacemaker takes the right one without. */
export const writtenType = (c: Comparison): ValueType | undefined =>
  c.type ?? (!isOrdering(c.operation) && typeof c.value === "number" ? "number" : undefined);

export const isNumber = (text: string): boolean => /^[+-]?\d+(\.\d+)?$/.test(text);

/** What is combined, and how; an expression alone is a list of one. */
export function combinedExpressions(x: Expression): {
  readonly by?: "and" | "or";
  readonly list: readonly Expression[];
} {
  if ("and" in x) return { by: "and", list: x.and };
  return "or" in x ? { by: "or", list: x.or } : { list: [x] };
}

/** The same for expressions that mean the same: in whatever order, with a list of one, or with a list inside a list. */
export function expressionKey(x: Expression): string {
  const { by } = combinedExpressions(x);
  if (by !== undefined) {
    const keys = [...new Set(flattened(x, by).map(expressionKey))].sort();
    return keys.length === 1 ? (keys[0] ?? "") : JSON.stringify([by, ...keys]);
  }
  if ("date" in x) return JSON.stringify(["date", dateExpressionKey(x.date)]);
  return JSON.stringify(isComparison(x) ? compared(x) : Object.entries(x)[0]);
}

const flattened = (x: Expression, by: "and" | "or"): readonly Expression[] => {
  const { by: own, list } = combinedExpressions(x);
  const goesOn = own === by || (own !== undefined && list.length === 1);
  return goesOn ? list.flatMap((e) => flattened(e, by)) : [x];
};

function compared(c: Comparison): readonly unknown[] {
  const type = comparisonType(c);
  const text = String(c.value);
  const numeric = (type === "number" || type === "integer") && isNumber(text);
  return ["compare", c.attribute, c.operation, type, numeric ? Number(text) : text];
}
