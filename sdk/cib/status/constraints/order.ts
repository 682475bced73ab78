import type { Element } from "../../xml/element";
import { INFINITY, parseScore } from "../../xml/values";
import { type ConstraintEffect, activeNodesOf } from "./effect";

/** A mandatory order of two starts keeps the second resource stopped until the first one runs. */
export const orderEffect: ConstraintEffect = {
  dependent: ({ attributes: a }) => a.then ?? "",
  obstacles: (cib, { attributes: a }) => {
    const first = a.first ?? "";
    if (!isMandatoryStart(a) || activeNodesOf(cib, first).length > 0) return [];
    return [
      { text: `${a.id ?? ""} starts it only after ${first}, which does not run`, lacks: first },
    ];
  },
  need: ({ attributes: a }) =>
    isMandatoryStart(a) ? { other: a.first ?? "", words: "starts only after" } : undefined,
  mayAllow: () => false,
  nodeAttributes: () => [],
};

/** Whether an order constraint makes the start of one resource wait for the start of another. */
function isMandatoryStart(order: Element["attributes"]): boolean {
  const first = order["first-action"] ?? "start";
  const mandatory =
    order.kind === undefined
      ? order.score === undefined || parseScore(order.score) === INFINITY
      : order.kind === "Mandatory";
  return mandatory && first === "start" && (order["then-action"] ?? first) === "start";
}
