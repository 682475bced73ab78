import { type Element, childrenNamed, idOf } from "../xml/element";
import { sectionOf } from "../xml/find";
import { cibMemberNames } from "./nodes";
import { scoreOnNode } from "../rules/evaluate";
import { describeRule } from "../rules/describe";
import { effectiveMeta, isMandatoryStart, primitivesIn, withHolders } from "./resource-tree";
import { activeNodes, onlineNodes, transientAttributes } from "./status";
import { INFINITY, parseScore } from "../xml/values";

/** A constraint that currently keeps a resource from some nodes, or from all (`nodes` absent). */
export interface PlacementObstacle {
  readonly text: string;
  readonly nodes?: readonly string[];
  /** The resource that would have to run first, and does not. */
  readonly lacks?: string;
  /** The constraint whose rule holds now. The result of the rule may change at any time. */
  readonly rule?: string;
}

/**
 * Finds what keeps a resource from nodes: mandatory constraints on the resource, and on the groups and clones that hold it.
 * Finite scores forbid no node. Rules count where they hold now. Resource sets are not evaluated.
 */
export function placementObstacles(cib: Element, id: string): readonly PlacementObstacle[] {
  const ids = withHolders(cib, id).map(idOf);
  // Sort by id: the order in the CIB is only the order of creation.
  const constraints = [...sectionOf(cib, "constraints").children].sort((a, b) =>
    idOf(a) < idOf(b) ? -1 : 1,
  );
  return constraints.flatMap((c) => {
    const { rsc = "", then = "" } = c.attributes;
    if (!ids.includes(c.name === "rsc_order" ? then : rsc)) return [];
    return FINDERS[c.name]?.(cib, c) ?? [];
  });
}

/** Finds the obstacles of a constraint, by tag. */
const FINDERS: Readonly<
  Record<string, (cib: Element, c: Element) => readonly PlacementObstacle[]>
> = {
  rsc_location: (cib, c) => [
    ...(weight(c) === -INFINITY && c.attributes.node !== undefined
      ? [{ text: `${idOf(c)} forbids ${c.attributes.node}`, nodes: [c.attributes.node] }]
      : []),
    ...childrenNamed(c, "rule").flatMap((rule) => findRuleObstacles(cib, idOf(c), rule)),
  ],
  rsc_colocation: (cib, c) => findColocationObstacles(cib, c),
  rsc_order: (cib, { attributes: a }) => {
    const first = a.first ?? "";
    if (!isMandatoryStart(a) || activeNodesOf(cib, first).length > 0) return [];
    return [
      { text: `${a.id ?? ""} starts it only after ${first}, which does not run`, lacks: first },
    ];
  },
};

/** Finds the nodes that a rule forbids now. They count as not forbidden, because the rule's result may change. */
function findRuleObstacles(cib: Element, id: string, rule: Element): readonly PlacementObstacle[] {
  const forbidden = (sure: boolean): readonly string[] =>
    onlineNodes(cib).filter((n) => {
      const now = scoreOnNode(cib, rule, n);
      return now.score === -INFINITY && now.sure === sure;
    });
  const [certain, possible] = [forbidden(true), forbidden(false)];
  if (certain.length + possible.length === 0) return [];
  const verb = certain.length > 0 ? "forbids" : "may forbid";
  const nodes = (certain.length > 0 ? certain : possible).join(", ");
  return [{ text: `${id} ${verb} ${nodes} (rule: ${describeRule(rule)})`, nodes: [], rule: id }];
}

function findColocationObstacles(cib: Element, c: Element): readonly PlacementObstacle[] {
  const other = c.attributes["with-rsc"] ?? "";
  const activeOn = activeNodesOf(cib, other);
  const runs = `${other}, which runs on ${activeOn.join(", ")}`;
  if (weight(c) === -INFINITY && activeOn.length > 0)
    return [{ text: `${idOf(c)} keeps it apart from ${runs}`, nodes: activeOn }];
  if (weight(c) !== INFINITY) return [];
  if (activeOn.length === 0)
    return [{ text: `${idOf(c)} wants it with ${other}, which does not run`, lacks: other }];
  const others = cibMemberNames(cib).filter((n) => !activeOn.includes(n));
  return others.length === 0 ? [] : [{ text: `${idOf(c)} wants it with ${runs}`, nodes: others }];
}

const weight = (e: Element): number | undefined => parseScore(e.attributes.score ?? 0);

const activeNodesOf = (cib: Element, id: string): readonly string[] => [
  ...new Set(primitivesIn(cib, id).flatMap((p) => activeNodes(cib, p))),
];

/**
 * Whether constraints forbid a resource on every node for good, while the resources that it needs run. Rules never count,
 * because their result may change.
 */
export function isForbiddenEverywhere(cib: Element, id: string): boolean {
  const obstacles = placementObstacles(cib, id);
  const forbidden = new Set(obstacles.flatMap((o) => o.nodes ?? []));
  return (
    obstacles.every((o) => o.lacks === undefined) &&
    cibMemberNames(cib).every((n) => forbidden.has(n))
  );
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
