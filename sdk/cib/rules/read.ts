import { COMMENT, type Element, withAttributes } from "../xml/element";
import {
  COMPARISONS,
  type Comparison,
  type Expression,
  type LocationRule,
  VALUE_TYPES,
  isNumber,
  isOperationTest,
  isOrdering,
  leavesOf,
} from "./rule";
import { readDate } from "./date";

/** The elements of the expressions in a rule, without comments. */
export const expressionElements = (rule: Element): readonly Element[] =>
  rule.children.filter((c) => c.name !== COMMENT);

/** Reads the rule of a location in the form of a program, or returns why a program cannot declare it. */
export function readRule(rule: Element): LocationRule | string {
  // Pacemaker treats Started like no role.
  const { role: written } = rule.attributes;
  const role = written === undefined || written === "Started" ? {} : { role: written };
  const expression = readExpression(withAttributes(rule, { role: undefined }));
  if (typeof expression === "string") return expression;
  const leaves = leavesOf(expression);
  // Pacemaker evaluates them to false there.
  if (leaves.some((x) => "resource" in x)) return "it asks for rsc_expression";
  if (leaves.some(isOperationTest)) return "it asks for op_expression";
  const { score, "score-attribute": scoreAttribute } = rule.attributes;
  if (score !== undefined) return { expression, score, ...role };
  if (scoreAttribute !== undefined) return { expression, scoreAttribute, ...role };
  const unknown = Object.keys(rule.attributes).find((name) => name.startsWith("score-"));
  return unknown === undefined ? { expression, score: "0", ...role } : `it has ${unknown}`;
}

/** Reads an expression in the form of a program, or returns why a program cannot declare it. */
export function readExpression(e: Element): Expression | string {
  if (e.name === "rule") return readCombined(e);
  if (e.name === "expression") return readAttribute(e);
  if (e.name === "rsc_expression") return { resource: withoutId(e) };
  if (e.name === "op_expression") return readOperation(e);
  if (e.name !== "date_expression") return `it asks for ${e.name}`;
  const date = readDate(e);
  return typeof date === "string" ? date : { date };
}

const withoutId = ({
  attributes: { id: _id, ...rest },
}: Element): Readonly<Record<string, string>> => rest;

function readOperation({ attributes: { name, interval } }: Element): Expression | string {
  if (name === undefined) return "its op_expression has no name";
  return { operation: { name, ...(interval === undefined ? {} : { interval }) } };
}

function readCombined(rule: Element): Expression | string {
  const { role, "id-ref": other, "boolean-op": by } = rule.attributes;
  if (other !== undefined) return `it is the rule ${other} of another object (id-ref)`;
  if (role !== undefined && role !== "Started") return `it holds for the role ${role} only`;
  const list: Expression[] = [];
  for (const child of expressionElements(rule)) {
    const read = readExpression(child);
    if (typeof read === "string") return read;
    list.push(read);
  }
  const [only] = list;
  if (only === undefined) return "it has no expression";
  if (by === undefined && list.length === 1) return only;
  return by === "or" ? { or: list } : { and: list };
}

function readAttribute({ attributes: a }: Element): Expression | string {
  const { attribute = "", operation = "", value, type, "value-source": source = "literal" } = a;
  if (source !== "literal") return `it takes a value from a ${source} of the resource`;
  if (operation === "defined" || operation === "not_defined") {
    // Pacemaker 3.0 evaluates such an expression to false. Older versions ignore the value.
    if (value !== undefined) return `it has a value for ${operation}`;
    return operation === "defined" ? { defined: attribute } : { notDefined: attribute };
  }
  const known = COMPARISONS.find((o) => o === operation);
  if (known === undefined || value === undefined)
    return `its expression ${a.id ?? ""} is incomplete`;
  return readComparison(attribute, known, value, type);
}

/** Reads a comparison in the form of a program: numbers as numbers, and no type if it follows from operation and value. */
function readComparison(
  attribute: string,
  operation: Comparison["operation"],
  value: string,
  typed: string | undefined,
): Expression | string {
  const type = VALUE_TYPES.find((t) => t === typed);
  if (typed !== undefined && type === undefined) return `it compares as ${typed}`;
  const effectiveType = type ?? (isOrdering(operation) ? "number" : "string");
  const isCanonical = isNumber(value) && String(Number(value)) === value;
  const isNumeric = isCanonical && (effectiveType === "number" || effectiveType === "integer");
  const untyped = { attribute, operation, value: isNumeric ? Number(value) : value };
  const isImplied =
    effectiveType === "number"
      ? isNumeric || isOrdering(operation)
      : effectiveType === "string" && !isOrdering(operation);
  return isImplied ? untyped : { ...untyped, type: effectiveType };
}
