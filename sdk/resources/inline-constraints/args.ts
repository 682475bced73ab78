import type * as pulumi from "@pulumi/pulumi";
import type { TableOf } from "../../kind/arguments";
import { type Ref, refInput } from "../../program/pacemaker-resource";
import { constraintClaims } from "../constraints/claims";
import type {
  InlineColocation,
  InlineEntry,
  InlineList,
  InlineLocation,
  InlineOrder,
} from "./entries";
import { INLINE_FORMS } from "./forms";

/**
 * Constraints that are a part of a resource: they are committed in the same patch as the resource itself, so that it
 * never starts in one place and moves to another. They are removed with it, too. An equal constraint that the cluster has
 * already is taken over under its id.
 */
export interface InlineConstraintArgs {
  /** What it is placed with, or apart from. @default none */
  colocations?: InlineColocation[];
  /** Where it is placed. A rule may ask for a ping's node attribute: `dependsOn: [ping]` has that set before. @default none */
  locations?: InlineLocation[];
  /**
   * What it starts after (`first`), or before (`then`). What an entry names is made before this resource and deleted
   * after it, so what comes later had better declare `first` itself. @default none
   */
  orders?: InlineOrder[];
}

/** `withInline` judges the entries. */
export const INLINE_ARGUMENTS: TableOf<InlineConstraintArgs> = {
  colocations: {},
  locations: {},
  orders: {},
};

type Given = Readonly<Partial<Record<InlineList, unknown>>>;

const isEntry = (v: unknown): v is InlineEntry =>
  typeof v === "object" && v !== null && Object.getPrototypeOf(v) === Object.prototype;

/** The lists of entries as the engine gets them: references as ids; what is no list or no entry stays, to be refused. */
export function inlineInputs(args: object): pulumi.Inputs {
  const lists = INLINE_FORMS.flatMap(({ list, references }) => {
    const value = (args as Given)[list];
    if (value === undefined) return [];
    const entries: unknown = Array.isArray(value)
      ? value.map((e: unknown) => (isEntry(e) ? referring(e, references) : e))
      : value;
    return [[list, entries]];
  });
  return Object.fromEntries(lists) as pulumi.Inputs;
}

const referring = (entry: InlineEntry, references: readonly string[]): InlineEntry =>
  Object.fromEntries(
    Object.entries(entry).flatMap(([name, value]) => {
      if (value === undefined) return [];
      return [[name, references.includes(name) ? refInput(value as Ref) : value]];
    }),
  );

/** What the entries say, as places that one resource of a program can have; twins in one list are judged later. */
export function inlineClaims(own: pulumi.Input<string>, args: object): readonly string[] {
  const places = INLINE_FORMS.flatMap(({ list, kind, complete }) => {
    const value = (args as Given)[list];
    const entries = Array.isArray(value) ? value.filter(isEntry) : [];
    return entries.flatMap((entry) => constraintClaims(kind, complete(own, entry)));
  });
  return [...new Set(places)];
}
