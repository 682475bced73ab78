import { type Element, idOf, withChildren } from "./element";
import { type Scalar, parseScore } from "./values";

interface ScoredSet {
  readonly id: string;
  readonly score?: Scalar;
}

const scoreOf = ({ score = 0 }: ScoredSet): number => parseScore(score) ?? 0;

/**
 * Returns an element with its declared sets in the declared order. Of sets with one score, the order decides which value
 * counts (2.1.5: the last one that has it). If those are in order, nothing moves: the order of different scores has no meaning.
 */
export function inOrder(e: Element, tag: string, declared: readonly ScoredSet[]): Element {
  const find = ({ id }: ScoredSet): Element | undefined =>
    e.children.find((c) => c.name === tag && idOf(c) === id);
  const wanted = declared.filter((set) => find(set) !== undefined);
  const places = wanted.map((set) => e.children.findIndex((c) => c === find(set)));
  const isOrdered = wanted.every((set, i) =>
    wanted.every(
      (later, n) =>
        n <= i || scoreOf(later) !== scoreOf(set) || (places[n] ?? 0) > (places[i] ?? 0),
    ),
  );
  if (isOrdered) return e;
  const sorted = [...places].sort((a, b) => a - b);
  return withChildren(
    e,
    e.children.map((c, i) => {
      const set = wanted[sorted.indexOf(i)];
      return (set && find(set)) ?? c;
    }),
  );
}
