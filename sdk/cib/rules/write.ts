import { COMMENT, type Element, element, idOf, withAttributes, withChildren } from "../xml/element";
import {
  type Expression,
  type LocationRule,
  combinedExpressions,
  isComparison,
  isOperationTest,
  expressionKey,
  writtenType,
} from "./rule";
import { writeDate } from "./date";
import { matchExpressions } from "./match";
import { expressionElements, readExpression } from "./read";
import { haveSameMeaning, roleName } from "../xml/values";
import { isSchemaBelow } from "../xml/versions";

/** Returns a free id for a proposed one. */
export type FreeId = (proposed: string) => string;

/** Builds a new rule with the ids that pcs gives. */
export function buildRule(constraint: string, rule: LocationRule, free: FreeId): Element {
  const id = free(`${constraint}-rule`);
  const { by, list } = combinedExpressions(rule.expression);
  const { role, score, scoreAttribute } = rule;
  const attributes = { "boolean-op": by, role, "score-attribute": scoreAttribute, score };
  return element("rule", { id, ...attributes }, buildExpressions(id, list, free));
}

/**
 * Builds the rule of a set of values, with the ids and the operator that pcs gives. Pacemaker ignores its score, which the
 * schemas before 3.9 require; pcs writes it in schemas before 4.0.
 */
export function buildSetRule(cib: Element, set: string, x: Expression, free: FreeId): Element {
  const id = free(`${set}-rule`);
  const { by = "and", list } = combinedExpressions(x);
  const score = isSchemaBelow(cib, [4, 0]) ? "INFINITY" : undefined;
  return element("rule", { id, "boolean-op": by, score }, buildExpressions(id, list, free));
}

/** Changes the rule of a set of values to the wanted one. What has the same meaning stays unchanged. */
export const editSetRule = (present: Element, x: Expression, free: FreeId): Element =>
  editCombined(present, x, free);

/** Changes a rule to the wanted one. Expressions with the same meaning stay unchanged; changed ones keep their ids. */
export function editRule(present: Element, rule: LocationRule, free: FreeId): Element {
  const { role, score, scoreAttribute } = rule;
  const { role: presentRole, score: now } = present.attributes;
  const kept =
    score !== undefined && now !== undefined && haveSameMeaning(now, score) ? now : score;
  const isSameRole = roleName(presentRole ?? "Started") === roleName(role ?? "Started");
  const scored = withAttributes(present, {
    role: isSameRole ? presentRole : role,
    score: kept,
    "score-attribute": scoreAttribute,
  });
  return editCombined(scored, rule.expression, free);
}

function editCombined(present: Element, wanted: Expression, free: FreeId): Element {
  const now = readExpression(withAttributes(present, { role: undefined }));
  if (typeof now !== "string" && expressionKey(now) === expressionKey(wanted)) return present;
  const { by, list } = combinedExpressions(wanted);
  const operator = present.attributes["boolean-op"];
  const combined = withAttributes(present, {
    "boolean-op": by === undefined || by === (operator ?? "and") ? operator : by,
  });
  return withChildren(combined, mergeExpressions(present, list, free));
}

function mergeExpressions(
  rule: Element,
  wanted: readonly Expression[],
  free: FreeId,
): readonly Element[] {
  const elements = expressionElements(rule).filter((e) => typeof readExpression(e) !== "string");
  const present = elements.map((e) => readExpression(e) as Expression);
  const matches = matchExpressions(wanted, present);
  const wantedOf = new Map([...matches].map(([w, p]) => [elements[p], wanted[w]]));
  const kept = rule.children.flatMap((c) => {
    const x = wantedOf.get(c);
    if (c.name === COMMENT) return [c];
    return x === undefined ? [] : [editExpression(c, x, free)];
  });
  const added = wanted.filter((_x, i) => !matches.has(i));
  return [...kept, ...buildExpressions(idOf(rule), added, free)];
}

function editExpression(present: Element, x: Expression, free: FreeId): Element {
  const now = readExpression(present);
  if (typeof now !== "string" && expressionKey(now) === expressionKey(x)) return present;
  if (present.name === "rule") return editCombined(present, x, free);
  return "date" in x ? writeDate(present, x.date) : withAttributes(present, attributesOf(x));
}

const buildExpressions = (
  rule: string,
  list: readonly Expression[],
  free: FreeId,
): readonly Element[] => list.map((x) => buildExpression(rule, x, free));

function buildExpression(rule: string, x: Expression, free: FreeId): Element {
  const { by, list } = combinedExpressions(x);
  if (by !== undefined) {
    const id = free(`${rule}-rule`);
    // The schemas before 3.9 require a score in every rule. The score of an inner rule has no effect.
    return element("rule", { id, "boolean-op": by, score: "0" }, buildExpressions(id, list, free));
  }
  if ("resource" in x) {
    const { class: agentClass, provider, type } = x.resource;
    const parts = [agentClass, provider, type].filter((part) => part !== undefined);
    return element("rsc_expression", {
      id: free(`${rule}-rsc-${parts.join("-")}`),
      ...attributesOf(x),
    });
  }
  if (isOperationTest(x))
    return element("op_expression", {
      id: free(`${rule}-op-${x.operation.name}`),
      ...attributesOf(x),
    });
  const id = free(`${rule}-expr`);
  if ("date" in x) return writeDate(element("date_expression", { id }), x.date);
  return element("expression", { id, ...attributesOf(x) });
}

function attributesOf(x: Expression): Readonly<Record<string, string | undefined>> {
  const none = { type: undefined, value: undefined };
  if ("defined" in x) return { operation: "defined", attribute: x.defined, ...none };
  if ("notDefined" in x) return { operation: "not_defined", attribute: x.notDefined, ...none };
  if ("resource" in x)
    return { class: undefined, provider: undefined, type: undefined, ...x.resource };
  if (isOperationTest(x)) {
    const { name, interval } = x.operation;
    return { name, interval: interval === undefined ? undefined : String(interval) };
  }
  if (!isComparison(x)) return {};
  const { attribute, operation, value } = x;
  return { operation, attribute, type: writtenType(x), value: String(value) };
}
