import { isId } from "../cib/xml/values";

/** Pacemaker (seen in 2.1.5) writes a line break as the two characters `\n`, a tab as blanks, and DEL as `\177`. */
const ALTERED = "must not hold line breaks, tabs or the character DEL: Pacemaker alters them";

/**
 * Pacemaker 2.1.3 to 2.1.7 does not escape text after the first non-ASCII character (crm_xml_escape, from its commit
 * 714b4204 to 21527b94; seen in 2.1.5). These characters would end the value or become elements.
 */
const MARKUP =
  'must not hold &, < or " behind a character that is not ASCII: Pacemaker 2.1.3 to 2.1.7 takes them for XML';

/** Linux allows 128 KiB for one environment variable and 2 MiB for all of them. */
const LONGEST = 100_000;
const TOO_LONG = `must not be longer than ${LONGEST} bytes`;
const NEVER_RUNS = "Pacemaker can neither start nor stop an agent that has more in its environment";

const isLong = (text: string): boolean => Buffer.byteLength(text) > LONGEST;

/** Explains why Pacemaker cannot carry a text unchanged; `undefined` if it can. */
export function explainUnsupportedText(text: string): string | undefined {
  if (/[\n\r\t\x7F]/.test(text)) return ALTERED;
  // The anchor keeps the search linear: without it 100 kB of such letters took 5 s.
  if (/^[\0-\x7F]*[^\0-\x7F].*[&<"]/s.test(text)) return MARKUP;
  return isLong(text) ? `${TOO_LONG}: ${NEVER_RUNS}` : explainIllFormed(text);
}

/** Explains why an agent's parameters are too long together; `undefined` if they are not. */
export const explainTooLongTogether = (pairs: object): string | undefined =>
  isLong(Object.entries(pairs).flat().join()) ? `together ${TOO_LONG}: ${NEVER_RUNS}` : undefined;

/** The rule for ids and names, as part of a message. */
export const ID_RULE =
  'it must begin with a letter or "_" and hold only letters, digits, "_", "-" and "."';

/**
 * Explains why Pacemaker cannot carry a name; `undefined` if it can. The scheduler writes names of values as XML attributes
 * without escaping (seen in 2.1.5). An invalid name breaks the graph that it sends to the nodes. They then lose time-outs
 * and monitors of other operations too. A name that begins with a digit travels as an element (hash2smartfield).
 */
export const explainUnsupportedName = (name: string): string | undefined =>
  isId(name) || /^\d+$/.test(name)
    ? undefined
    : `is not a name that Pacemaker can carry: ${ID_RULE}`;

/** Explains why no part of the system can store a text unchanged; `undefined` if it can be stored. */
export function explainIllFormed(value: string): string | undefined {
  if (/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/.test(value))
    return "holds half of a surrogate pair, which is no valid text";
  if (/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/.test(value))
    return "holds a control character, which XML cannot hold";
  return undefined;
}
