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
 * Constraints that belong to a resource. One patch commits them together with the resource, so the resource never starts
 * on one node and then moves to another. A deletion of the resource removes them too. An equal constraint that already
 * exists in the cluster is adopted under its id.
 */
export interface InlineConstraintArgs {
  /** Resources with which this resource is placed, or apart from which. @default none */
  colocations?: InlineColocation[];
  /** Nodes or rules that place this resource. If a rule uses the attribute of a `PingClone`, add it to `dependsOn`. @default none */
  locations?: InlineLocation[];
  /**
   * Resources after which this resource starts (`first`), or before which it starts (`then`). A resource that an entry
   * names is created before this resource and deleted after it. So prefer `first`, declared in the later resource.
   * @default none
   */
  orders?: InlineOrder[];
}

/** The entries have no rules here, because `withInline` validates them. */
export const INLINE_ARGUMENTS: TableOf<InlineConstraintArgs> = {
  colocations: {},
  locations: {},
  orders: {},
};

type Given = Readonly<Partial<Record<InlineList, unknown>>>;

const isEntry = (v: unknown): v is InlineEntry =>
  typeof v === "object" && v !== null && Object.getPrototypeOf(v) === Object.prototype;

/**
 * Returns the lists of entries as inputs, with references as ids. Invalid lists and entries pass unchanged, so that
 * validation can refuse them.
 */
export function inlineInputs(args: object): pulumi.Inputs {
  const lists = INLINE_FORMS.flatMap(({ list, references }) => {
    const value = (args as Given)[list];
    if (value === undefined) return [];
    const entries: unknown = Array.isArray(value)
      ? value.map((e: unknown) => (isEntry(e) ? referToIds(e, references) : e))
      : value;
    return [[list, entries]];
  });
  return Object.fromEntries(lists) as pulumi.Inputs;
}

const referToIds = (entry: InlineEntry, references: readonly string[]): InlineEntry =>
  Object.fromEntries(
    Object.entries(entry).flatMap(([name, value]) => {
      if (value === undefined) return [];
      return [[name, references.includes(name) ? refInput(value as Ref) : value]];
    }),
  );

/** Returns the resources that the entries name, as the program gives them. */
export const inlineReferences = (args: object): readonly unknown[] =>
  INLINE_FORMS.flatMap(({ list, references }) => {
    const value = (args as Given)[list];
    const entries = Array.isArray(value) ? value.filter(isEntry) : [];
    return entries.flatMap((entry) => references.map((r) => entry[r]));
  }).filter((reference) => reference !== undefined);

/** Returns the claims of the entries. Each claim is listed once, because validation reports duplicate entries. */
export function inlineClaims(own: pulumi.Input<string>, args: object): readonly string[] {
  const claims = INLINE_FORMS.flatMap(({ list, kind, complete }) => {
    const value = (args as Given)[list];
    const entries = Array.isArray(value) ? value.filter(isEntry) : [];
    return entries.flatMap((entry) => constraintClaims(kind, complete(own, entry)));
  });
  return [...new Set(claims)];
}
