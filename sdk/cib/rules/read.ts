import { COMMENT, type Element } from "../xml/element";
import {
  COMPARISONS,
  type Comparison,
  type Expression,
  type LocationRule,
  VALUE_TYPES,
  isNumber,
  isOrdering,
} from "./rule";
import { readDate } from "./date";

/** The expressions inside a rule. */
export const expressionElements = (rule: Element): readonly Element[] =>
  rule.children.filter((c) => c.name !== COMMENT);

/** A rule as the program would give it, or why it cannot be given so. */
export function readRule(rule: Element): LocationRule | string {
  const expression = readCombined(rule);
  if (typeof expression === "string") return expression;
  const { score, "score-attribute": scoreAttribute } = rule.attributes;
  if (score !== undefined) return { expression, score };
  if (scoreAttribute !== undefined) return { expression, scoreAttribute };
  const strange = Object.keys(rule.attributes).find((name) => name.startsWith("score-"));
  return strange === undefined ? { expression, score: "0" } : `it has ${strange}`;
}

/** An expression of a rule as the program would give it, or why it cannot be given so. */
export function readExpression(e: Element): Expression | string {
  if (e.name === "rule") return readCombined(e);
  if (e.name === "expression") return readAttribute(e);
  if (e.name !== "date_expression") return `it asks for ${e.name}`;
  const date = readDate(e);
  return typeof date === "string" ? date : { date };
}

function readCombined(rule: Element): Expression | string {
  const { role, "id-ref": other, "boolean-op": by } = rule.attributes;
  if (other !== undefined) return `it is the rule ${other} of another object (id-ref)`;
  // Pacemaker makes no difference between Started and no role.
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
    // Pacemaker 3.0 takes such an expression for false, older ones do not look at the value.
    if (value !== undefined) return `it has a value for ${operation}`;
    return operation === "defined" ? { defined: attribute } : { notDefined: attribute };
  }
  const known = COMPARISONS.find((o) => o === operation);
  if (known === undefined || value === undefined)
    return `its expression ${a.id ?? ""} is not whole`;
  return comparison(attribute, known, value, type);
}

/** In the program's form: numbers as numbers, and no type where it follows from the rest. */
function comparison(
  attribute: string,
  operation: Comparison["operation"],
  value: string,
  typed: string | undefined,
): Expression | string {
  const type = VALUE_TYPES.find((t) => t === typed);
  if (typed !== undefined && type === undefined) return `it compares as ${typed}`;
  const meant = type ?? (isOrdering(operation) ? "number" : "string");
  const plain = isNumber(value) && String(Number(value)) === value;
  const isNumeric = plain && (meant === "number" || meant === "integer");
  const own = { attribute, operation, value: isNumeric ? Number(value) : value };
  const follows =
    meant === "number"
      ? isNumeric || isOrdering(operation)
      : meant === "string" && !isOrdering(operation);
  return follows ? own : { ...own, type: meant };
}
