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
  | { readonly operation: "move"; readonly path: string; readonly position: number };

const ORDER = { delete: 0, modify: 1, create: 2, move: 2 } as const;

/**
 * The smallest list of changes that turns one configuration into another, as Pacemaker applies them: deletions
 * first, then attributes, then creations and moves from the lowest position upwards (`xml_apply_patchset_v2`).
 */
export function diffCib(old: Element, wanted: Element): readonly CibChange[] {
  const changes: CibChange[] = [];
  compare(old, wanted, () => `/${old.name}`, changes);
  return changes.sort((a, b) => ORDER[a.operation] - ORDER[b.operation]);
}

/** The path of an element, made only where something changes: elsewhere it need not be possible. */
type Path = () => string;

function compare(old: Element, wanted: Element, path: Path, changes: CibChange[]): void {
  if (old === wanted) return;
  if (!sameAttributes(old, wanted))
    changes.push({ operation: "modify", path: path(), from: old, to: wanted });
  const front = same(old.children, wanted.children);
  const counterpart = new Map(keyed(wanted.children.slice(front)));
  const left = keyed(old.children.slice(front)).filter(([key, c]) => {
    const stays = c.name === COMMENT || counterpart.has(key);
    if (!stays) changes.push({ operation: "delete", path: below(path, old, c)() });
    return stays;
  });
  place(left, old, wanted, front, path, changes);
  for (const [key, c] of left) {
    const next = c.name === COMMENT ? undefined : counterpart.get(key);
    if (next && next !== c) compare(c, next, below(path, old, c), changes);
  }
}

/** Walks the final order: everything in front of `position` is already right, as it is when Pacemaker gets there. */
function place(
  left: readonly Keyed[],
  old: Element,
  wanted: Element,
  front: number,
  path: Path,
  changes: CibChange[],
): void {
  const now = left.map(([key]) => key);
  const have = new Set(now.filter((k) => k !== COMMENT));
  keyed(wanted.children.slice(front)).forEach(([k, c], at) => {
    if (now[at] === k) return;
    if (k === COMMENT) return;
    const position = front + at;
    if (have.has(k)) {
      now.splice(at, 0, ...now.splice(now.indexOf(k), 1));
      changes.push({ operation: "move", path: below(path, old, c)(), position });
    } else {
      now.splice(at, 0, k);
      changes.push({ operation: "create", path: path(), position, element: c });
    }
  });
}

/** How many siblings in front are the very same: in a large CIB nearly all, so they are not looked at one by one. */
function same(old: readonly Element[], wanted: readonly Element[]): number {
  const end = old.findIndex((e, i) => e !== wanted[i]);
  return end < 0 ? old.length : end;
}

type Keyed = readonly [key: string, e: Element];

/** Names each element among its siblings: by its id, without one by what it refers to, and by its turn. */
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

function below(parent: Path, siblings: Element, e: Element): Path {
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
