import { type Element, childNamed, idOf, updateSection, withChildren } from "../xml/element";
import { type Pairs, findPair } from "../xml/nvset";
import { haveSameMeaningIn, parseScore } from "../xml/values";

/**
 * Whether a set of defaults is an object of its own because it has a score, as `pcs resource defaults set create` makes it.
 * Plain defaults leave it alone, as they leave sets with a rule.
 */
export const isOwnSet = (set: Element): boolean =>
  set.name === "meta_attributes" && (parseScore(set.attributes.score ?? 0) ?? 0) !== 0;

/** A section without the sets that are objects of their own. */
export const plainDefaults = (section: Element): Element =>
  withChildren(
    section,
    section.children.filter((c) => !isOwnSet(c)),
  );

/** Edits a section, except the sets that are objects of their own. They keep their places. */
export function editPlainDefaults(
  cib: Element,
  section: string,
  by: (section: Element) => Element,
): Element {
  return updateSection(cib, section, (s) => {
    const hidden = new Map(s.children.filter(isOwnSet).map((c) => [{ ...c, name: HIDDEN }, c]));
    if (hidden.size === 0) return by(s);
    const found = new Map([...hidden].map(([h, c]) => [c, h]));
    const edited = by(
      withChildren(
        s,
        s.children.map((c) => found.get(c) ?? c),
      ),
    );
    return withChildren(
      s,
      edited.children.map((c) => hidden.get(c) ?? c),
    );
  });
}

/** A name that no element has. */
const HIDDEN = "#own-set";

/** Describes plain defaults that a set with a score and without a rule overrides. */
export const describeOverridden = (
  section: Element,
  argument: string,
  declared: Pairs,
): readonly string[] =>
  section.children
    .filter((set) => isOwnSet(set) && !childNamed(set, "rule"))
    .filter((set) => (parseScore(set.attributes.score ?? 0) ?? 0) > 0)
    .flatMap((set) =>
      Object.entries(declared).flatMap(([name, wanted]) => {
        const now = findPair({ ...section, children: [set] }, "meta_attributes", name)?.attributes
          .value;
        if (now === undefined || haveSameMeaningIn(name, now, wanted)) return [];
        return [
          `${argument}: ${name} is overridden by the set ${idOf(set)} (score ${set.attributes.score ?? ""}) of the cluster`,
        ];
      }),
    );
