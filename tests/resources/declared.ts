import { type Element, element, idOf, sectionOf } from "../../sdk/cib/xml/element";
import { writeXml } from "../../sdk/cib/xml/parse";

const SECTIONS = ["crm_config", "resources", "constraints", "rsc_defaults"];

/** What was declared: without the order of pairs and attributes, and without `left` elements. */
function normal(e: Element, left: readonly string[]): Element {
  const children = e.children.filter((c) => !left.includes(c.name)).map((c) => normal(c, left));
  const pairs = children.every((c) => c.name === "nvpair");
  const attributes = Object.entries(e.attributes).sort(([a], [b]) => (a < b ? -1 : 1));
  return element(
    e.name,
    Object.fromEntries(attributes),
    pairs ? children.sort((a, b) => (idOf(a) < idOf(b) ? -1 : 1)) : children,
  );
}

/** The sections that the guide fills, as texts to compare. */
export const declared = (tree: Element, left: readonly string[] = []): string[] =>
  SECTIONS.map((name) => writeXml(normal(sectionOf(tree, name), left)));
