import type { ConstraintSpec } from "../../cib/model/constraint";
import type { ArgumentNames } from "../../kind/rules";
import { colocationConstraint } from "../constraints/colocation";
import type { ConstraintKind } from "../constraints/kind";
import type { InlineColocation, InlineLocation, InlineOrder } from "./args";
import { locationConstraint } from "../constraints/location";
import { orderConstraint } from "../constraints/order";

/** One constraint as the program declares it inside a resource. */
export type InlineEntry = Readonly<Record<string, unknown>>;

export type InlineList = "colocations" | "locations" | "orders";

/** How the entries of one list become the arguments of a kind of constraints, and back. */
export interface InlineForm {
  readonly list: InlineList;
  readonly tag: ConstraintSpec["tag"];
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- kinds of different arguments in one table
  readonly kind: ConstraintKind<any>;
  readonly names: Readonly<Record<string, boolean>>;
  /** What names other resources. */
  readonly refs: readonly string[];
  /** Which side of the constraint the resource itself is. */
  readonly side: (entry: InlineEntry) => string;
  /** The whole constraint; an entry that has its own side as well (what the cluster has) keeps that. */
  readonly whole: (own: unknown, entry: InlineEntry) => InlineEntry;
}

const form = (f: Omit<InlineForm, "whole">): InlineForm => ({
  ...f,
  whole: (own, entry) => ({ [f.side(entry)]: own, ...entry }),
});

const resource = (): string => "resource";

const COLOCATION: ArgumentNames<InlineColocation> = {
  name: true,
  with: true,
  score: true,
  role: true,
  withRole: true,
};

type Every<T> = T extends unknown ? keyof T : never;

const LOCATION: Readonly<Record<Every<InlineLocation>, boolean>> = {
  name: true,
  node: true,
  rule: true,
  score: true,
  scoreAttribute: true,
};

const ORDER: Readonly<Record<Every<InlineOrder>, boolean>> = {
  name: true,
  first: true,
  then: true,
  firstAction: true,
  thenAction: true,
  kind: true,
  symmetrical: true,
};

export const INLINE_FORMS: readonly InlineForm[] = [
  form({
    list: "colocations",
    tag: "rsc_colocation",
    kind: colocationConstraint,
    names: COLOCATION,
    refs: ["with"],
    side: resource,
  }),
  form({
    list: "locations",
    tag: "rsc_location",
    kind: locationConstraint,
    names: LOCATION,
    refs: [],
    side: resource,
  }),
  form({
    list: "orders",
    tag: "rsc_order",
    kind: orderConstraint,
    names: ORDER,
    refs: ["first", "then"],
    side: ({ first }) => (first === undefined ? "first" : "then"),
  }),
];
