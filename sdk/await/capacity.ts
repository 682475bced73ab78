import { findNode } from "../cib/model/elements/node";
import { propertyValue } from "../cib/model/cluster-properties";
import { expandTemplate } from "../cib/model/template";
import { type Element, byId } from "../cib/xml/element";
import { observeAllPairs } from "../cib/xml/nvset";

const needs = (holder: Element): readonly (readonly [string, number])[] =>
  Object.entries(observeAllPairs(holder, "utilization", {})).map(([n, v]) => [n, Number(v)]);

/**
 * Describes the capacities that a primitive needs, with those of the nodes; `undefined` if Pacemaker does not look at them
 * (`placement-strategy`), or the primitive needs none.
 */
export function describeCapacity(
  cib: Element,
  primitive: string,
  nodes: readonly string[],
): string | undefined {
  const strategy = propertyValue(cib, "placement-strategy") ?? "default";
  const e = byId(cib, primitive);
  const needed = e ? needs(expandTemplate(cib, e)).filter(([, amount]) => amount > 0) : [];
  if (strategy === "default" || needed.length === 0) return undefined;
  const provided = nodes.map((node) => {
    const entry = findNode(cib, node);
    const capacity = Object.fromEntries(entry ? needs(entry) : []);
    return `${node} provides ${showAll(needed.map(([name]) => [name, capacity[name] ?? 0]))}`;
  });
  return `it uses ${showAll(needed)}, and ${provided.join(", ")}, less what runs there (placement-strategy=${strategy}; crm_simulate -UL shows what is left)`;
}

const showAll = (amounts: readonly (readonly [string, number])[]): string =>
  amounts.map(([name, amount]) => `${name}=${amount}`).join(" and ");
