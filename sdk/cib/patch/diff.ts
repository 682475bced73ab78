import { COMMENT, type Element, childrenNamed, idOf, sameAttributes } from "../xml/element";

/** One `<change>` of a format-2 patch. */
export type CibChange =
  | { readonly operation: "delete"; readonly path: string }
  | {
      readonly operation: "modify";
      readonly path: string;
      readonly from: Element;
      readonly to: Element;
    }
  | {
      readonly operation: "create";
      readonly path: string;
      readonly position: number;
      readonly element: Element;
    }
  | Move;

export interface Move {
  readonly operation: "move";
  readonly path: string;
  readonly position: number;
  readonly element: Element;
  readonly parent: string;
}

const ORDER = { delete: 0, modify: 1, create: 2, move: 2 } as const;

/**
 * Lists the smallest set of changes that turns one configuration into another, in the order in which Pacemaker applies
 * them: deletions, then attributes, then creations and moves from the lowest position up (`xml_apply_patchset_v2`).
 */
export function diffCib(old: Element, wanted: Element): readonly CibChange[] {
  const changes: CibChange[] = [];
  compare(old, wanted, () => `/${old.name}`, changes);
  return changes.sort((a, b) => ORDER[a.operation] - ORDER[b.operation]);
}

/** Builds the path of an element, only where something changes: an unchanged element may have no valid path. */
type Path = () => string;

function compare(old: Element, wanted: Element, path: Path, changes: CibChange[]): void {
  if (old === wanted) return;
  if (!sameAttributes(old, wanted))
    changes.push({ operation: "modify", path: path(), from: old, to: wanted });
  const front = countSharedFront(old.children, wanted.children);
  const counterpart = new Map(keyed(wanted.children.slice(front)));
  const kept = keyed(old.children.slice(front)).filter(([key, c]) => {
    const stays = c.name === COMMENT || counterpart.has(key);
    if (!stays) changes.push({ operation: "delete", path: pathBelow(path, old, c)() });
    return stays;
  });
  orderChildren(kept, old, wanted, front, path, changes);
  for (const [key, c] of kept) {
    const next = c.name === COMMENT ? undefined : counterpart.get(key);
    if (next && next !== c) compare(c, next, pathBelow(path, old, c), changes);
  }
}

/** Walks the final order. Everything before `position` is already in place, as it is when Pacemaker applies the change. */
function orderChildren(
  kept: readonly Keyed[],
  old: Element,
  wanted: Element,
  front: number,
  path: Path,
  changes: CibChange[],
): void {
  const now = kept.map(([key]) => key);
  const have = new Set(now.filter((k) => k !== COMMENT));
  keyed(wanted.children.slice(front)).forEach(([k, c], at) => {
    if (now[at] === k) return;
    if (k === COMMENT) return;
    const position = front + at;
    if (have.has(k)) {
      now.splice(at, 0, ...now.splice(now.indexOf(k), 1));
      const moved = { path: pathBelow(path, old, c)(), position, element: c, parent: path() };
      changes.push({ operation: "move", ...moved });
    } else {
      now.splice(at, 0, k);
      changes.push({ operation: "create", path: path(), position, element: c });
    }
  });
}

/** Counts the identical siblings at the front. In a large CIB these are nearly all, and need no further comparison. */
function countSharedFront(old: readonly Element[], wanted: readonly Element[]): number {
  const end = old.findIndex((e, i) => e !== wanted[i]);
  return end < 0 ? old.length : end;
}

type Keyed = readonly [key: string, e: Element];

/** Gives each sibling a unique key: its name, its id or the id that it refers to, and a counter. */
function keyed(siblings: readonly Element[]): readonly Keyed[] {
  const turns = new Map<string, number>();
  return siblings.map((e) => {
    if (e.name === COMMENT) return [COMMENT, e];
    const key = `${e.name} ${idOf(e)} ${e.attributes["id-ref"] ?? ""}`;
    const turn = turns.get(key) ?? 0;
    turns.set(key, turn + 1);
    return [`${key} ${turn}`, e];
  });
}

function pathBelow(parent: Path, siblings: Element, e: Element): Path {
  return () => {
    const id = idOf(e);
    if (id.includes("'")) throw new Error(`the id ${id} cannot be addressed in a patch`);
    if (id) return `${parent()}/${e.name}[@id='${id}']`;
    // A step without an id is the first child of that name.
    if (childrenNamed(siblings, e.name).length > 1)
      throw new Error(`one of several ${e.name} without an id cannot be addressed in a patch`);
    return `${parent()}/${e.name}`;
  };
}
