import { type ElementPart, hasToGo } from "../../cib/model/elements/part";
import { rewriteParameters } from "../../cib/model/settings";
import { type Element, idOf } from "../../cib/xml/element";
import {
  type Pairs,
  type SetTag,
  droppedNames,
  observeAllPairs,
  observePairs,
  removePairs,
  setPairs,
} from "../../cib/xml/nvset";
import { kebab, kebabKeys, observeKeys } from "../spelling";

interface PairsOptions {
  /** Names may be given in camelCase. */
  readonly camelCase?: boolean;
  /** Returns the id of a set that is added. @default the id of its element, and its name */
  readonly setId?: (e: Element) => string;
}

/** Makes a part that is a set of names and values. The program owns the names that it declares. */
export function pairsPart(tag: SetTag, options: PairsOptions = {}): ElementPart {
  const { camelCase = false, setId = (e: Element) => `${idOf(e)}-${tag}` } = options;
  const own = (pairs: unknown): Pairs =>
    camelCase ? kebabKeys(pairs as Pairs | undefined) : ((pairs ?? {}) as Pairs);
  return {
    put: (e, change) => {
      if (change.value === undefined && !hasToGo(change, false)) return e;
      const [now, before] = [own(change.value), own(change.before)];
      const left = removePairs(e, tag, droppedNames(before, now));
      // Scripts and agents get the literal text.
      const isLiteral = tag === "instance_attributes";
      const rewritten = isLiteral ? rewriteParameters(left, before, now) : left;
      return setPairs(rewritten, tag, setId(e), now);
    },
    observe: (e, declared) => {
      if (declared === undefined) return undefined;
      const seen = observePairs(e, tag, own(declared));
      return camelCase
        ? observeKeys(declared as Pairs, seen)
        : Object.fromEntries(Object.entries(seen));
    },
    read: (e) => readAllPairs(e, tag, undefined),
  };
}

/** Adds a set to a new element. */
export const addPairs = (e: Element, tag: SetTag, pairs: Pairs | undefined): Element =>
  setPairs(e, tag, `${idOf(e)}-${tag}`, kebabKeysIf(tag, pairs));

/** Reads all pairs of an element that a program owns as a whole; `undefined` if there are none and none is declared. */
export function readAllPairs(
  e: Element,
  tag: SetTag,
  declared: Pairs | undefined,
): Pairs | undefined {
  const wanted = kebabKeysIf(tag, declared);
  const names = new Map(Object.keys(declared ?? {}).map((n) => [ownName(tag, n), n]));
  const seen = Object.entries(observeAllPairs(e, tag, wanted));
  if (seen.length === 0) return declared && {};
  return Object.fromEntries(seen.map(([name, value]) => [names.get(name) ?? name, value]));
}

const ownName = (tag: SetTag, name: string): string =>
  tag === "meta_attributes" ? kebab(name) : name;

const kebabKeysIf = (tag: SetTag, pairs: Pairs = {}): Pairs =>
  tag === "meta_attributes" ? kebabKeys(pairs) : pairs;
