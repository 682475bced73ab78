import { asRegExp } from "../../cib/model/constraints/pattern";
import { outermostMatches } from "../../cib/model/constraints/split-constraint";
import type { Element } from "../../cib/xml/element";
import { type Rule, allRules, nonEmpty } from "../../kind/rules";

/** Refuses a pattern that is no POSIX extended regular expression, as far as JavaScript can tell. */
export const patternRule: Rule = allRules(nonEmpty, (v) => {
  // JavaScript reads no repeated quantifier, POSIX does.
  const isRead = asRegExp(String(v)) !== undefined || /[+*?}][+*?{]/.test(String(v));
  return isRead ? undefined : `${JSON.stringify(v)} is not a regular expression, such as "^db-"`;
});

/** Describes a pattern without a match. A resource that matches may come later, so it is no failure. */
export const describeUnmatched = (cib: Element, pattern: string | undefined): readonly string[] =>
  pattern === undefined || outermostMatches(cib, pattern).length > 0
    ? []
    : [`resourcePattern: ${JSON.stringify(pattern)} matches no resource now`];
