import { type Scalar, parseInterval } from "../xml/values";
import { type DateExpression, dateExpressionKey } from "./date";

export type ComparisonOperation = "lt" | "gt" | "lte" | "gte" | "eq" | "ne";
export const COMPARISONS: readonly ComparisonOperation[] = ["lt", "gt", "lte", "gte", "eq", "ne"];

export type ValueType = "string" | "number" | "integer" | "version";
export const VALUE_TYPES: readonly ValueType[] = ["string", "number", "integer", "version"];

/** Compares a node attribute with a value. `true` and `false` are the texts of these names. */
export interface Comparison {
  readonly attribute: string;
  readonly operation: ComparisonOperation;
  readonly value: Scalar;
  readonly type?: ValueType;
}

/** Selects resources by their agent. A missing part matches every agent. */
export interface AgentSelector {
  readonly class?: string;
  readonly provider?: string;
  readonly type?: string;
}

/** Selects operations by their name and interval. A missing interval matches every operation of the name. */
export interface OperationSelector {
  readonly name: string;
  readonly interval?: Scalar;
}

/**
 * A condition of a rule: on a node or on the time; in the rule of defaults, on the resource or the operation that takes
 * them.
 */
export type Expression =
  | Comparison
  | { readonly resource: AgentSelector }
  | { readonly operation: OperationSelector }
  | { readonly defined: string }
  | { readonly notDefined: string }
  | { readonly date: DateExpression }
  | { readonly and: readonly Expression[] }
  | { readonly or: readonly Expression[] };

/** A rule of a location constraint. The score applies to the nodes on which the rule holds. */
export interface LocationRule {
  readonly expression: Expression;
  readonly score?: string;
  /** The node attribute whose value is the score. */
  readonly scoreAttribute?: string;
  /** The role of the resource to which the score applies. */
  readonly role?: string;
}

export const isComparison = (x: Expression): x is Comparison => "attribute" in x;

/** Whether an expression selects the operations that take a default. A comparison has an `operation` too. */
export const isOperationTest = (x: Expression): x is { readonly operation: OperationSelector } =>
  "operation" in x && !isComparison(x);

export const isOrdering = (operation: ComparisonOperation): boolean =>
  operation !== "eq" && operation !== "ne";

/**
 * The type by which Pacemaker compares. Without a type it compares numbers for an order and texts for equality (1.1.10 to
 * 3.0: `pe_test_attr_expression`, `pcmk__parse_type`). A number in the program is compared as a number in either case.
 */
export const comparisonType = ({ operation, value, type }: Comparison): ValueType =>
  type ?? (isOrdering(operation) || typeof value === "number" ? "number" : "string");

/** The type to write. Like pcs, none is written if it is Pacemaker's default. */
export const writtenType = (c: Comparison): ValueType | undefined =>
  c.type ?? (!isOrdering(c.operation) && typeof c.value === "number" ? "number" : undefined);

export const isNumber = (text: string): boolean => /^[+-]?\d+(\.\d+)?$/.test(text);

/** The combined expressions and their operator. A single expression is a list of one. */
export function combinedExpressions(x: Expression): {
  readonly by?: "and" | "or";
  readonly list: readonly Expression[];
} {
  if ("and" in x) return { by: "and", list: x.and };
  return "or" in x ? { by: "or", list: x.or } : { list: [x] };
}

/** A key that is equal for expressions with the same meaning: in any order, with lists of one, or with nested lists. */
export function expressionKey(x: Expression): string {
  const { by } = combinedExpressions(x);
  if (by !== undefined) {
    const keys = [...new Set(flatten(x, by).map(expressionKey))].sort();
    return keys.length === 1 ? (keys[0] ?? "") : JSON.stringify([by, ...keys]);
  }
  if ("date" in x) return JSON.stringify(["date", dateExpressionKey(x.date)]);
  if ("resource" in x) return JSON.stringify(["resource", ...agentParts(x.resource)]);
  if (isOperationTest(x)) return JSON.stringify(["operation", ...operationKey(x.operation)]);
  return JSON.stringify(isComparison(x) ? comparisonKey(x) : Object.entries(x)[0]);
}

const agentParts = (a: AgentSelector): readonly (string | null)[] =>
  [a.class, a.provider, a.type].map((part) => part ?? null);

const operationKey = ({ name, interval }: OperationSelector): readonly unknown[] => [
  name,
  interval === undefined ? null : (parseInterval(interval) ?? interval),
];

/** The conditions of an expression that are not combined of others. */
export const leavesOf = (x: Expression): readonly Expression[] => {
  const { by, list } = combinedExpressions(x);
  return by === undefined ? list : list.flatMap(leavesOf);
};

const flatten = (x: Expression, by: "and" | "or"): readonly Expression[] => {
  const { by: operator, list } = combinedExpressions(x);
  const canFlatten = operator === by || (operator !== undefined && list.length === 1);
  return canFlatten ? list.flatMap((e) => flatten(e, by)) : [x];
};

function comparisonKey(c: Comparison): readonly unknown[] {
  const type = comparisonType(c);
  const text = String(c.value);
  const isNumeric = (type === "number" || type === "integer") && isNumber(text);
  return ["compare", c.attribute, c.operation, type, isNumeric ? Number(text) : text];
}
