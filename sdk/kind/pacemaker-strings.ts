import { isId } from "../cib/xml/ids";

/** Pacemaker (seen: 2.1.5) writes a line break as the two characters `\n`, a tab as blanks, and DEL as `\177`. */
const ALTERED = "must not hold line breaks, tabs or the character DEL: Pacemaker alters them";

/**
 * Pacemaker 2.1.4 to 2.1.7 writes everything behind the first character that is not ASCII unescaped (crm_xml_escape; seen:
 * 2.1.5): these would end the value, or be read as elements.
 */
const MARKUP =
  'must not hold &, < or " behind a character that is not ASCII: Pacemaker 2.1.4 to 2.1.7 takes them for XML';

/** Linux takes 128 KiB for one variable of an environment, and 2 MiB for all. */
const LONGEST = 100_000;
const TOO_LONG = `must not be longer than ${LONGEST} bytes`;
const NEVER_RUNS = "Pacemaker can neither start nor stop an agent that has more in its environment";

const isLong = (text: string): boolean => Buffer.byteLength(text) > LONGEST;

/** Why Pacemaker cannot carry a text as it is; `undefined` when it can. */
export function explainUncarried(text: string): string | undefined {
  if (/[\n\r\t\x7F]/.test(text)) return ALTERED;
  if (/[^\0-\x7F].*[&<"]/s.test(text)) return MARKUP;
  return isLong(text) ? `${TOO_LONG}: ${NEVER_RUNS}` : explainIllFormed(text);
}

/** The same for what an agent gets together. */
export const explainUncarriedTogether = (pairs: object): string | undefined =>
  isLong(Object.entries(pairs).flat().join()) ? `together ${TOO_LONG}: ${NEVER_RUNS}` : undefined;

/** What an id is, and a name. */
export const ID_IS =
  'it must begin with a letter or "_" and hold only letters, digits, "_", "-" and "."';

/**
 * The scheduler makes XML attributes of the names of values and escapes nothing in them (seen: 2.1.5): one that is none
 * breaks what it tells the nodes, and they lose time-outs and monitors of other operations too.
 */
export const explainUncarriedName = (name: string): string | undefined =>
  isId(name) ? undefined : `is not a name that Pacemaker can carry: ${ID_IS}`;

/** Why a text cannot be kept as it is, wherever it goes; `undefined` when it can. */
export function explainIllFormed(value: string): string | undefined {
  if (/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/.test(value))
    return "holds half of a surrogate pair, which is no valid text";
  if (/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/.test(value))
    return "holds a control character, which XML cannot hold";
  return undefined;
}
