import {
  type Element,
  append,
  childNamed,
  element,
  idOf,
  withAttributes,
  withChildren,
} from "./element";
import { insertSet } from "./insert-set";
import {
  numberId,
  parseScore,
  type Scalar,
  convertToTypeOf,
  valueText,
  haveSameMeaningIn,
} from "./values";

export type SetTag =
  "instance_attributes" | "meta_attributes" | "cluster_property_set" | "utilization";
export type Pairs = Readonly<Record<string, Scalar>>;

/** Ends the id of the set that holds a primitive (model/hold). */
export const HOLD_SUFFIX = "-stopped-until";

/** The set of cluster properties that Pacemaker reads first, whatever the scores (CIB_OPTIONS_FIRST). */
export const FIRST_PROPERTIES = "cib-bootstrap-options";

/**
 * Whether a set is unconditional. A set with a rule, or a reference to another set, belongs to the operator. A hold is no
 * part of the resource's own configuration.
 */
const isPlain = (set: Element, tag: SetTag): boolean =>
  set.name === tag &&
  !childNamed(set, "rule") &&
  set.attributes["id-ref"] === undefined &&
  !idOf(set).endsWith(HOLD_SUFFIX);

/**
 * The unconditional sets, the one that Pacemaker prefers first: the highest score, of equal scores the last in the
 * document (2.1.5). Inside one set the first pair of a name counts.
 */
function setsByRank(holder: Element, tag: SetTag): readonly Element[] {
  const sets = holder.children.filter((c) => isPlain(c, tag));
  if (sets.length < 2) return sets;
  const rank = (set: Element): number =>
    tag === "cluster_property_set" && idOf(set) === FIRST_PROPERTIES
      ? Infinity
      : (parseScore(set.attributes.score ?? 0) ?? 0);
  return sets.reverse().sort((a, b) => (rank(a) === rank(b) ? 0 : rank(a) < rank(b) ? 1 : -1));
}

/** Whether a pair is written in its set. A pair by `id-ref` belongs to the set that it refers to. */
export const isOwn = ({ attributes: a }: Element): boolean =>
  a.name !== undefined && a["id-ref"] === undefined;

/** The pairs that Pacemaker takes, by name. */
function pairsInForce(holder: Element, tag: SetTag): ReadonlyMap<string, Element> {
  const found = new Map<string, Element>();
  for (const pair of setsByRank(holder, tag).flatMap((set) => set.children)) {
    const { name } = pair.attributes;
    if (name !== undefined && isOwn(pair) && !found.has(name)) found.set(name, pair);
  }
  return found;
}

/** Finds the pair of a name that Pacemaker takes. `crm` may have put it into a second set. */
export const findPair = (holder: Element, tag: SetTag, name: string): Element | undefined =>
  pairsInForce(holder, tag).get(name);

const valueOf = (pair: Element): string => pair.attributes.value ?? "";

/** The value of the pair of a name, or `undefined` if no set has the name. */
export function pairValue(holder: Element, tag: SetTag, name: string): string | undefined {
  const found = findPair(holder, tag, name);
  return found && valueOf(found);
}

/** Agents read their parameters themselves, so no names of parameters have a meaning here. */
const fieldOf = (tag: SetTag, name: string): string | undefined =>
  tag === "instance_attributes" ? undefined : name;

/**
 * Sets pairs in alphabetical order, as pcs does. A value with the same meaning keeps its spelling. A missing set is added
 * with `setId`.
 */
export function setPairs(holder: Element, tag: SetTag, setId: string, pairs: Pairs): Element {
  const present = pairsInForce(holder, tag);
  const changed: [string, Scalar][] = [];
  const added: [string, Scalar][] = [];
  for (const [name, value] of Object.entries(pairs)) {
    const pair = present.get(name);
    if (!pair) added.push([name, value]);
    else if (!haveSameMeaningIn(fieldOf(tag, name), valueOf(pair), value))
      changed.push([name, value]);
  }
  return addPairs(overwritePairs(holder, tag, Object.fromEntries(changed)), tag, setId, added);
}

function addPairs(
  holder: Element,
  tag: SetTag,
  setId: string,
  pairs: readonly (readonly [string, Scalar])[],
): Element {
  if (pairs.length === 0) return holder;
  const set = holder.children.find((c) => isPlain(c, tag));
  // A set with a rule may have the usual id.
  const id = numberId(setId, new Set(holder.children.map(idOf)));
  const sorted = [...pairs].sort(([a], [b]) => (a < b ? -1 : 1));
  const filled = appendPairs(set ?? element(tag, { id }), sorted);
  if (!set) return insertSet(holder, filled);
  const children = holder.children.map((c) => (c === set ? filled : c));
  return withChildren(holder, children);
}

/** Adds pairs to a set, in the given order. Names that differ only in characters that an id cannot contain get numbered ids. */
export function appendPairs(set: Element, pairs: readonly (readonly [string, Scalar])[]): Element {
  const taken = new Set(set.children.map(idOf));
  const added = pairs.map(([name, value]) => {
    const id = numberId(`${idOf(set)}-${pairId(name)}`, taken);
    taken.add(id);
    return element("nvpair", { id, name, value: valueText(value) });
  });
  return append(set, ...added);
}

/** Drops the characters of a parameter name that an id cannot contain, as pcs does. */
const pairId = (name: string): string => name.replace(/[^0-9a-zA-Z_.-]/g, "");

/** Overwrites existing pairs, in whichever set they are, also where the old value has the same meaning. */
export function overwritePairs(holder: Element, tag: SetTag, pairs: Pairs): Element {
  const values = new Map(Object.entries(pairs));
  if (values.size === 0) return holder;
  return editPairs(holder, tag, (p) => {
    const value = isOwn(p) ? values.get(p.attributes.name ?? "") : undefined;
    return value === undefined ? [p] : [withAttributes(p, { value: valueText(value) })];
  });
}

/** Sets meta attributes of an object, under the id that pcs gives the set, and removes those that only `before` has. */
export const setMetaAttributes = (e: Element, id: string, pairs: Pairs, before?: Pairs): Element =>
  setPairs(
    removePairs(e, "meta_attributes", droppedNames(before, pairs)),
    "meta_attributes",
    `${id}-meta_attributes`,
    pairs,
  );

/** Names that were declared before and are not now. */
export const droppedNames = (before: Pairs | undefined, now: Pairs): string[] =>
  Object.keys(before ?? {}).filter((name) => !Object.hasOwn(now, name));

/** Removes pairs from every set, and sets that become empty (an empty set equals no set). */
export function removePairs(holder: Element, tag: SetTag, names: readonly string[]): Element {
  if (names.length === 0) return holder;
  const removed = new Set(names);
  const edited = editPairs(holder, tag, (p) =>
    isOwn(p) && removed.has(p.attributes.name ?? "") ? [] : [p],
  );
  if (edited === holder) return holder;
  if (tag === "cluster_property_set") return edited;
  const left = edited.children.filter((c) => !isPlain(c, tag) || c.children.length > 0);
  return withChildren(edited, left);
}

function editPairs(
  holder: Element,
  tag: SetTag,
  by: (pair: Element) => readonly Element[],
): Element {
  const edit = (set: Element): Element =>
    withChildren(
      set,
      set.children.flatMap((p) => (p.name === "nvpair" ? by(p) : [p])),
    );
  const children = holder.children.map((c) => (isPlain(c, tag) ? edit(c) : c));
  return withChildren(holder, children);
}

/** Observes all pairs, in the order in which Pacemaker takes them. Declared values are returned as by `observePairs`. */
export function observeAllPairs(holder: Element, tag: SetTag, declared: Pairs): Pairs {
  const present = [...pairsInForce(holder, tag)].map(([name, pair]) => [name, valueOf(pair)]);
  return { ...Object.fromEntries(present), ...observePairs(holder, tag, declared) } as Pairs;
}

/** Observes the declared pairs. A value with the same meaning as the declared one is returned in the declared spelling. */
export function observePairs(holder: Element, tag: SetTag, declared: Pairs): Pairs {
  const present = pairsInForce(holder, tag);
  return Object.fromEntries(
    Object.entries(declared).flatMap(([name, value]) => {
      const pair = present.get(name);
      if (pair === undefined) return [];
      const isSame = haveSameMeaningIn(fieldOf(tag, name), valueOf(pair), value);
      return [[name, isSame ? value : convertToTypeOf(value, valueOf(pair))]];
    }),
  );
}
