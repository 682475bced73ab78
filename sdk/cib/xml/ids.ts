import { type Element, configurationOf, findFirst } from "./element";

/**
 * Letters of XML's NCName, which the schema requires of every id, as libxml2 reads it: those of the first editions of XML
 * 1.0, here Latin, Greek, Cyrillic, Hebrew, Arabic, kana, Hangul and CJK. `²` and letters beyond 16 bits do not count.
 */
const LETTER =
  "A-Za-z\\u00C0-\\u00D6\\u00D8-\\u00F6\\u00F8-\\u0131\\u0134-\\u013E\\u0141-\\u0148\\u014A-\\u017E\\u0388-\\u038A\\u038E-\\u03A1" +
  "\\u03A3-\\u03CE\\u0401-\\u040C\\u040E-\\u044F\\u0451-\\u045C\\u045E-\\u0481\\u05D0-\\u05EA\\u0621-\\u063A\\u0641-\\u064A" +
  "\\u3041-\\u3094\\u30A1-\\u30FA\\u4E00-\\u9FA5\\uAC00-\\uD7A3";
const NCNAME = new RegExp(`^[${LETTER}_][${LETTER}0-9_.\\-\u00B7]*$`);

export const isId = (id: string): boolean => NCNAME.test(id);

/** Drops the characters that an id cannot contain, as pcs does. */
export const sanitiseId = (part: string): string =>
  part.replace(/[^0-9a-zA-Z_.-]/g, "").replace(/^[^a-zA-Z_]+/, "");

/** Returns an id that is free in the configuration: the proposed one, or with `-1`, `-2` … appended, as pcs does. */
export const freeId = (cib: Element, proposed: string): string => freeIds(cib)(proposed);

/** Returns a function like `freeId` for several ids of one edit: each returned id counts as taken. */
export function freeIds(cib: Element): (proposed: string) => string {
  const given = new Set<string>();
  const has = (id: string): boolean =>
    given.has(id) || findFirst(configurationOf(cib), (e) => e.attributes.id === id) !== undefined;
  return (proposed) => {
    const id = numberId(proposed, { has });
    given.add(id);
    return id;
  };
}

/** Returns the proposed id, or the first numbered one that is not taken. */
export function numberId(proposed: string, taken: Pick<ReadonlySet<string>, "has">): string {
  let id = proposed;
  for (let n = 1; taken.has(id); n++) id = `${proposed}-${String(n)}`;
  return id;
}
