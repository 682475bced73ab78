import { type Element } from "./element";
import { configuration, walk } from "./find";

/** XML's NCName, which the schema asks of every id. */
const NCNAME = /^[\p{L}_][\p{L}\p{N}_.\-\u00B7]*$/u;

export const isId = (id: string): boolean => NCNAME.test(id);

/** Drops what cannot stand in an id, as pcs does. */
export const sanitise = (part: string): string =>
  part.replace(/[^0-9a-zA-Z_.-]/g, "").replace(/^[^a-zA-Z_]+/, "");

/** An id that nothing in the configuration has yet: the one proposed, or with `-1`, `-2` … behind it, as pcs does. */
export function freeId(cib: Element, proposed: string): string {
  const taken = new Set<string>();
  for (const e of walk(configuration(cib))) if (e.attributes.id) taken.add(e.attributes.id);
  return numbered(proposed, taken);
}

/** The proposed id, or the first with a number behind it that is not taken. */
export function numbered(proposed: string, taken: ReadonlySet<string>): string {
  let id = proposed;
  for (let n = 1; taken.has(id); n++) id = `${proposed}-${String(n)}`;
  return id;
}
