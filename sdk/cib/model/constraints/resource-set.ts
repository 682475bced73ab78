import { type Element, childrenNamed, element, idOf, withChildren } from "../../xml/element";
import { normaliseValue } from "./normalise";
import type { ResourceSet } from "./spec";

/** Returns a free id for a proposed one. */
type FreeId = (proposed: string) => string;

/** Pacemaker's defaults for missing attributes of a set. */
const DEFAULTS: Readonly<Record<string, string>> = {
  sequential: "true",
  "require-all": "true",
  ordering: "group",
  action: "start",
  role: "Started",
};

/** Reads the sets of a constraint. One that is another constraint's (`id-ref`) has no resources of its own. */
export const readSets = (constraint: Element): readonly ResourceSet[] =>
  childrenNamed(constraint, "resource_set").map(readSet);

function readSet(e: Element): ResourceSet {
  const { id: _id, ...attributes } = e.attributes;
  return { resources: childrenNamed(e, "resource_ref").map(idOf), attributes };
}

/** A text that is equal for sets with the same meaning, such as `a b sequential="false"`. */
export function setKey({ resources, attributes }: ResourceSet): string {
  const notable = Object.entries(attributes)
    .map(([name, value]) => [name, normaliseValue(name, value)] as const)
    .filter(([name, value]) => DEFAULTS[name] !== value)
    .map(([name, value]) => `${name}="${value}"`);
  return [...resources, ...notable.sort()].join(" ");
}

/** Whether a constraint has exactly these sets, in this order. */
export const hasEqualSets = (e: Element, sets: readonly ResourceSet[] = []): boolean =>
  JSON.stringify(readSets(e).map(setKey)) === JSON.stringify(sets.map(setKey));

/** Builds the sets of a new constraint with the ids that pcs gives. */
export const buildSets = (
  constraint: string,
  sets: readonly ResourceSet[],
  free: FreeId,
): readonly Element[] => sets.map((set) => buildSet(free(`${constraint}_set`), set));

const buildSet = (id: string, { resources, attributes }: ResourceSet): Element =>
  element(
    "resource_set",
    { id, ...attributes },
    resources.map((r) => element("resource_ref", { id: r })),
  );

/** Changes the sets of a constraint to the wanted ones. Equal sets stay unchanged; changed ones keep their ids. */
export function putSets(e: Element, sets: readonly ResourceSet[], free: FreeId): Element {
  if (hasEqualSets(e, sets)) return e;
  const present = childrenNamed(e, "resource_set");
  const matches = matchSets(sets, present);
  const wanted = sets.map((set, i) => {
    const match = matches.get(i);
    if (match && setKey(readSet(match)) === setKey(set)) return match;
    return buildSet(match ? idOf(match) : free(`${idOf(e)}_set`), set);
  });
  const first = e.children.findIndex((c) => c.name === "resource_set");
  const others = e.children.filter((c) => c.name !== "resource_set");
  // The schema requires sets before the rules of a location, and after the lifetime of other constraints.
  const nowhere = e.name === "rsc_location" ? 0 : others.length;
  return withChildren(e, others.toSpliced(first < 0 ? nowhere : first, 0, ...wanted));
}

/** Matches wanted sets, by index, with present ones: equal ones first, then those of the same resources, then the rest. */
function matchSets(
  wanted: readonly ResourceSet[],
  present: readonly Element[],
): ReadonlyMap<number, Element> {
  // A set of another constraint has no id that could be kept.
  const own = present.filter((e) => idOf(e) !== "");
  const found = new Map<number, Element>();
  const rounds: readonly ((set: ResourceSet) => string)[] = [
    setKey,
    ({ resources }) => resources.join(" "),
    () => "",
  ];
  for (const keyOf of rounds)
    wanted.forEach((set, i) => {
      if (found.has(i)) return;
      const used = [...found.values()];
      const match = own.find((e) => !used.includes(e) && keyOf(readSet(e)) === keyOf(set));
      if (match) found.set(i, match);
    });
  return found;
}
