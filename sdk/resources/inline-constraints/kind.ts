import { isDeepStrictEqual } from "node:util";
import { type Element, idOf, byId, removeById } from "../../cib/xml/element";
import { showPresent } from "../../kind/secret-paths";
import { PreconditionFailed } from "../../errors";
import type { CibKind, Put } from "../../kind/cib-kind";
import type { InlineEntry, InlineInputs, InlineList, Item } from "./entries";
import { INLINE_FORMS, type InlineForm } from "./forms";
import { complete, putEntry } from "./put-entry";
import { validateInline } from "./validate";

type Noted = Readonly<Partial<Record<InlineList, readonly Item[]>>>;

/** Returns the ids of the constraints in the state. */
export const inlineIds = (noted: unknown): string[] =>
  Object.values((noted ?? {}) as Noted).flatMap((list) => list.map(({ id }) => id));

/**
 * Adds inline constraints to a kind. One patch puts the resource and its constraints. The kinds of the constraints build
 * them. The state notes the id of each constraint, so that a later run can match constraints to entries.
 * @param ownOf returns the id with which constraints refer to the resource
 */
export function withInline<A extends InlineInputs>(
  ownOf: (args: A) => string,
  kind: CibKind<A>,
): CibKind<A> {
  const owned = (cib: Element, args: A): readonly string[] =>
    INLINE_FORMS.flatMap((form) => {
      const ids = itemsOf(cib, form, ownOf(args), args).map(({ id }) => id);
      return ids.filter((id) => isOf(cib, form, id));
    });
  const hasInline = (args: A): boolean => INLINE_FORMS.some(({ list }) => args[list] !== undefined);
  return {
    ...kind,
    validate: (args) => [
      ...kind.validate(args),
      ...(hasInline(args) ? validateInline(args.name, args) : []),
    ],
    put: (cib, request) => {
      const { args, before } = request;
      const own = ownOf(args);
      const old = (form: InlineForm): readonly Item[] =>
        before ? itemsOf(cib, form, ownOf(before), before) : [];
      // Constraints that refer to a clone would block its removal.
      const isRenamed = before !== undefined && ownOf(before) !== own;
      const ready = isRenamed ? owned(cib, before).reduce(removeById, cib) : cib;
      return putAll(kind.put(ready, request), own, args, old);
    },
    observe: (cib, id, args) => {
      const seen = kind.observe(cib, id, args);
      return seen && { ...seen, ...observeAll(cib, ownOf(args), args) };
    },
    remove: (cib, id, args) => kind.remove(owned(cib, args).reduce(removeById, cib), id, args),
    replacing: {
      // A constraint with a given name cannot refer to both the old and the new resource.
      deleteFirst: (before, args) =>
        INLINE_FORMS.some(({ list }) => before[list]?.some((e) => e.name !== undefined)) ||
        (kind.replacing?.deleteFirst(before, args) ?? false),
    },
    owning: {
      ownedConstraints: owned,
      constraintsInState: ({ __noted: noted }) => inlineIds(noted),
    },
  };
}

/** Returns the constraints in the state. A state without them gets the constraints that are equal to its entries. */
function itemsOf(cib: Element, form: InlineForm, own: string, args: InlineInputs): readonly Item[] {
  const { __noted: noted } = args;
  if (noted !== undefined) return (noted as Noted)[form.list] ?? [];
  return (args[form.list] ?? []).flatMap((entry) => {
    const found = form.kind.locate(cib, complete(form, own, entry));
    return found ? [{ id: idOf(found), entry }] : [];
  });
}

const isOf = (cib: Element, { tag }: InlineForm, id: string): boolean =>
  byId(cib, id)?.name === tag;

/** Puts the constraints of all lists. Removes constraints that are no longer declared. */
function putAll(
  resource: Put,
  own: string,
  args: InlineInputs,
  old: (form: InlineForm) => readonly Item[],
): Put {
  const faults: string[] = [];
  const noted: Partial<Record<InlineList, readonly Item[]>> = {};
  let { cib } = resource;
  for (const form of INLINE_FORMS) {
    const entries = args[form.list] ?? [];
    const matches = matchEntries(entries, old(form));
    const keptIds = matches.map((match) => match?.id);
    for (const { id } of old(form))
      if (!keptIds.includes(id) && isOf(cib, form, id)) cib = removeById(cib, id);
    const items: Item[] = [];
    for (const [i, entry] of entries.entries()) {
      try {
        const put = putEntry(cib, form, own, {
          entry,
          before: matches[i],
          adopt: args.adopt,
          show: (present) => showPresent(args, `${form.list}.${i}`, present),
        });
        cib = put.cib;
        items.push({ id: put.id, entry });
      } catch (e) {
        if (!(e instanceof PreconditionFailed)) throw e;
        faults.push(...e.message.split("\n").map((line) => withPath(`${form.list}[${i}]`, line)));
      }
    }
    if (items.length > 0) noted[form.list] = items;
  }
  if (faults.length > 0) throw new PreconditionFailed(faults.join("\n"));
  const owned = inlineIds(noted);
  return owned.length === 0 ? { ...resource, cib } : { ...resource, cib, kindState: noted, owned };
}

const withPath = (path: string, line: string): string =>
  /^[a-zA-Z]+: /.test(line) ? `${path}.${line}` : `${path}: ${line}`;

/** Ways to match an entry with one of the last run. The most reliable way comes first. */
const MATCHES: readonly ((a: InlineEntry, b: InlineEntry) => boolean)[] = [
  (a, b) => a.name !== undefined && a.name === b.name,
  (a, b) => isDeepStrictEqual(a, b),
  (a, b) => (a.rule ?? a.rules) !== undefined && equalIn(["rule", "rules"])(a, b),
  (a, b) => equalIn(["with", "node", "first", "then"])(a, b),
];

const equalIn =
  (names: readonly string[]) =>
  (a: InlineEntry, b: InlineEntry): boolean =>
    names.every((n) => isDeepStrictEqual(a[n], b[n]));

/** Returns the last run's constraint for each entry. An entry with another name is another constraint. */
function matchEntries(
  entries: readonly InlineEntry[],
  old: readonly Item[],
): readonly (Item | undefined)[] {
  const found = new Map<number, Item>();
  for (const isMatch of MATCHES)
    entries.forEach((entry, i) => {
      const taken = [...found.values()];
      const match = old.find(
        (o) => !taken.includes(o) && o.entry.name === entry.name && isMatch(entry, o.entry),
      );
      if (match && !found.has(i)) found.set(i, match);
    });
  return entries.map((_, i) => found.get(i));
}

/** Returns the observed entries. Omits entries whose constraint is missing. */
function observeAll(cib: Element, own: string, args: InlineInputs): Partial<InlineInputs> {
  const lists = INLINE_FORMS.flatMap((form) => {
    const items = itemsOf(cib, form, own, args);
    if (items.length === 0 && args[form.list] === undefined) return [];
    const seen = items.flatMap(({ id, entry }) => {
      const now = form.kind.observe(cib, id, complete(form, own, entry)) as InlineEntry | undefined;
      return now ? [withoutOwnSide(form.side(entry), own, now)] : [];
    });
    return [[form.list, seen] as const];
  });
  return Object.fromEntries(lists);
}

/** Omits the side that is the declaring resource. Keeps it if the constraint now refers to another resource. */
const withoutOwnSide = (side: string, own: string, seen: InlineEntry): InlineEntry =>
  Object.fromEntries(Object.entries(seen).filter(([n, v]) => n !== side || v !== own));
