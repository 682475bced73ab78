import { isDeepStrictEqual } from "node:util";
import {
  COMMENT,
  type Element,
  append,
  byId,
  configurationOf,
  findFirst,
  idOf,
  isReference,
  updateById,
  updateSection,
  walk,
  withChildren,
} from "../../xml/element";

/** An element as a whole, and the section or the id of the element in which it stands. */
export interface WholeElement {
  readonly parent: string;
  readonly element: Element;
}

/** Whether an id is that of an account or of another object, and no id of the configuration. */
const isUnidentified = (e: Element): boolean => e.attributes.id === undefined || isReference(e);

const findParent = (cib: Element, parent: string): Element | undefined =>
  configurationOf(cib).children.find((section) => section.name === parent) ?? byId(cib, parent);

/** Sections that a CIB may lack. */
const OPTIONAL = ["rsc_defaults", "op_defaults", "tags", "acls", "alerts", "fencing-topology"];
const SECTIONS = ["crm_config", "nodes", "resources", "constraints", ...OPTIONAL];

/** Finds the element with the name and the id of the declared one, in its parent. */
export const findWhole = (
  cib: Element,
  { parent, element: e }: WholeElement,
): Element | undefined =>
  findParent(cib, parent)?.children.find((c) => c.name === e.name && idOf(c) === idOf(e));

/** Whether two elements are the same: attributes in any order, children in order, comments left out. */
export const isSameElement = (a: Element, b: Element): boolean =>
  isDeepStrictEqual(withoutComments(a), withoutComments(b));

export const withoutComments = (e: Element): Element =>
  withChildren(e, e.children.filter((c) => c.name !== COMMENT).map(withoutComments));

/** Creates an element at the end of its parent, or replaces it in its place. The parent must exist. */
export function putWhole(cib: Element, whole: WholeElement): Element {
  const { parent, element: wanted } = whole;
  const present = findWhole(cib, whole);
  if (present && isSameElement(present, wanted)) return cib;
  return editParent(cib, parent, (p) =>
    present
      ? withChildren(
          p,
          p.children.map((c) => (c === present ? wanted : c)),
        )
      : append(p, wanted),
  );
}

/** Removes an element. Its parent stays. */
export function removeWhole(cib: Element, whole: WholeElement): Element {
  const present = findWhole(cib, whole);
  if (!present) return cib;
  return editParent(cib, whole.parent, (p) =>
    withChildren(
      p,
      p.children.filter((c) => c !== present),
    ),
  );
}

const editParent = (cib: Element, parent: string, by: (p: Element) => Element): Element =>
  SECTIONS.includes(parent) || findParent(cib, parent)?.attributes.id === undefined
    ? updateSection(cib, parent, by)
    : updateById(cib, parent, by);

/** Describes why an element cannot be put: no such parent, or ids that other elements have. */
export function describeObstacles(cib: Element, whole: WholeElement): readonly string[] {
  const { parent, element: wanted } = whole;
  const isThere = SECTIONS.includes(parent) || findParent(cib, parent) !== undefined;
  const own = new Set(walk(findWhole(cib, whole) ?? { name: "", attributes: {}, children: [] }));
  const taken = walk(wanted)
    .filter((e) => !isUnidentified(e))
    .flatMap((e) => {
      const other = findFirst(
        configurationOf(cib),
        (o) => idOf(o) === idOf(e) && !isUnidentified(o) && !own.has(o),
      );
      return other ? [`xml: the id ${idOf(e)} belongs to a ${other.name} of the cluster`] : [];
    });
  return [
    ...(isThere
      ? []
      : [
          `parent: there is no section and no element ${parent} in the cluster (the sections are ${SECTIONS.join(", ")})`,
        ]),
    ...taken,
  ];
}

/** The ids that an element or several of its parts have together. */
export function repeatedIds(e: Element): readonly string[] {
  const ids = walk(e)
    .filter((c) => !isUnidentified(c))
    .map(idOf);
  return [...new Set(ids.filter((id, i) => ids.indexOf(id) !== i))];
}
