import {
  COMMENT,
  type Element,
  childrenNamed,
  idOf,
  withAttributes,
  withChildren,
} from "../xml/element";
import { type LocationRule, expressionKey } from "./rule";
import { readRule } from "./read";
import { type FreeId, editRule, buildRule } from "./write";
import { haveSameMeaning } from "../xml/values";

/** Reads the rule of a location constraint. Returns `undefined` if a program cannot declare the rule. */
export function readLocationRule(e: Element): LocationRule | undefined {
  const [rule, ...more] = childrenNamed(e, "rule");
  const read = rule && more.length === 0 && e.attributes.node === undefined ? readRule(rule) : "";
  return typeof read === "string" ? undefined : read;
}

/** Whether a constraint contains exactly this rule, or nothing if `rule` is `undefined`. */
export function hasEqualRule(e: Element, rule: LocationRule | undefined): boolean {
  const children = e.children.filter((c) => c.name !== COMMENT);
  if (rule === undefined) return children.length === 0;
  const present = children.length === 1 ? readLocationRule(e) : undefined;
  return present !== undefined && sameRule(present, rule);
}

const sameRule = (a: LocationRule, b: LocationRule): boolean =>
  expressionKey(a.expression) === expressionKey(b.expression) &&
  a.scoreAttribute === b.scoreAttribute &&
  (a.score === b.score ||
    (a.score !== undefined && b.score !== undefined && haveSameMeaning(a.score, b.score)));

/** Sets the rule of a constraint, instead of a node or another rule, or removes it. Everything else stays. */
export function putLocation(e: Element, rule: LocationRule | undefined, free: FreeId): Element {
  const [present] = childrenNamed(e, "rule");
  if (rule === undefined)
    return withChildren(
      e,
      e.children.filter((c) => c.name !== "rule"),
    );
  const withoutNode = withAttributes(e, { node: undefined, score: undefined });
  if (present)
    return withChildren(
      withoutNode,
      e.children.map((c) => (c === present ? editRule(c, rule, free) : c)),
    );
  // The schema requires a lifetime after the rules.
  const lifetime = e.children.findIndex((c) => c.name === "lifetime");
  const at = lifetime < 0 ? e.children.length : lifetime;
  const added = buildRule(idOf(e), rule, free);
  return withChildren(withoutNode, [...e.children.slice(0, at), added, ...e.children.slice(at)]);
}

/** Describes why a location constraint cannot be declared by a program. Returns `undefined` if it can. */
export function describeUndeclarableLocation(e: Element): string | undefined {
  if (e.children.some((c) => c.name === "resource_set")) return "it is for a set of resources";
  if (e.attributes["rsc-pattern"] !== undefined)
    return "it is for resources by a pattern (rsc-pattern)";
  const [rule, ...more] = childrenNamed(e, "rule");
  if (more.length > 0) return `it has ${more.length + 1} rules`;
  const read = rule && readRule(rule);
  return typeof read === "string" ? read : undefined;
}
