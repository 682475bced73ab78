import { type Element, configurationOf, idOf, isReference, walk } from "../xml/element";

/**
 * Tells whether a removal may leave an invalid configuration: something that stays names a removed id, or has lost its last
 * child of a kind, such as a clone its primitive. Only then the schema has to be asked, which takes the whole CIB.
 */
export function touchesRemaining(before: Element, after: Element): boolean {
  const left = walk(configurationOf(after));
  const kept = new Map(left.filter((e) => !isReference(e)).map((e) => [idOf(e), e]));
  const old = walk(configurationOf(before)).filter((e) => idOf(e) !== "" && !isReference(e));
  const removed = new Set(old.map(idOf).filter((id) => !kept.has(id)));
  const namesRemoved = ({ attributes }: Element): boolean =>
    Object.values(attributes).some((value) => removed.has(value));
  const lacksChild = (e: Element): boolean => {
    const now = kept.get(idOf(e));
    return now !== undefined && childNames(now).size < childNames(e).size;
  };
  return left.some(namesRemoved) || old.some(lacksChild);
}

const childNames = ({ children }: Element): ReadonlySet<string> =>
  new Set(children.map((c) => c.name));
