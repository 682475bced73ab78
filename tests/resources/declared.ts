import { type Element, element, idOf, sectionOf } from "../../sdk/cib/xml/element";
import { writeXml } from "../../sdk/cib/xml/parse";

const SECTIONS = ["crm_config", "resources", "constraints", "rsc_defaults"];

/** Sorts pairs and attributes, and removes elements of the `omitted` names. */
function normalize(e: Element, omitted: readonly string[]): Element {
  const children = e.children
    .filter((c) => !omitted.includes(c.name))
    .map((c) => normalize(c, omitted));
  const pairs = children.every((c) => c.name === "nvpair");
  const attributes = Object.entries(e.attributes).sort(([a], [b]) => (a < b ? -1 : 1));
  return element(
    e.name,
    Object.fromEntries(attributes),
    pairs ? children.sort((a, b) => (idOf(a) < idOf(b) ? -1 : 1)) : children,
  );
}

/** Returns the sections that the guide fills, as texts to compare. */
export const declared = (tree: Element, omitted: readonly string[] = []): string[] =>
  SECTIONS.map((name) => writeXml(normalize(sectionOf(tree, name), omitted)));
