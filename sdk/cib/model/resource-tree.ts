import { HOLDERS, RESOURCES } from "./references";
import { type Element, byId, idOf, parentOf, walk } from "../xml/element";
import { pairValue } from "../xml/nvset";
import { resourceDefault } from "../rules/defaults-in-force";
import { bundleMaking, implicitResources } from "./bundles/implicit";
import { expandTemplate, templateOf } from "./template";
import { readMilliseconds } from "../xml/values";

/** The primitives of a resource, in start order, with those that Pacemaker makes for a bundle. */
export function primitivesIn(cib: Element, id: string): readonly string[] {
  const e = byId(cib, id);
  if (!e) return [];
  const own = walk(e)
    .filter((c) => c.name === "primitive")
    .map(idOf);
  return e.name === "bundle" ? [...implicitResources(e), ...own] : own;
}

/** The ids of the resources inside a resource, at any depth. */
export function resourcesInside(cib: Element, id: string): readonly string[] {
  const e = byId(cib, id);
  const inside = e ? e.children.flatMap(walk) : [];
  return inside.filter((part) => RESOURCES.includes(part.name)).map(idOf);
}

/** Leads from some primitives to others. */
export interface ResourceStep {
  readonly from: readonly string[];
  readonly to: readonly string[];
}

/** Returns primitives, and those to which steps lead from them, directly or through others. */
export function followSteps(
  start: readonly string[],
  steps: readonly ResourceStep[],
): ReadonlySet<string> {
  const found = new Set(start);
  // A primitive that is added while the set is iterated is visited too.
  for (const p of found)
    for (const { from, to } of steps) if (from.includes(p)) for (const next of to) found.add(next);
  return found;
}

/** Lists a resource and the groups, clones and bundles that hold it, the innermost first. */
export function withHolders(cib: Element, id: string): readonly Element[] {
  const e = byId(cib, id);
  const bundle = e ? undefined : bundleMaking(cib, id);
  if (!e) return bundle ? [bundle] : [];
  const parent = parentOf(cib, id);
  return parent && HOLDERS.includes(parent.name) ? [e, ...withHolders(cib, idOf(parent))] : [e];
}

/** Lists what gives a resource its meta attributes, in the order of preference: itself, its template, and its holders. */
export const metaSources = (cib: Element, id: string): readonly Element[] =>
  withHolders(cib, id).flatMap((e) => [e, templateOf(cib, e)].filter((s) => s !== undefined));

/** The effective value of a meta attribute: that of the resource, of its holders, or of the resource defaults. */
export function effectiveMeta(cib: Element, id: string, name: string): string | undefined {
  for (const e of metaSources(cib, id)) {
    const value = pairValue(e, "meta_attributes", name);
    if (value !== undefined) return value;
  }
  const e = byId(cib, id);
  return resourceDefault(cib, e ? expandTemplate(cib, e).attributes : {}, name);
}

/** The operations of a resource, with those of templates. */
function operationsOf(cib: Element, id: string): readonly Element[] {
  const e = byId(cib, id);
  const parts = e ? walk(e).filter(({ name }) => ["primitive", "template"].includes(name)) : [];
  return parts
    .flatMap((part) => walk(expandTemplate(cib, part)))
    .filter(({ name }) => name === "op");
}

/**
 * The longest time that an operation of a resource may take, in milliseconds: its time-out, after its `start-delay`; 0 if
 * neither is set.
 */
export function longestTimeout(cib: Element, id: string, operation: string): number {
  const times = operationsOf(cib, id)
    .filter((op) => op.attributes.name === operation)
    .map(({ attributes: a }) => duration(a.timeout) + duration(a["start-delay"]));
  return Math.max(0, ...times);
}

/** The longest `start-delay` of a recurring operation of a resource, in milliseconds: so long it is pending. */
export function longestDelay(cib: Element, id: string): number {
  const delays = operationsOf(cib, id).map((op) => duration(op.attributes["start-delay"]));
  return Math.max(0, ...delays);
}

const duration = (text = ""): number => readMilliseconds(text) ?? 0;

/** Whether a primitive takes sets or pairs from elsewhere, by `id-ref`. */
export const isComposed = ({ children }: Element): boolean =>
  children.some((c) => [c, ...c.children].some((e) => e.attributes["id-ref"] !== undefined));
