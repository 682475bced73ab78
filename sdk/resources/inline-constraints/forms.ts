import type { ConstraintSpec } from "../../cib/model/constraint";
import { COMMON_ARGUMENTS, type Table, argumentsWith } from "../../kind/arguments";
import { colocationConstraint } from "../constraints/colocation";
import type { ConstraintKind } from "../constraints/definition";
import { locationConstraint } from "../constraints/location";
import { orderConstraint } from "../constraints/order";
import type { InlineEntry, InlineList } from "./entries";

/** How the entries of one list become the arguments of a kind of constraints, and back. */
export interface InlineForm {
  readonly list: InlineList;
  readonly tag: ConstraintSpec["tag"];
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- kinds of different arguments in one list
  readonly kind: ConstraintKind<any>;
  /** The arguments of an entry. */
  readonly arguments: Table;
  /** The arguments that name other resources. */
  readonly references: readonly string[];
  /** Tells which side of the constraint the declaring resource is. */
  readonly side: (entry: InlineEntry) => string;
  /** Completes the constraint; an entry that has its own side as well (as the cluster has it) keeps that. */
  readonly complete: (own: unknown, entry: InlineEntry) => InlineEntry;
}

/** An entry has no common arguments, and not its own side where that is always the same one. */
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
  inlineForm("colocations", colocationConstraint, () => "resource", ["resource"]),
  inlineForm("locations", locationConstraint, () => "resource", ["resource"]),
  inlineForm(
    "orders",
    orderConstraint,
    ({ first }) => (first === undefined ? "first" : "then"),
    [],
  ),
];
