import { type Element, childNamed } from "../xml/element";
import { expressionElements } from "./read";

/** Describes a rule in the syntax of pcs: `pingd lt 1 or not_defined pingd`. */
export function describeRule(rule: Element): string {
  const { "id-ref": other, "boolean-op": by = "and" } = rule.attributes;
  if (other !== undefined) return `the rule ${other}`;
  return expressionElements(rule).map(describeExpression).join(` ${by} `);
}

function describeExpression(e: Element): string {
  if (e.name === "rule") return `(${describeRule(e)})`;
  if (e.name === "date_expression") return describeDate(e);
  if (e.name === "rsc_expression") return describeAgents(e);
  if (e.name === "op_expression") return describeOperation(e);
  if (e.name !== "expression") return e.name;
  const { attribute = "", operation = "", type, value } = e.attributes;
  if (value === undefined) return `${operation} ${attribute}`;
  const quoted = /\s/.test(value) ? JSON.stringify(value) : value;
  return [attribute, operation, ...(type === undefined ? [] : [type]), quoted].join(" ");
}

const describeAgents = ({ attributes: a }: Element): string =>
  `resource ${[a.class, a.provider, a.type].map((part) => part ?? "").join(":")}`;

const describeOperation = ({ attributes: { name = "", interval } }: Element): string =>
  interval === undefined ? `op ${name}` : `op ${name} interval=${interval}`;

function describeDate(e: Element): string {
  const { operation = "in_range", start, end } = e.attributes;
  const spec = childNamed(e, "date_spec");
  if (operation === "date_spec") return `date-spec ${describeParts(spec)}`;
  if (operation !== "in_range") return `date ${operation} ${start ?? end ?? ""}`;
  const duration = childNamed(e, "duration");
  const until = end ?? (duration ? `duration ${describeParts(duration)}` : "");
  return ["date in_range", ...(start === undefined ? [] : [start]), "to", until].join(" ");
}

const describeParts = (e: Element | undefined): string =>
  Object.entries(e?.attributes ?? {})
    .flatMap(([name, value]) => (name === "id" ? [] : [`${name}=${value}`]))
    .join(" ");
