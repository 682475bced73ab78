import { type Element, childrenNamed, idOf } from "../xml/element";
import { sectionOf } from "../xml/find";
import { cibMemberNames } from "./nodes";
import { scoreOnNode } from "../rules/evaluate";
import { describeRule } from "../rules/describe";
import { effectiveMeta, isMandatoryStart, primitivesIn, withHolders } from "./resource-tree";
import { activeNodes, onlineNodes, transientAttributes } from "./status";
import { INFINITY, parseScore } from "../xml/values";

/** A constraint that keeps a resource from some nodes, or from all (`nodes` absent), as things are now. */
export interface PlacementObstacle {
  readonly text: string;
  readonly nodes?: readonly string[];
  /** What would have to run first; it does not now. */
  readonly lacks?: string;
  /** The constraint whose rule holds now, and may hold no longer in a moment. */
  readonly rule?: string;
}

/**
 * What keeps a resource from nodes: the mandatory constraints that name it, or a group or clone around it.
 * Finite scores keep nothing away; of a rule counts where it holds now; resource sets are not looked into.
 */
export function placementObstacles(cib: Element, id: string): readonly PlacementObstacle[] {
  const own = withHolders(cib, id).map(idOf);
  // In the order of their ids: in the CIB they stand as they came, which tells nothing.
  const constraints = [...sectionOf(cib, "constraints").children].sort((a, b) =>
    idOf(a) < idOf(b) ? -1 : 1,
  );
  return constraints.flatMap((c) => {
    const { rsc = "", then = "" } = c.attributes;
    if (!own.includes(c.name === "rsc_order" ? then : rsc)) return [];
    return SAYS[c.name]?.(cib, c) ?? [];
  });
}

const SAYS: Readonly<Record<string, (cib: Element, c: Element) => readonly PlacementObstacle[]>> = {
  rsc_location: (cib, c) => [
    ...(weight(c) === -INFINITY && c.attributes.node !== undefined
      ? [{ text: `${idOf(c)} forbids ${c.attributes.node}`, nodes: [c.attributes.node] }]
      : []),
    ...childrenNamed(c, "rule").flatMap((rule) => ruled(cib, idOf(c), rule)),
  ],
  rsc_colocation: (cib, c) => colocation(cib, c),
  rsc_order: (cib, { attributes: a }) => {
    const first = a.first ?? "";
    if (!isMandatoryStart(a) || placesOf(cib, first).length > 0) return [];
    return [
      { text: `${a.id ?? ""} starts it only after ${first}, which does not run`, lacks: first },
    ];
  },
};

/** No node is forbidden for ever: what the rule asks for may change at any time. */
function ruled(cib: Element, id: string, rule: Element): readonly PlacementObstacle[] {
  const forbidden = (sure: boolean): readonly string[] =>
    onlineNodes(cib).filter((n) => {
      const now = scoreOnNode(cib, rule, n);
      return now.score === -INFINITY && now.sure === sure;
    });
  const [away, perhaps] = [forbidden(true), forbidden(false)];
  if (away.length + perhaps.length === 0) return [];
  const says = away.length > 0 ? "forbids" : "may forbid";
  const nodes = (away.length > 0 ? away : perhaps).join(", ");
  return [{ text: `${id} ${says} ${nodes} (rule: ${describeRule(rule)})`, nodes: [], rule: id }];
}

function colocation(cib: Element, c: Element): readonly PlacementObstacle[] {
  const other = c.attributes["with-rsc"] ?? "";
  const places = placesOf(cib, other);
  const runs = `${other}, which runs on ${places.join(", ")}`;
  if (weight(c) === -INFINITY && places.length > 0)
    return [{ text: `${idOf(c)} keeps it apart from ${runs}`, nodes: places }];
  if (weight(c) !== INFINITY) return [];
  if (places.length === 0)
    return [{ text: `${idOf(c)} wants it with ${other}, which does not run`, lacks: other }];
  const away = cibMemberNames(cib).filter((n) => !places.includes(n));
  return away.length === 0 ? [] : [{ text: `${idOf(c)} wants it with ${runs}`, nodes: away }];
}

const weight = (e: Element): number | undefined => parseScore(e.attributes.score ?? 0);

const placesOf = (cib: Element, id: string): readonly string[] => [
  ...new Set(primitivesIn(cib, id).flatMap((p) => activeNodes(cib, p))),
];

/** Whether constraints leave no node to a resource whatever comes back, while all that it needs runs. Rules never do. */
export function isForbiddenEverywhere(cib: Element, id: string): boolean {
  const found = placementObstacles(cib, id);
  const forbidden = new Set(found.flatMap((o) => o.nodes ?? []));
  return (
    found.every((o) => o.lacks === undefined) && cibMemberNames(cib).every((n) => forbidden.has(n))
  );
}

/** Nodes where a resource has failed as often as its `migration-threshold` allows. */
export function nodesGivenUp(cib: Element, primitive: string): readonly string[] {
  const limit =
    parseScore(effectiveMeta(cib, primitive, "migration-threshold") ?? INFINITY) ?? INFINITY;
  const allowed = limit > 0 ? limit : INFINITY;
  // `fail-count-NAME#start_0`, without the operation before 1.1.17.
  const names = new RegExp(`^fail-count-${primitive.replace(/[.]/g, "\\.")}(:\\d+)?(#.*)?$`);
  return [...transientAttributes(cib)].flatMap(([node, pairs]) => {
    const counts = pairs.filter((p) => names.test(p.attributes.name ?? ""));
    const sum = counts.reduce((all, p) => all + (parseScore(p.attributes.value ?? 0) ?? 0), 0);
    return sum >= allowed ? [node] : [];
  });
}
