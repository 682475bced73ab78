import { type Element, element } from "../../xml/element";
import { parseBoolean, parseScore } from "../../xml/values";
import { type ResolveMembers, type SetMembers, readMembers } from "./set-members";

type Attributes = Readonly<Record<string, string | undefined>>;

/** How one tag of constraints relates the resources of its sets. */
export interface PairRelation {
  /** The attributes that name the two sides of a single constraint, and what each side does. */
  readonly sides: readonly [side: string, role: string, other: string, otherRole: string];
  /** The attribute of a set that says what its resources do. */
  readonly role: string;
  readonly inside: (constraint: Element, set: SetMembers) => readonly Element[];
  readonly between: (constraint: Element, set: SetMembers, next: SetMembers) => readonly Element[];
}

/** Splits a constraint into those between two resources; itself if it is one. */
export function splitPairs(
  cib: Element,
  constraint: Element,
  resolve: ResolveMembers,
  relation: PairRelation,
): readonly Element[] {
  const sets = readMembers(cib, constraint, resolve);
  const all = sets.length > 0 ? sets : sidesOf(constraint, resolve, relation);
  if (all === undefined) return [constraint];
  return all.flatMap((set, i) => {
    const next = all[i + 1];
    return [
      ...relation.inside(constraint, set),
      ...(next ? relation.between(constraint, set, next) : []),
    ];
  });
}

/** The sides of a constraint as sets, if one of them is a tag or a template; else `undefined`. */
function sidesOf(
  { attributes: a }: Element,
  resolve: ResolveMembers,
  { sides: [side, role, other, otherRole], role: name }: PairRelation,
): readonly SetMembers[] | undefined {
  const [ids, otherIds] = [resolve(a[side] ?? ""), resolve(a[other] ?? "")];
  const isSingle = ids.length === 1 && ids[0] === a[side];
  if (isSingle && otherIds.length === 1 && otherIds[0] === a[other]) return undefined;
  return [
    { ids, attributes: { [name]: a[role] }, isSequential: false },
    { ids: otherIds, attributes: { [name]: a[otherRole] }, isSequential: false },
  ];
}

export const ORDER_PAIRS: PairRelation = {
  sides: ["first", "first-action", "then", "then-action"],
  role: "action",
  inside: (constraint, set) =>
    set.isSequential
      ? neighbours(set.ids).map(([first, then]) =>
          order(constraint, [first, set], [then, set], {
            kind: set.attributes.kind ?? constraint.attributes.kind,
          }),
        )
      : [],
  between: (constraint, set, next) => {
    // Any one of them is enough, so none is necessary.
    const isChoice = parseBoolean(set.attributes["require-all"] ?? "true") === false;
    const kind = isChoice && set.ids.length > 1 ? "Optional" : constraint.attributes.kind;
    const firsts = set.isSequential && !isChoice ? set.ids.slice(-1) : set.ids;
    const thens = next.isSequential ? next.ids.slice(0, 1) : next.ids;
    return firsts.flatMap((first) =>
      thens.map((then) => order(constraint, [first, set], [then, next], { kind })),
    );
  },
};

type Side = readonly [id: string, set: SetMembers];

const order = (
  { attributes: { id, score, symmetrical } }: Element,
  [first, { attributes: a }]: Side,
  [then, { attributes: b }]: Side,
  { kind }: Attributes,
): Element =>
  element("rsc_order", {
    id,
    first,
    then,
    "first-action": a.action ?? "start",
    "then-action": b.action ?? "start",
    symmetrical,
    ...(kind === undefined ? { score } : { kind }),
  });

export const COLOCATION_PAIRS: PairRelation = {
  sides: ["rsc", "rsc-role", "with-rsc", "with-rsc-role"],
  role: "role",
  inside: (constraint, set) => {
    if (!set.isSequential) return [];
    const score = set.attributes.score ?? constraint.attributes.score;
    const isApart = (parseScore(score ?? 0) ?? 0) < 0;
    const pairs = isApart ? allPairs(set.ids) : neighbours(set.ids);
    const isListed = !isApart && set.attributes.ordering === "listed";
    return pairs.map(([earlier, later]) =>
      isListed
        ? colocation(constraint, [earlier, set], [later, set], score)
        : colocation(constraint, [later, set], [earlier, set], score),
    );
  },
  between: (constraint, set, next) => {
    const dependents = set.isSequential ? set.ids.slice(0, 1) : set.ids;
    const others = next.isSequential ? next.ids.slice(-1) : next.ids;
    return dependents.flatMap((dependent) =>
      others.map((other) =>
        colocation(constraint, [dependent, set], [other, next], constraint.attributes.score),
      ),
    );
  },
};

const colocation = (
  { attributes: { id } }: Element,
  [rsc, { attributes: a }]: Side,
  [other, { attributes: b }]: Side,
  score: string | undefined,
): Element =>
  element("rsc_colocation", {
    id,
    rsc,
    "with-rsc": other,
    score,
    "rsc-role": a.role,
    "with-rsc-role": b.role,
  });

const neighbours = (ids: readonly string[]): readonly (readonly [string, string])[] =>
  ids.slice(1).map((id, i) => [ids[i] ?? "", id]);

const allPairs = (ids: readonly string[]): readonly (readonly [string, string])[] =>
  ids.flatMap((later, i) => ids.slice(0, i).map((earlier) => [earlier, later] as const));
