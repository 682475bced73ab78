import { COMMENT, type Element, idOf } from "./element";

/** One `<change>` of a format-2 patch. */
export type Change =
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
export function diff(old: Element, wanted: Element): readonly Change[] {
  const changes: Change[] = [];
  compare(old, wanted, `/${old.name}`, changes);
  return changes.sort((a, b) => ORDER[a.operation] - ORDER[b.operation]);
}

function compare(old: Element, wanted: Element, path: string, changes: Change[]): void {
  if (old === wanted) return;
  if (!sameAttributes(old, wanted))
    changes.push({ operation: "modify", path, from: old, to: wanted });
  const counterpart = new Map(wanted.children.map((c) => [key(c), c]));
  const left = old.children.filter((c) => {
    const stays = c.name === COMMENT || counterpart.has(key(c));
    if (!stays) changes.push({ operation: "delete", path: pathOf(path, c) });
    return stays;
  });
  place(left, wanted.children, path, changes);
  for (const c of left) {
    const next = c.name === COMMENT ? undefined : counterpart.get(key(c));
    if (next) compare(c, next, pathOf(path, c), changes);
  }
}

/** Walks the final order: everything in front of `position` is already right, as it is when Pacemaker gets there. */
function place(
  left: readonly Element[],
  wanted: readonly Element[],
  path: string,
  changes: Change[],
): void {
  const now = left.map(key);
  const have = new Set(now.filter((k) => k !== COMMENT));
  wanted.forEach((c, position) => {
    const k = key(c);
    if (now[position] === k) return;
    if (k === COMMENT) return;
    if (have.has(k)) {
      now.splice(position, 0, ...now.splice(now.indexOf(k), 1));
      changes.push({ operation: "move", path: pathOf(path, c), position });
    } else {
      now.splice(position, 0, k);
      changes.push({ operation: "create", path, position, element: c });
    }
  });
}

const key = (e: Element): string => (e.name === COMMENT ? COMMENT : `${e.name} ${idOf(e)}`);

function pathOf(parent: string, e: Element): string {
  const id = idOf(e);
  if (id.includes("'")) throw new Error(`the id ${id} cannot be addressed in a patch`);
  return id ? `${parent}/${e.name}[@id='${id}']` : `${parent}/${e.name}`;
}

function sameAttributes(a: Element, b: Element): boolean {
  const names = Object.keys(a.attributes);
  return (
    names.length === Object.keys(b.attributes).length &&
    names.every((n) => a.attributes[n] === b.attributes[n])
  );
}
