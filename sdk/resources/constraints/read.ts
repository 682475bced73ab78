import { describeUndeclarableParts } from "../../cib/model/constraints/constraint";
import { isKept } from "../../cib/model/constraints/kept-constraints";
import { effectiveAttributes } from "../../cib/model/constraints/meaning";
import { type Element, childNamed, idOf } from "../../cib/xml/element";
import { convertToTypeOf, parseBoolean } from "../../cib/xml/values";
import { PreconditionFailed } from "../../errors";
import type { ReadArguments } from "../../kind/cib-kind";
import { trueOrFalse } from "../../kind/rules";
import type { ConstraintArgument, ConstraintDefinition, ConstraintInputs } from "./definition";
import { observeResourceSets } from "./sets";

/** Makes the function that reads constraints of a kind as arguments. */
export const readConstraint =
  <D, A extends ConstraintInputs>(d: ConstraintDefinition<D, A>): ReadArguments =>
  (_cib, e) => {
    if (e.name !== d.tag || isKept(e)) return undefined;
    const table: Readonly<Record<string, ConstraintArgument>> = d.arguments;
    const why = describeUndeclarableParts(e) ?? d.describeUnlike?.(e) ?? describeUnknown(table, e);
    if (why !== undefined) throw new PreconditionFailed(`${idOf(e)}: ${why}`);
    const sets = childNamed(e, "resource_set")
      ? { sets: observeResourceSets(d.sets, undefined, e) }
      : {};
    const read = { name: idOf(e), ...readAttributes(table, e), ...sets };
    return (d.observe?.(read as unknown as A, e, {} as A) ?? read) as typeof read;
  };

/** Attributes that say something in words of older schemas, and are read in those of today. */
const TRANSLATED = ["id", "score"];

function describeUnknown(
  table: Readonly<Record<string, ConstraintArgument>>,
  { attributes }: Element,
): string | undefined {
  const known = Object.values(table).map(({ attribute }) => attribute);
  const unknown = Object.keys(attributes).find(
    (name) => !known.includes(name) && !TRANSLATED.includes(name),
  );
  return unknown === undefined ? undefined : `it has the attribute ${unknown}`;
}

/** Reads the written attributes, and those in force for which an argument has another default. */
function readAttributes(
  table: Readonly<Record<string, ConstraintArgument>>,
  e: Element,
): Readonly<Record<string, unknown>> {
  const inForce = effectiveAttributes(e.name as "rsc_order", e.attributes);
  return Object.fromEntries(
    Object.entries(table).flatMap(([name, { attribute = "", defaultValue, rule }]) => {
      const isRead = defaultValue !== undefined || attribute === "kind";
      const value = e.attributes[attribute] ?? (isRead ? inForce[attribute] : undefined);
      if (value === undefined) return [];
      const typed = rule === trueOrFalse ? parseBoolean(value) : undefined;
      return [[name, typed ?? convertToTypeOf(attribute === "score" ? 0 : "", value)]];
    }),
  );
}
