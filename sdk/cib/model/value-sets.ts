import type { Expression } from "../rules/rule";
import { type Element, element, idOf, sameAttributes, withChildren } from "../xml/element";
import { insertSet } from "../xml/insert-set";
import { inOrder } from "../xml/set-order";
import { type Pairs, isOwn } from "../xml/nvset";
import { freeIds, haveSameMeaning } from "../xml/values";
import { ownPairsPart } from "./elements/own-pairs";
import { type ElementPart, attributePart } from "./elements/part";
import { setRulePart } from "./elements/set-rule";

/** A further set of values of a resource: for some nodes or times, or with a score. The program owns it as a whole. */
export interface ValueSet {
  readonly id: string;
  readonly score?: string | number;
  readonly rule?: Expression;
  readonly values: Pairs;
}

/** The further sets of a resource. */
export interface ValueSets {
  readonly parameterSets?: readonly ValueSet[];
  readonly metaSets?: readonly ValueSet[];
}

type Tag = "instance_attributes" | "meta_attributes";

const LISTS = [
  ["parameterSets", "instance_attributes"],
  ["metaSets", "meta_attributes"],
] as const;

/** The id of a set without a name: the plain set has the same without a number. */
export const proposeSetId = (resource: string, tag: Tag, index: number): string =>
  `${resource}-${tag}-${index + 1}`;

const SCORE = attributePart("score", { same: haveSameMeaning, isWhole: true });
const VALUES = ownPairsPart((pairs = {}) => pairs);

/** The parts of a set, in the order in which they are put. */
const PARTS: readonly (readonly [keyof ValueSet, ElementPart])[] = [
  ["score", SCORE],
  ["rule", setRulePart],
  ["values", VALUES],
];

/** The values in a set. */
const valuesIn = (set: Element): Pairs =>
  Object.fromEntries(
    set.children
      .filter((c) => c.name === "nvpair" && isOwn(c))
      .map(({ attributes: { name = "", value = "" } }) => [name, value]),
  );

/** A name that no element has. */
const HIDDEN = "#declared-set";

const idsOf = (sets: ValueSets | undefined): readonly string[] =>
  LISTS.flatMap(([list]) => (sets?.[list] ?? []).map((set) => set.id));

/** A resource without its declared sets, so that only the plain values are observed. */
export const withoutSets = (e: Element, sets: ValueSets): Element => {
  const ids = idsOf(sets);
  return withChildren(
    e,
    e.children.filter((c) => !ids.includes(idOf(c))),
  );
};

/**
 * Edits the plain values of a resource, and puts its further sets. The plain edit does not see the sets: a set with a score
 * would count as the one with the plain values.
 */
export function editBesideSets(
  cib: Element,
  e: Element,
  now: ValueSets,
  before: ValueSets | undefined,
  by: (plain: Element) => Element,
): Element {
  const ids = [...idsOf(now), ...idsOf(before)];
  if (ids.length === 0) return by(e);
  const hidden = new Map<Element, Element>();
  const plain = e.children.map((c) => {
    if (!ids.includes(idOf(c))) return c;
    const replacement = { ...c, name: HIDDEN };
    hidden.set(replacement, c);
    return replacement;
  });
  const edited = by(withChildren(e, plain));
  const children = edited.children.map((c) => hidden.get(c) ?? c);
  const shown = withChildren(sameAttributes(e, edited) ? e : edited, children);
  return LISTS.reduce(
    (next, [list, tag]) => putSets(cib, next, tag, now[list] ?? [], before?.[list] ?? []),
    shown,
  );
}

function putSets(
  cib: Element,
  e: Element,
  tag: Tag,
  now: readonly ValueSet[],
  before: readonly ValueSet[],
): Element {
  const gone = before.map(({ id }) => id).filter((id) => !now.some((set) => set.id === id));
  const kept = withChildren(
    e,
    e.children.filter((c) => !gone.includes(idOf(c))),
  );
  const free = freeIds(cib);
  const put = now.reduce((next, set) => {
    const present = next.children.find((c) => c.name === tag && idOf(c) === set.id);
    const edited = PARTS.reduce(
      (s, [name, part]) =>
        part.put(s, {
          value: set[name],
          before: name === "values" ? valuesIn(s) : undefined,
          cib,
          free,
        }),
      present ?? element(tag, { id: set.id }),
    );
    if (!present) return insertSet(next, edited);
    return withChildren(
      next,
      next.children.map((c) => (c === present ? edited : c)),
    );
  }, kept);
  return inOrder(put, tag, now);
}

/** Observes the declared sets that exist. Values in the declared spelling if the meaning is equal, and added ones. */
export const observeValueSets = (e: Element, declared: ValueSets): ValueSets =>
  Object.fromEntries(
    LISTS.flatMap(([list, tag]) => {
      const sets = declared[list];
      if (!sets) return [];
      const isOrdered = inOrder(e, tag, sets) === e;
      const order = isOrdered ? sets.map(({ id }) => id) : e.children.map(idOf);
      const seen = order.flatMap((id) => {
        const set = sets.find((declaredSet) => declaredSet.id === id);
        const present = e.children.find((c) => c.name === tag && idOf(c) === id);
        return set && present ? [observeSet(present, set)] : [];
      });
      return [[list, seen] as const];
    }),
  );

function observeSet(e: Element, { id, score, rule, values }: ValueSet): ValueSet {
  const [seenScore, seenRule] = [SCORE.observe(e, score), setRulePart.observe(e, rule)];
  const seen = { ...valuesIn(e), ...(VALUES.observe(e, values) as Pairs) };
  return {
    id,
    ...(seenScore === undefined ? {} : { score: seenScore as string | number }),
    ...(seenRule === undefined ? {} : { rule: seenRule as Expression }),
    values: seen,
  };
}

/**
 * Finds ids of declared sets that another element has, or the resource itself, or a set of the other list.
 * @param resource the id of the resource, and the resource if it exists
 */
export const findTakenSets = (
  found: (id: string) => Element | undefined,
  [own, resource]: readonly [id: string, e: Element | undefined],
  sets: ValueSets,
): readonly string[] =>
  LISTS.flatMap(([list, tag]) =>
    (sets[list] ?? []).flatMap(({ id }) => {
      if (id === own) return [`${list}: the id ${id} belongs to the resource; choose another name`];
      if (list === "metaSets" && sets.parameterSets?.some((set) => set.id === id))
        return [`${list}: the id ${id} belongs to a set of parameterSets; choose another name`];
      const present = found(id);
      const isOwnSet =
        present === undefined || (present.name === tag && resource?.children.includes(present));
      return isOwnSet
        ? []
        : [`${list}: the id ${id} belongs to a ${present.name}; choose another name`];
    }),
  );
