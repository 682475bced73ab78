import { COMMENT, type Element, element, idOf } from "../xml/element";
import type { CibVersion } from "./patch-v2";
import { writeXml } from "../xml/parse";

/** Elements whose order among siblings has no meaning. Pacemaker adds new ones at the end. */
const UNORDERED = ["nvpair", "op"];
/** Levels whose children have no meaningful order: `cib`, `configuration`, and sections such as `resources`. */
const LOOSE_LEVELS = 3;

const MARK = "__crm_diff_marker__";

/**
 * Writes a format-1 patch (Pacemaker before 1.1.12). Pacemaker applies it only to the version that it names, including
 * `num_updates`, which changes all the time: the node fills it in. An element that changes its position is removed and
 * added again complete, together with an ordered parent: a complete group keeps the order of its members (seen on 1.1.10).
 * @param numUpdates placeholder for `num_updates`
 */
export function writePatchV1(
  from: CibVersion,
  numUpdates: string,
  old: Element,
  wanted: Element,
): string {
  const version = (epoch: number, updates: string): Record<string, string> => ({
    admin_epoch: String(from.adminEpoch),
    epoch: String(epoch),
    num_updates: updates,
  });
  const { removed, added } = splitChildren(old, wanted, LOOSE_LEVELS) ?? NOTHING;
  return writeXml(
    element("diff", {}, [
      element("diff-removed", {}, [element("cib", version(from.epoch, numUpdates), removed)]),
      element("diff-added", {}, [element("cib", version(from.epoch + 1, "0"), added)]),
    ]),
  );
}

/** The children of an element in the two halves of a patch. */
interface Halves {
  readonly removed: readonly Element[];
  readonly added: readonly Element[];
}

const NOTHING: Halves = { removed: [], added: [] };

/** Splits the changes of an element's children into halves. Returns `undefined` if their order would be lost. */
function splitChildren(old: Element, wanted: Element, loose: number): Halves | undefined {
  const [before, after] = [withoutComments(old), withoutComments(wanted)];
  const kept = new Map<Element, Element>();
  for (const c of before) {
    const counterpart = after.find((w) => haveSameId(c, w));
    if (counterpart) kept.set(c, counterpart);
  }
  const changed = [...kept].map(([c, w]) => ({ c, w, halves: splitElement(c, w, loose - 1) }));
  const moved = changed.filter(({ halves: h }) => h === "complete");
  const gone = [...before.filter((c) => !kept.has(c)), ...moved.map(({ c }) => c)];
  const created = after.filter(
    (w) => ![...kept.values()].includes(w) || moved.some((m) => m.w === w),
  );
  const staying = changed.flatMap(({ w, halves: h }) => (h === "complete" ? [] : [w]));
  if (loose <= 0 && !isInOrder([...staying, ...created], after)) return undefined;
  const inside = changed.map(({ halves: h }) => (h === "complete" ? NOTHING : h));
  const touched = [...gone, ...created, ...inside.flatMap((h) => [...h.removed, ...h.added])];
  for (const { name } of touched) refuseUnaddressable([before, after], name);
  return {
    removed: [...inside.flatMap((h) => h.removed), ...gone.map(markRemoved)],
    added: [...inside.flatMap((h) => h.added), ...created.map(markAdded)],
  };
}

/** Splits the change of an element into halves. Returns `complete` if it has to be removed and added again. */
function splitElement(old: Element, wanted: Element, loose: number): Halves | "complete" {
  if (old === wanted) return NOTHING;
  if (Object.keys(old.attributes).some((name) => !(name in wanted.attributes))) return "complete";
  const below = splitChildren(old, wanted, loose);
  if (!below) return "complete";
  const { removed, added } = below;
  const id = idOf(old) === "" ? {} : { id: idOf(old) };
  const differs = Object.entries(wanted.attributes).some(([n, v]) => old.attributes[n] !== v);
  return {
    removed: removed.length > 0 ? [element(old.name, id, removed)] : [],
    added: differs
      ? [element(old.name, wanted.attributes, added)]
      : added.length > 0
        ? [element(old.name, id, added)]
        : [],
  };
}

const withoutComments = (e: Element): readonly Element[] =>
  e.children.filter((c) => c.name !== COMMENT);

const haveSameId = (a: Element, b: Element): boolean => a.name === b.name && idOf(a) === idOf(b);

function isInOrder(result: readonly Element[], wanted: readonly Element[]): boolean {
  const sorted = (all: readonly Element[]): readonly Element[] =>
    [...new Set(wanted.map((e) => e.name))]
      .filter((name) => !UNORDERED.includes(name))
      .flatMap((name) => all.filter((e) => e.name === name));
  return sorted(result).every((e, i) => e === sorted(wanted)[i]);
}

const markRemoved = (e: Element): Element =>
  element(e.name, { ...(idOf(e) === "" ? {} : { id: idOf(e) }), [MARK]: "removed:top" });

const markAdded = (e: Element): Element =>
  element(e.name, { ...e.attributes, [MARK]: "added:top" }, copyChildren(e));

/** Copies the children without comments: a comment in a patch would become an element. */
function copyChildren(e: Element): readonly Element[] {
  const children = withoutComments(e);
  for (const { name } of children) refuseUnaddressable([children], name);
  return children.map((c) => element(c.name, c.attributes, copyChildren(c)));
}

/**
 * Refuses to address one of several elements with this name if one of them has no id. Pacemaker finds an element by its id,
 * and one without an id by its name: it would change another element, or its daemon would crash (`find_entity` in
 * 1.1.10's xml.c; run on a file: SIGSEGV).
 */
function refuseUnaddressable(sides: readonly (readonly Element[])[], name: string): void {
  const unsafe = sides.some((children) => {
    const named = children.filter((c) => c.name === name);
    return named.length > 1 && named.some((c) => idOf(c) === "");
  });
  if (unsafe)
    throw new Error(`one of several ${name} without an id cannot be addressed in a patch`);
}
