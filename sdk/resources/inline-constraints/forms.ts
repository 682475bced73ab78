import type { ConstraintTag } from "../../cib/model/constraints/spec";
import { COMMON_ARGUMENTS, type Table, argumentsWith } from "../../kind/arguments";
import { colocationConstraint } from "../constraints/colocation";
import type { ConstraintKind } from "../constraints/definition";
import { locationConstraint } from "../constraints/location";
import { orderConstraint } from "../constraints/order";
import type { InlineEntry, InlineList } from "./entries";

/** Converts the entries of one list to the arguments of a kind of constraint, and back. */
export interface InlineForm {
  readonly list: InlineList;
  readonly tag: ConstraintTag;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- kinds of different arguments in one list
  readonly kind: ConstraintKind<any>;
  /** The arguments of an entry. */
  readonly arguments: Table;
  /** The arguments that refer to other resources. */
  readonly references: readonly string[];
  /** Returns the argument that refers to the declaring resource. */
  readonly side: (entry: InlineEntry) => string;
  /** Adds the declaring resource to an entry. An observed entry that already has this argument keeps it. */
  readonly complete: (own: unknown, entry: InlineEntry) => InlineEntry;
}

/** Makes a form. Entries have neither common arguments nor the omitted ones, which the declaring resource fills. */
function inlineForm(
  list: InlineList,
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- kinds of different arguments in one list
  kind: ConstraintKind<any>,
  side: InlineForm["side"],
  omitted: readonly string[],
): InlineForm {
  const own = Object.entries(kind.arguments).filter(
    ([name]) => !Object.hasOwn(COMMON_ARGUMENTS, name) && !omitted.includes(name),
  );
  return {
    list,
    tag: kind.tag,
    kind,
    arguments: Object.fromEntries(own),
    references: argumentsWith(kind.arguments, "reference").filter((r) => !omitted.includes(r)),
    side,
    complete: (of, entry) => ({ [side(entry)]: of, ...entry }),
  };
}

export const INLINE_FORMS: readonly InlineForm[] = [
  inlineForm("colocations", colocationConstraint, () => "resource", ["resource", "sets"]),
  inlineForm("locations", locationConstraint, () => "resource", [
    "resource",
    "resourcePattern",
    "sets",
  ]),
  inlineForm("orders", orderConstraint, ({ first }) => (first === undefined ? "first" : "then"), [
    "sets",
  ]),
];
