import { type Element, byId } from "../xml/element";
import { type Pairs, type SetTag, pairValue } from "../xml/nvset";
import { haveSameMeaning, valueText } from "../xml/values";

/** A value that an object has by `id-ref`, and the id that it refers to. */
interface Referred {
  readonly value: string;
  readonly from: string;
}

/** Finds the values that an object has by reference: whole sets, and single pairs. */
function referredPairs(cib: Element, holder: Element, tag: SetTag): ReadonlyMap<string, Referred> {
  const found = new Map<string, Referred>();
  for (const set of holder.children.filter((c) => c.name === tag)) {
    const whole = set.attributes["id-ref"];
    const pairs = whole === undefined ? set.children : (byId(cib, whole)?.children ?? []);
    for (const pair of pairs) {
      const single = pair.attributes["id-ref"];
      const from = whole ?? single;
      const { name, value = "" } = {
        ...(single === undefined ? {} : byId(cib, single)?.attributes),
        ...pair.attributes,
      };
      if (from !== undefined && name !== undefined && !found.has(name))
        found.set(name, { value, from });
    }
  }
  return found;
}

/** Splits the declared pairs that an object has only by reference from the others. */
function split(
  cib: Element,
  holder: Element,
  tag: SetTag,
  declared: Pairs,
): { readonly own: Pairs; readonly referred: ReadonlyMap<string, Referred> } {
  const all = referredPairs(cib, holder, tag);
  if (all.size === 0) return { own: declared, referred: all };
  const names = Object.keys(declared);
  const byReference = names.filter((n) => all.has(n) && pairValue(holder, tag, n) === undefined);
  return {
    own: Object.fromEntries(Object.entries(declared).filter(([n]) => !byReference.includes(n))),
    referred: new Map([...all].filter(([n]) => byReference.includes(n))),
  };
}

/** The declared pairs without those that the object has by reference. */
export const withoutReferred = (
  cib: Element,
  holder: Element,
  tag: SetTag,
  declared: Pairs,
): Pairs => split(cib, holder, tag, declared).own;

/** Observes the declared pairs that an object has by reference. */
export const observeReferred = (
  cib: Element,
  holder: Element,
  tag: SetTag,
  declared: Pairs,
): Pairs =>
  Object.fromEntries(
    [...split(cib, holder, tag, declared).referred].map(([name, { value }]) => {
      const wanted = declared[name];
      const isSame = wanted !== undefined && haveSameMeaning(value, wanted);
      return [name, isSame ? wanted : value];
    }),
  );

/** Explains which declared pairs have another value by reference. Another object owns that value. Shows no value. */
export const describeReferred = (
  cib: Element,
  holder: Element,
  tag: SetTag,
  declared: Pairs,
): readonly string[] =>
  [...split(cib, holder, tag, declared).referred].flatMap(([name, { value, from }]) =>
    haveSameMeaning(value, valueText(declared[name] ?? ""))
      ? []
      : [
          `${name} has another value by reference (id-ref="${from}"); change it there, or remove the reference`,
        ],
  );
