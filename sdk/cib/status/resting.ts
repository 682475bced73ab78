import { missingGovernors } from "../model/hold";
import { propertyValue } from "../model/cluster-properties";
import { isTargetStopped } from "../model/target-role";
import { type Element, idOf, parentOf, sectionOf } from "../xml/element";
import { pairValue } from "../xml/nvset";
import { INFINITY, parseBoolean, parseScore, roleName } from "../xml/values";
import type { Need } from "./constraints/effect";
import { constraintsOn } from "./constraints/effects";
import { explainTicket } from "./constraints/ticket";
import { effectiveMeta, metaSources, primitivesIn, withHolders } from "../model/resource-tree";
import { transientAttributes } from "./node-attributes";

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
  const missing = missingGovernors(cib, id);
  if (missing) return `${id} is stopped until this is created: ${missing.join(", ") || "more"}`;
  const stopped = withHolders(cib, id).find(isTargetStopped) ?? findStoppedTemplate(cib, id);
  if (stopped) return `${idOf(stopped)} is disabled (target-role=Stopped)`;
  if (roleName(effectiveMeta(cib, id, "target-role") ?? "") === "stopped")
    return "the resource defaults say target-role=Stopped";
  return explainTicketsOf(cib, id);
}

/** Finds the template that stops a resource: a `target-role` of the resource itself comes before it. */
function findStoppedTemplate(cib: Element, id: string): Element | undefined {
  const hasRole = (e: Element): boolean =>
    pairValue(e, "meta_attributes", "target-role") !== undefined;
  const source = metaSources(cib, id).find(hasRole);
  return source?.name === "template" && isTargetStopped(source) ? source : undefined;
}

const explainTicketsOf = (cib: Element, id: string): string | undefined =>
  constraintsOn(cib, id)
    .filter(({ constraint }) => constraint.name === "rsc_ticket")
    .flatMap(({ constraint }) => explainTicket(cib, constraint) ?? [])[0];

/** Explains why a resource is stopped that has to run with, or to start after, a disabled resource. */
function explainRestingWith(cib: Element, id: string, seen: readonly string[]): string | undefined {
  for (const { other, words } of findNeeds(cib, id).filter((n) => !seen.includes(n.other)))
    for (const p of primitivesIn(cib, other)) {
      const why = explainDisabled(cib, p) ?? explainRestingWith(cib, p, [...seen, id, other]);
      if (why !== undefined) return `it ${words} ${other}, and ${why}`;
    }
  return undefined;
}

/** Whether a resource is held, or needs one that is held: what governs it is still to be created. */
export const isHeldUp = (cib: Element, id: string, seen: readonly string[] = []): boolean =>
  missingGovernors(cib, id) !== undefined ||
  findNeeds(cib, id)
    .filter(({ other }) => !seen.includes(other))
    .some(({ other }) =>
      primitivesIn(cib, other).some((p) => isHeldUp(cib, p, [...seen, id, other])),
    );

/** Finds the resources without which a resource, or a holder of it, cannot run. */
function findNeeds(cib: Element, id: string): readonly Need[] {
  return [...findEarlierMembers(cib, id), ...findConstraintNeeds(cib, id)];
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

const findConstraintNeeds = (cib: Element, id: string): readonly Need[] =>
  constraintsOn(cib, id).flatMap(({ constraint, effect }) => effect.need(constraint) ?? []);

/** Explains why Pacemaker does not manage a resource. Returns `undefined` if it does. */
export function explainUnmanaged(cib: Element, id: string): string | undefined {
  if (parseBoolean(propertyValue(cib, "maintenance-mode") ?? "false"))
    return "the cluster is in maintenance mode";
  const why = (name: string, value: boolean): string | undefined => {
    if (parseBoolean(effectiveMeta(cib, id, name) ?? "") !== value) return undefined;
    const at = metaSources(cib, id).find((e) => pairValue(e, "meta_attributes", name));
    return at
      ? `${name}=${String(value)} is set on ${idOf(at)}`
      : `the resource defaults say ${name}=${String(value)}`;
  };
  return why("is-managed", false) ?? why("maintenance", true);
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

/** Nodes where a resource has failed as often as its `migration-threshold` allows. */
export function nodesGivenUp(cib: Element, primitive: string): readonly string[] {
  const limit =
    parseScore(effectiveMeta(cib, primitive, "migration-threshold") ?? INFINITY) ?? INFINITY;
  const allowed = limit > 0 ? limit : INFINITY;
  // The name is `fail-count-NAME#start_0`; before Pacemaker 1.1.17 it has no operation.
  const names = new RegExp(`^fail-count-${primitive.replace(/[.]/g, "\\.")}(:\\d+)?(#.*)?$`);
  return [...transientAttributes(cib)].flatMap(([node, pairs]) => {
    const counts = pairs.filter((p) => names.test(p.attributes.name ?? ""));
    const sum = counts.reduce((all, p) => all + (parseScore(p.attributes.value ?? 0) ?? 0), 0);
    return sum >= allowed ? [node] : [];
  });
}

/** Whether a resource lacks a location constraint that allows a node, in an opt-in cluster (`symmetric-cluster=false`). */
export function needsPermission(cib: Element, id: string): boolean {
  if (parseBoolean(propertyValue(cib, "symmetric-cluster") ?? "true") ?? true) return false;
  return !constraintsOn(cib, id).some(({ constraint, effect }) => effect.mayAllow(constraint));
}
