import type { Element } from "../../../sdk/cib/xml/element";

/*
 * What the generations of the lab do differently, as far as tests see it. What the library has to know is in its table of
 * dialects.
 */

/** Properties that the cluster itself writes into an empty configuration. */
export const OWN_PROPERTIES = [
  ...["cluster-infrastructure", "cluster-name", "dc-version", "have-watchdog"],
  "last-lrm-refresh", // 1.1
];

/** The result of an operation in the log, in lower case: Pacemaker 3.0.3 writes `Not running` and `OK`. */
export const resultOf = (text: string): string => text.toLowerCase();

/**
 * A CIB as `cibadmin --query` may print it: as it is (3.0), or with other escapes of line breaks and tabs before the first
 * character that is not ASCII (2.1.5).
 */
export const spellingsOf = (e: Element): readonly [Element, Element] => [e, withEscapes(e)];

const withEscapes = (e: Element): Element => ({
  ...e,
  attributes: Object.fromEntries(
    Object.entries(e.attributes).map(([n, v]) => [
      n,
      v.replace(/^[\0-\x7F]+/, (s) => s.replaceAll("\n", "\\n").replaceAll("\t", "    ")),
    ]),
  ),
  children: e.children.map(withEscapes),
});
