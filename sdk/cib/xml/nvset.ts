import {
  type Element,
  append,
  childNamed,
  element,
  idOf,
  withAttributes,
  withChildren,
} from "./element";
import { numberId, type Scalar, convertToTypeOf, haveSameMeaning, valueText } from "./values";

export type SetTag = "instance_attributes" | "meta_attributes" | "cluster_property_set";
export type Pairs = Readonly<Record<string, Scalar>>;

/** Ends the id of the set that holds a primitive (model/hold). */
export const HOLD_SUFFIX = "-stopped-until";

/**
 * Whether a set is unconditional. A set with a rule, or a reference to another set, belongs to the operator. A hold is no
 * part of the resource's own configuration.
 */
const isPlain = (set: Element, tag: SetTag): boolean =>
  set.name === tag &&
  !childNamed(set, "rule") &&
  set.attributes["id-ref"] === undefined &&
  !idOf(set).endsWith(HOLD_SUFFIX);

/** Finds the pair of a name in any set with this tag. `crm` may have put it into a second set. */
export const findPair = (holder: Element, tag: SetTag, name: string): Element | undefined =>
  holder.children
    .filter((c) => isPlain(c, tag))
    .flatMap((set) => set.children)
    .find((c) => c.attributes.name === name);

/** The value of the pair of a name, or `undefined` if no set has the name. */
export function pairValue(holder: Element, tag: SetTag, name: string): string | undefined {
  const found = findPair(holder, tag, name);
  return found && (found.attributes.value ?? "");
}

/**
 * Sets pairs in alphabetical order, as pcs does. A value with the same meaning keeps its spelling. A missing set is added
 * with `setId`.
 */
export function setPairs(holder: Element, tag: SetTag, setId: string, pairs: Pairs): Element {
  return Object.entries(pairs)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .reduce((h, [name, value]) => setPair(h, tag, setId, name, valueText(value)), holder);
}

function setPair(
  holder: Element,
  tag: SetTag,
  setId: string,
  name: string,
  value: string,
): Element {
  const present = pairValue(holder, tag, name);
  if (present !== undefined)
    return haveSameMeaning(present, value) ? holder : overwritePair(holder, tag, name, value);
  const set = holder.children.find((c) => isPlain(c, tag));
  if (!set) {
    const id = freeSetId(holder, setId);
    return insertSet(holder, element(tag, { id }, [newPair(element(tag, { id }), name, value)]));
  }
  return withChildren(
    holder,
    holder.children.map((c) => (c === set ? append(c, newPair(set, name, value)) : c)),
  );
}

/** A free id for a new set. A set with a rule may have the usual id. */
const freeSetId = (holder: Element, id: string): string =>
  numberId(id, new Set(holder.children.map(idOf)));

/** Builds a pair. Names that differ only in characters that an id cannot contain get numbered ids. */
function newPair(set: Element, name: string, value: string): Element {
  const id = numberId(`${idOf(set)}-${pairId(name)}`, new Set(set.children.map(idOf)));
  return element("nvpair", { id, name, value });
}

/** Drops the characters of a parameter name that an id cannot contain, as pcs does. */
const pairId = (name: string): string => name.replace(/[^0-9a-zA-Z_.-]/g, "");

/** Overwrites existing pairs, in whichever set they are, also where the old value has the same meaning. */
export const overwritePairs = (holder: Element, tag: SetTag, pairs: Pairs): Element =>
  Object.entries(pairs).reduce(
    (h, [name, value]) => overwritePair(h, tag, name, valueText(value)),
    holder,
  );

const overwritePair = (holder: Element, tag: SetTag, name: string, value: string): Element =>
  editPairs(holder, tag, (p) =>
    p.attributes.name === name ? [withAttributes(p, { value })] : [p],
  );

/** Sets meta attributes of an object, under the id that pcs gives the set. */
export const setMetaAttributes = (e: Element, id: string, pairs: Pairs): Element =>
  setPairs(e, "meta_attributes", `${id}-meta_attributes`, pairs);

/** Names that were declared before and are not now. */
export const droppedNames = (before: Pairs | undefined, now: Pairs): string[] =>
  Object.keys(before ?? {}).filter((name) => !Object.hasOwn(now, name));

/** Removes pairs from every set, and sets that become empty (an empty set equals no set). */
export function removePairs(holder: Element, tag: SetTag, names: readonly string[]): Element {
  if (!names.some((name) => pairValue(holder, tag, name) !== undefined)) return holder;
  const edited = editPairs(holder, tag, (p) =>
    names.includes(p.attributes.name ?? "") ? [] : [p],
  );
  const isEmpty = (set: Element): boolean => isPlain(set, tag) && set.children.length === 0;
  return withChildren(
    edited,
    edited.children.filter((c) => !(isEmpty(c) && tag !== "cluster_property_set")),
  );
}

function editPairs(
  holder: Element,
  tag: SetTag,
  by: (pair: Element) => readonly Element[],
): Element {
  return withChildren(
    holder,
    holder.children.map((c) =>
      isPlain(c, tag)
        ? withChildren(
            c,
            c.children.flatMap((p) => (p.name === "nvpair" ? by(p) : [p])),
          )
        : c,
    ),
  );
}

// Order of pcs: a primitive has parameters, meta attributes, operations. In groups and clones the sets come last.
function insertSet(holder: Element, set: Element): Element {
  if (holder.name !== "primitive") return append(holder, set);
  const before =
    set.name === "instance_attributes" ? ["meta_attributes", "operations"] : ["operations"];
  const at = holder.children.findIndex((c) => before.includes(c.name));
  const index = at < 0 ? holder.children.length : at;
  return withChildren(holder, [
    ...holder.children.slice(0, index),
    set,
    ...holder.children.slice(index),
  ]);
}

/** Observes the declared pairs. A value with the same meaning as the declared one is returned in the declared spelling. */
export function observePairs(holder: Element, tag: SetTag, declared: Pairs): Pairs {
  return Object.fromEntries(
    Object.entries(declared).flatMap(([name, value]) => {
      const present = pairValue(holder, tag, name);
      if (present === undefined) return [];
      return [[name, haveSameMeaning(present, value) ? value : convertToTypeOf(value, present)]];
    }),
  );
}
