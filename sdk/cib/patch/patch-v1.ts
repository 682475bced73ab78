import { COMMENT, type Element, element, idOf } from "../xml/element";
import type { CibVersion } from "./patch-v2";
import { writeXml } from "../xml/parse";

/** Children whose order among their like means nothing; Pacemaker adds at the end. */
const UNORDERED = ["nvpair", "op"];
/** The order of sections, and of what stands in them, means nothing: `cib`, `configuration`, `resources` and its like. */
const LOOSE_LEVELS = 3;

const MARK = "__crm_diff_marker__";

/**
 * A format-1 patch (Pacemaker before 1.1.12) that is applied only to the version it names, `num_updates` included: it
 * changes all the time, so the node fills it in. What changes its place is removed and added again as a whole, together
 * with what holds it where that has an order: a group in one piece keeps the order of its members (seen: 1.1.10).
 * @param numUpdates stands for the number
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
  const { removed, added } = parts(old, wanted, LOOSE_LEVELS) ?? NOTHING;
  return writeXml(
    element("diff", {}, [
      element("diff-removed", {}, [element("cib", version(from.epoch, numUpdates), removed)]),
      element("diff-added", {}, [element("cib", version(from.epoch + 1, "0"), added)]),
    ]),
  );
}

/** What stands in the two halves of a patch below an element. */
interface Parts {
  readonly removed: readonly Element[];
  readonly added: readonly Element[];
}

const NOTHING: Parts = { removed: [], added: [] };

/** How the children of one become those of the other; `undefined` when their order would be lost. */
function parts(old: Element, wanted: Element, loose: number): Parts | undefined {
  const [before, after] = [withoutComments(old), withoutComments(wanted)];
  const kept = new Map<Element, Element>();
  for (const c of before) {
    const same = after.find((w) => alike(c, w));
    if (same) kept.set(c, same);
  }
  const changed = [...kept].map(([c, w]) => ({ c, w, halves: halves(c, w, loose - 1) }));
  const moved = changed.filter(({ halves: h }) => h === "whole");
  const gone = [...before.filter((c) => !kept.has(c)), ...moved.map(({ c }) => c)];
  const come = after.filter((w) => ![...kept.values()].includes(w) || moved.some((m) => m.w === w));
  const stays = changed.flatMap(({ w, halves: h }) => (h === "whole" ? [] : [w]));
  if (loose <= 0 && !isInOrder([...stays, ...come], after)) return undefined;
  const inside = changed.map(({ halves: h }) => (h === "whole" ? NOTHING : h));
  const touched = [...gone, ...come, ...inside.flatMap((h) => [...h.removed, ...h.added])];
  for (const { name } of touched) refuseUnaddressable([before, after], name);
  return {
    removed: [...inside.flatMap((h) => h.removed), ...gone.map(removal)],
    added: [...inside.flatMap((h) => h.added), ...come.map(addition)],
  };
}

/** An element in the two halves of a patch; `whole` when it has to be removed and added again. */
function halves(old: Element, wanted: Element, loose: number): Parts | "whole" {
  if (old === wanted) return NOTHING;
  if (Object.keys(old.attributes).some((name) => !(name in wanted.attributes))) return "whole";
  const below = parts(old, wanted, loose);
  if (!below) return "whole";
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

const alike = (a: Element, b: Element): boolean => a.name === b.name && idOf(a) === idOf(b);

function isInOrder(result: readonly Element[], wanted: readonly Element[]): boolean {
  const sorted = (all: readonly Element[]): readonly Element[] =>
    [...new Set(wanted.map((e) => e.name))]
      .filter((name) => !UNORDERED.includes(name))
      .flatMap((name) => all.filter((e) => e.name === name));
  return sorted(result).every((e, i) => e === sorted(wanted)[i]);
}

const removal = (e: Element): Element =>
  element(e.name, { ...(idOf(e) === "" ? {} : { id: idOf(e) }), [MARK]: "removed:top" });

const addition = (e: Element): Element =>
  element(e.name, { ...e.attributes, [MARK]: "added:top" }, whole(e));

/** A comment in a patch would become an element. */
function whole(e: Element): readonly Element[] {
  const children = withoutComments(e);
  for (const { name } of children) refuseUnaddressable([children], name);
  return children.map((c) => element(c.name, c.attributes, whole(c)));
}

/**
 * Pacemaker finds an element among its like by its id, and one without an id by its name: beside others it would be
 * mistaken for them, or its daemon would die of it (`find_entity` in 1.1.10's xml.c; run on a file: SIGSEGV).
 */
function refuseUnaddressable(sides: readonly (readonly Element[])[], name: string): void {
  const unsafe = sides.some((children) => {
    const like = children.filter((c) => c.name === name);
    return like.length > 1 && like.some((c) => idOf(c) === "");
  });
  if (unsafe)
    throw new Error(`one of several ${name} without an id cannot be addressed in a patch`);
}
