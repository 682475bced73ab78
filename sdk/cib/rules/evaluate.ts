import { type Element, childrenNamed, idOf, sectionOf } from "../xml/element";
import { pairValue } from "../xml/nvset";
import {
  type Comparison,
  type Expression,
  combinedExpressions,
  isComparison,
  isNumber,
  comparisonType,
} from "./rule";
import { readExpression } from "./read";
import { transientAttributes } from "../status/node-attributes";
import { parseScore } from "../xml/values";

/** Looks up an attribute of a node as a rule does: transient attributes take precedence over configured ones. */
type Attributes = (name: string) => string | undefined;

/**
 * Evaluates a rule on a node now. `score` is `undefined` if the rule does not hold. `sure` is false if the result depends
 * on the time, or on a part that is not evaluated (another role, another rule).
 */
export function scoreOnNode(
  cib: Element,
  rule: Element,
  node: string,
): { readonly score: number | undefined; readonly sure: boolean } {
  const attributes = attributesOf(cib, node);
  const read = readExpression(rule);
  const holds = typeof read === "string" ? undefined : holdsFor(read, attributes);
  if (holds === false) return { score: undefined, sure: true };
  const by = rule.attributes["score-attribute"];
  // A node without the attribute gets -INFINITY (get_node_score, 1.1.10 to 3.0).
  const text = by === undefined ? (rule.attributes.score ?? "0") : (attributes(by) ?? "-INFINITY");
  return { score: parseScore(text), sure: holds === true };
}

function attributesOf(cib: Element, node: string): Attributes {
  const configured = childrenNamed(sectionOf(cib, "nodes"), "node").find(
    (n) => n.attributes.uname === node,
  );
  const transient = transientAttributes(cib).get(node) ?? [];
  const special: Readonly<Record<string, string | undefined>> = {
    "#uname": node,
    "#id": configured && idOf(configured),
    "#kind": "cluster",
  };
  return (name) =>
    special[name] ??
    transient.find((p) => p.attributes.name === name)?.attributes.value ??
    (configured && pairValue(configured, "instance_attributes", name));
}

/** Whether an expression holds; `undefined` if that depends on the time. */
function holdsFor(x: Expression, attributes: Attributes): boolean | undefined {
  const { by, list } = combinedExpressions(x);
  if (by !== undefined) {
    const found = list.map((e) => holdsFor(e, attributes));
    const decides = by === "or";
    if (found.includes(decides)) return decides;
    return found.includes(undefined) ? undefined : !decides;
  }
  if ("defined" in x) return attributes(x.defined) !== undefined;
  if ("notDefined" in x) return attributes(x.notDefined) === undefined;
  return isComparison(x) ? compare(x, attributes(x.attribute)) : undefined;
}

function compare(c: Comparison, actual: string | undefined): boolean | undefined {
  if (actual === undefined) return c.operation === "ne";
  const order = orderOf(c, actual);
  if (order === undefined) return undefined;
  const holds: Readonly<Record<Comparison["operation"], boolean>> = {
    lt: order < 0,
    lte: order <= 0,
    gt: order > 0,
    gte: order >= 0,
    eq: order === 0,
    ne: order !== 0,
  };
  return holds[c.operation];
}

/**
 * Compares an attribute with the value as Pacemaker does: texts case-insensitively. Versions are not compared, unless they
 * are equal.
 */
function orderOf(c: Comparison, actual: string): number | undefined {
  const [type, value] = [comparisonType(c), String(c.value)];
  const [a, b] = [actual.toLowerCase(), value.toLowerCase()];
  if (type === "version") return a === b ? 0 : undefined;
  if (type === "string" || !isNumber(actual) || !isNumber(value)) return a < b ? -1 : Number(a > b);
  const read = type === "integer" ? (t: string) => Math.trunc(Number(t)) : Number;
  return read(actual) - read(value);
}
