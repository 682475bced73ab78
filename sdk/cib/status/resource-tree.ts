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

/** Lists a resource and the groups and clones that hold it, the innermost first. */
export function withHolders(cib: Element, id: string): readonly Element[] {
  const e = byId(cib, id);
  if (!e) return [];
  const parent = parentOf(cib, id);
  return parent && HOLDERS.includes(parent.name) ? [e, ...withHolders(cib, idOf(parent))] : [e];
}

/** The effective value of a meta attribute: that of the resource, of its holders, or of the resource defaults. */
export function effectiveMeta(cib: Element, id: string, name: string): string | undefined {
  for (const e of withHolders(cib, id)) {
    const value = pairValue(e, "meta_attributes", name);
    if (value !== undefined) return value;
  }
  return pairValue(sectionOf(cib, "rsc_defaults"), "meta_attributes", name);
}

/** Explains why a resource is stopped on purpose. Returns `undefined` if it should run. */
export const explainResting = (cib: Element, id: string): string | undefined =>
  explainRestingItself(cib, id) ?? explainRestingWith(cib, id, []);

/** Like `explainResting`, without the reasons that lie in other resources. */
export function explainRestingItself(cib: Element, id: string): string | undefined {
  const disabled = explainDisabled(cib, id);
  if (disabled !== undefined) return disabled;
  if (parseBoolean(propertyValue(cib, "maintenance-mode") ?? "false"))
    return "the cluster is in maintenance mode";
  if (parseBoolean(propertyValue(cib, "stop-all-resources") ?? "false"))
    return "stop-all-resources is set";
  return explainUnmanaged(cib, id);
}

function explainDisabled(cib: Element, id: string): string | undefined {
  const stopped = withHolders(cib, id).find(
    (e) => pairValue(e, "meta_attributes", "target-role") === "Stopped",
  );
  if (stopped) return `${idOf(stopped)} is disabled (target-role=Stopped)`;
  if (effectiveMeta(cib, id, "target-role") === "Stopped")
    return "the resource defaults say target-role=Stopped";
  return undefined;
}

/** Explains why a resource is stopped that has to run with, or to start after, a disabled resource. */
function explainRestingWith(cib: Element, id: string, seen: readonly string[]): string | undefined {
  for (const { other, words } of findNeeds(cib, id).filter((n) => !seen.includes(n.other)))
    for (const p of primitivesIn(cib, other)) {
      const why = explainDisabled(cib, p) ?? explainRestingWith(cib, p, [...seen, id, other]);
      if (why !== undefined) return `it ${words} ${other}, and ${why}`;
    }
  return undefined;
}

interface Need {
  readonly other: string;
  readonly words: string;
}

/** Finds the resources without which a resource, or a holder of it, cannot run. Resource sets are not evaluated. */
function findNeeds(cib: Element, id: string): readonly Need[] {
  const ids = withHolders(cib, id).map(idOf);
  return [...findEarlierMembers(cib, id), ...findConstraintNeeds(cib, ids)];
}

/** Finds the earlier members of the group: a disabled member keeps the later ones stopped. */
function findEarlierMembers(cib: Element, id: string): readonly Need[] {
  const group = parentOf(cib, id);
  if (group?.name !== "group") return [];
  const members = group.children.filter((c) => c.name === "primitive").map(idOf);
  return members
    .slice(0, members.indexOf(id))
    .map((other) => ({ other, words: `stands in the group ${idOf(group)} behind` }));
}

function findConstraintNeeds(cib: Element, ids: readonly string[]): readonly Need[] {
  return sectionOf(cib, "constraints").children.flatMap(({ name, attributes: a }): Need[] => {
    if (
      name === "rsc_colocation" &&
      ids.includes(a.rsc ?? "") &&
      parseScore(a.score ?? 0) === INFINITY
    )
      return [{ other: a["with-rsc"] ?? "", words: "runs only with" }];
    if (name === "rsc_order" && ids.includes(a.then ?? "") && isMandatoryStart(a))
      return [{ other: a.first ?? "", words: "starts only after" }];
    return [];
  });
}

/** Whether an order constraint makes the start of one resource wait for the start of another. */
export function isMandatoryStart(order: Element["attributes"]): boolean {
  const first = order["first-action"] ?? "start";
  const mandatory =
    order.kind === undefined
      ? order.score === undefined || parseScore(order.score) === INFINITY
      : order.kind === "Mandatory";
  return mandatory && first === "start" && (order["then-action"] ?? first) === "start";
}

/** Explains why Pacemaker does not manage a resource. Returns `undefined` if it does. */
export function explainUnmanaged(cib: Element, id: string): string | undefined {
  if (parseBoolean(propertyValue(cib, "maintenance-mode") ?? "false"))
    return "the cluster is in maintenance mode";
  const why = ([name, value]: readonly [string, boolean]): string | undefined =>
    parseBoolean(effectiveMeta(cib, id, name) ?? "") === value
      ? `${name}=${String(value)} is set on it`
      : undefined;
  return why(["is-managed", false]) ?? why(["maintenance", true]);
}

/** Nodes in standby or maintenance, which take no resources. */
export function standbyNodes(cib: Element): readonly string[] {
  return sectionOf(cib, "nodes")
    .children.filter((n) =>
      ["standby", "maintenance"].some((name) =>
        parseBoolean(pairValue(n, "instance_attributes", name) ?? "false"),
      ),
    )
    .map((n) => n.attributes.uname ?? "");
}

/** The longest time-out of an operation in a resource, in milliseconds; 0 if no time-out is set. */
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

/** Whether a resource lacks a location constraint that allows a node, in an opt-in cluster (`symmetric-cluster=false`). */
export function needsPermission(cib: Element, id: string): boolean {
  if (parseBoolean(propertyValue(cib, "symmetric-cluster") ?? "true") ?? true) return false;
  const names = withHolders(cib, id).map(idOf);
  const allowed = sectionOf(cib, "constraints").children.some(
    (c) => c.name === "rsc_location" && names.includes(c.attributes.rsc ?? "") && mayAllow(c),
  );
  return !allowed;
}

/** Whether a location constraint may allow a node. A rule with a negative score allows none, whether it holds or not. */
function mayAllow(location: Element): boolean {
  const rules = location.children.filter((c) => c.name === "rule");
  return rules.length === 0 || rules.some((r) => (parseScore(r.attributes.score ?? 0) ?? 0) >= 0);
}
