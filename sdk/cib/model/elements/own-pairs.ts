import { type Element, withAttributes, withChildren } from "../../xml/element";
import { type Pairs, appendPairs, droppedNames, isOwn } from "../../xml/nvset";
import { convertToTypeOf, haveSameMeaningIn, valueText } from "../../xml/values";
import { type ElementPart, hasToGo } from "./part";

const isPair = (e: Element): boolean => e.name === "nvpair" && isOwn(e);

/**
 * Makes a part of the pairs in an element that is itself a set. The program owns the names that it declares.
 * @param own returns the declared pairs in Pacemaker's spelling
 */
export const ownPairsPart = (own: (pairs: Pairs | undefined) => Pairs): ElementPart => ({
  put: (e, change) => {
    if (change.value === undefined && !hasToGo(change, false)) return e;
    const [now, before] = [own(change.value as Pairs), own(change.before as Pairs)];
    const dropped = droppedNames(before, now);
    const children = e.children.flatMap((c) => {
      const { name = "", value = "" } = c.attributes;
      if (!isPair(c)) return [c];
      if (dropped.includes(name)) return [];
      const wanted = now[name];
      const isSame = wanted === undefined || haveSameMeaningIn(name, value, wanted);
      return [isSame ? c : withAttributes(c, { value: valueText(wanted) })];
    });
    const present = new Set(children.filter(isPair).map((c) => c.attributes.name));
    const added = Object.entries(now).filter(([name]) => !present.has(name));
    const sorted = added.sort(([a], [b]) => (a < b ? -1 : 1));
    return appendPairs(withChildren(e, children), sorted);
  },
  observe: (e, declared) => {
    if (declared === undefined) return undefined;
    const pairs = Object.entries(declared as Pairs);
    return Object.fromEntries(
      pairs.flatMap(([given, wanted]) => {
        const [name = given] = Object.keys(own({ [given]: wanted }));
        const pair = e.children.find((c) => isPair(c) && c.attributes.name === name);
        if (!pair) return [];
        const now = pair.attributes.value ?? "";
        const isSame = haveSameMeaningIn(name, now, wanted);
        return [[given, isSame ? wanted : convertToTypeOf(wanted, now)]];
      }),
    );
  },
  read: (e) =>
    Object.fromEntries(
      e.children.filter(isPair).map(({ attributes: a }) => [a.name ?? "", a.value ?? ""]),
    ),
});
