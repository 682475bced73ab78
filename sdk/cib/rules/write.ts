import { COMMENT, type Element, element, idOf, withAttributes, withChildren } from "../xml/element";
import {
  type Expression,
  type LocationRule,
  combinedExpressions,
  isComparison,
  expressionKey,
  writtenType,
} from "./rule";
import { writeDate } from "./date";
import { matchExpressions } from "./match";
import { expressionElements, readExpression } from "./read";
import { haveSameMeaning } from "../xml/values";

/** Makes an id of a proposed one, which nothing has yet. */
export type FreeId = (proposed: string) => string;

/** A new rule, with the ids that pcs gives. */
export function buildRule(constraint: string, rule: LocationRule, free: FreeId): Element {
  const id = free(`${constraint}-rule`);
  const { by, list } = combinedExpressions(rule.expression);
  const { score, scoreAttribute } = rule;
  const said = { "boolean-op": by, "score-attribute": scoreAttribute, score };
  return element("rule", { id, ...said }, made(id, list, free));
}

/** Turns a rule into what is wanted: expressions that mean the same stay as they are, changed ones keep their ids. */
export function editRule(present: Element, rule: LocationRule, free: FreeId): Element {
  const { score, scoreAttribute } = rule;
  const now = present.attributes.score;
  const kept =
    score !== undefined && now !== undefined && haveSameMeaning(now, score) ? now : score;
  const scored = withAttributes(present, { score: kept, "score-attribute": scoreAttribute });
  return editedList(scored, rule.expression, free);
}

function editedList(present: Element, wanted: Expression, free: FreeId): Element {
  const now = readExpression(present);
  if (typeof now !== "string" && expressionKey(now) === expressionKey(wanted)) return present;
  const { by, list } = combinedExpressions(wanted);
  const said = present.attributes["boolean-op"];
  const combines = withAttributes(present, {
    "boolean-op": by === undefined || by === (said ?? "and") ? said : by,
  });
  return withChildren(combines, merged(present, list, free));
}

function merged(rule: Element, wanted: readonly Expression[], free: FreeId): readonly Element[] {
  const elements = expressionElements(rule).filter((e) => typeof readExpression(e) !== "string");
  const present = elements.map((e) => readExpression(e) as Expression);
  const paired = matchExpressions(wanted, present);
  const meant = new Map([...paired].map(([w, p]) => [elements[p], wanted[w]]));
  const left = rule.children.flatMap((c) => {
    const x = meant.get(c);
    if (c.name === COMMENT) return [c];
    return x === undefined ? [] : [edited(c, x, free)];
  });
  const added = wanted.filter((_x, i) => !paired.has(i));
  return [...left, ...made(idOf(rule), added, free)];
}

function edited(present: Element, x: Expression, free: FreeId): Element {
  const now = readExpression(present);
  if (typeof now !== "string" && expressionKey(now) === expressionKey(x)) return present;
  if (present.name === "rule") return editedList(present, x, free);
  return "date" in x ? writeDate(present, x.date) : withAttributes(present, attributesOf(x));
}

const made = (rule: string, list: readonly Expression[], free: FreeId): readonly Element[] =>
  list.map((x) => newExpression(rule, x, free));

function newExpression(rule: string, x: Expression, free: FreeId): Element {
  const { by, list } = combinedExpressions(x);
  if (by !== undefined) {
    const id = free(`${rule}-rule`);
    // The schemas before 3.9 want a score in every rule; that of an inner one counts for nothing.
    return element("rule", { id, "boolean-op": by, score: "0" }, made(id, list, free));
  }
  const id = free(`${rule}-expr`);
  if ("date" in x) return writeDate(element("date_expression", { id }), x.date);
  return element("expression", { id, ...attributesOf(x) });
}

function attributesOf(x: Expression): Readonly<Record<string, string | undefined>> {
  const none = { type: undefined, value: undefined };
  if ("defined" in x) return { operation: "defined", attribute: x.defined, ...none };
  if ("notDefined" in x) return { operation: "not_defined", attribute: x.notDefined, ...none };
  if (!isComparison(x)) return {};
  const { attribute, operation, value } = x;
  return { operation, attribute, type: writtenType(x), value: String(value) };
}
