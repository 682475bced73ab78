import { type Element, idOf } from "../xml/element";
import { byId, parentOf, walk } from "../xml/find";
import { pairValue } from "../xml/nvset";
import { propertyValue } from "../model/cluster-properties";
import { sectionOf } from "../xml/find";
import { INFINITY, parseBoolean, parseScore } from "../xml/values";

const HOLDERS = ["group", "clone", "master", "bundle"];

/** The primitives of a resource, in start order. */
export function primitivesIn(cib: Element, id: string): readonly string[] {
  const e = byId(cib, id);
  return e
    ? walk(e)
        .filter((c) => c.name === "primitive")
        .map(idOf)
    : [];
}

/** A resource and the groups and clones around it, the innermost first. */
export function withHolders(cib: Element, id: string): readonly Element[] {
  const e = byId(cib, id);
  if (!e) return [];
  const parent = parentOf(cib, id);
  return parent && HOLDERS.includes(parent.name) ? [e, ...withHolders(cib, idOf(parent))] : [e];
}

/** A meta attribute as it is in force: the object's own, else what holds it says, else the default. */
export function effectiveMeta(cib: Element, id: string, name: string): string | undefined {
  for (const e of withHolders(cib, id)) {
    const value = pairValue(e, "meta_attributes", name);
    if (value !== undefined) return value;
  }
  return pairValue(sectionOf(cib, "rsc_defaults"), "meta_attributes", name);
}

/** Why a resource that does not run is not meant to run, in words; `undefined` when it should. */
export const explainResting = (cib: Element, id: string): string | undefined =>
  explainRestingItself(cib, id) ?? restsWith(cib, id, []);

/** The same, as far as it has nothing to do with other resources. */
export function explainRestingItself(cib: Element, id: string): string | undefined {
  const disabled = disabledBecause(cib, id);
  if (disabled !== undefined) return disabled;
  if (parseBoolean(propertyValue(cib, "maintenance-mode") ?? "false"))
    return "the cluster is in maintenance mode";
  if (parseBoolean(propertyValue(cib, "stop-all-resources") ?? "false"))
    return "stop-all-resources is set";
  return explainUnmanaged(cib, id);
}

function disabledBecause(cib: Element, id: string): string | undefined {
  const stopped = withHolders(cib, id).find(
    (e) => pairValue(e, "meta_attributes", "target-role") === "Stopped",
  );
  if (stopped) return `${idOf(stopped)} is disabled (target-role=Stopped)`;
  if (effectiveMeta(cib, id, "target-role") === "Stopped")
    return "the resource defaults say target-role=Stopped";
  return undefined;
}

/** Disabled is also what has to run with something disabled, or to start after it. */
function restsWith(cib: Element, id: string, seen: readonly string[]): string | undefined {
  for (const { other, words } of neededBy(cib, id).filter((n) => !seen.includes(n.other)))
    for (const p of primitivesIn(cib, other)) {
      const why = disabledBecause(cib, p) ?? restsWith(cib, p, [...seen, id, other]);
      if (why !== undefined) return `it ${words} ${other}, and ${why}`;
    }
  return undefined;
}

interface Need {
  readonly other: string;
  readonly words: string;
}

/** What a resource, or a group or clone around it, cannot run without. Resource sets are not looked into. */
function neededBy(cib: Element, id: string): readonly Need[] {
  const own = withHolders(cib, id).map(idOf);
  return [...inFrontOf(cib, id), ...constrainedBy(cib, own)];
}

/** Only a disabled member holds back those behind it. */
function inFrontOf(cib: Element, id: string): readonly Need[] {
  const group = parentOf(cib, id);
  if (group?.name !== "group") return [];
  const ids = group.children.filter((c) => c.name === "primitive").map(idOf);
  return ids
    .slice(0, ids.indexOf(id))
    .map((other) => ({ other, words: `stands in the group ${idOf(group)} behind` }));
}

function constrainedBy(cib: Element, own: readonly string[]): readonly Need[] {
  return sectionOf(cib, "constraints").children.flatMap(({ name, attributes: a }): Need[] => {
    if (
      name === "rsc_colocation" &&
      own.includes(a.rsc ?? "") &&
      parseScore(a.score ?? 0) === INFINITY
    )
      return [{ other: a["with-rsc"] ?? "", words: "runs only with" }];
    if (name === "rsc_order" && own.includes(a.then ?? "") && isMandatoryStart(a))
      return [{ other: a.first ?? "", words: "starts only after" }];
    return [];
  });
}

/** Whether an order makes the start of one resource wait for that of another. */
export function isMandatoryStart(order: Element["attributes"]): boolean {
  const first = order["first-action"] ?? "start";
  const mandatory =
    order.kind === undefined
      ? order.score === undefined || parseScore(order.score) === INFINITY
      : order.kind === "Mandatory";
  return mandatory && first === "start" && (order["then-action"] ?? first) === "start";
}

/** Why Pacemaker leaves a resource alone; `undefined` when it manages it. */
export function explainUnmanaged(cib: Element, id: string): string | undefined {
  if (parseBoolean(propertyValue(cib, "maintenance-mode") ?? "false"))
    return "the cluster is in maintenance mode";
  const why = ([name, value]: readonly [string, boolean]): string | undefined =>
    parseBoolean(effectiveMeta(cib, id, name) ?? "") === value
      ? `${name}=${String(value)} is set on it`
      : undefined;
  return why(["is-managed", false]) ?? why(["maintenance", true]);
}

/** Nodes that take no resources now. */
export function standbyNodes(cib: Element): readonly string[] {
  return sectionOf(cib, "nodes")
    .children.filter((n) =>
      ["standby", "maintenance"].some((name) =>
        parseBoolean(pairValue(n, "instance_attributes", name) ?? "false"),
      ),
    )
    .map((n) => n.attributes.uname ?? "");
}

/** The longest time-out of an operation among some primitives, in milliseconds; 0 when none says. */
export function longestTimeout(
  cib: Element,
  id: string,
  operation: string,
  read: (duration: string) => number | undefined,
): number {
  const e = byId(cib, id);
  const timeouts = e
    ? walk(e)
        .filter((op) => op.name === "op" && op.attributes.name === operation)
        .map((op) => read(op.attributes.timeout ?? "") ?? 0)
    : [];
  return Math.max(0, ...timeouts);
}

/** In an opt-in cluster nothing runs without a location constraint that names it, and does more than keep it away. */
export function needsPermission(cib: Element, id: string): boolean {
  if (parseBoolean(propertyValue(cib, "symmetric-cluster") ?? "true") ?? true) return false;
  const names = withHolders(cib, id).map(idOf);
  const allowed = sectionOf(cib, "constraints").children.some(
    (c) => c.name === "rsc_location" && names.includes(c.attributes.rsc ?? "") && mayAllow(c),
  );
  return !allowed;
}

/** A rule with a negative score allows no node, whether it holds or not. */
function mayAllow(location: Element): boolean {
  const rules = location.children.filter((c) => c.name === "rule");
  return rules.length === 0 || rules.some((r) => (parseScore(r.attributes.score ?? 0) ?? 0) >= 0);
}
