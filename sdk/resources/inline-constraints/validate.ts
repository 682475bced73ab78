import { putConstraint } from "../../cib/model/constraints/constraint";
import { element } from "../../cib/xml/element";
import { unknownArguments } from "../../kind/arguments";
import { isObject } from "../../kind/nested-rules";
import { type Failure, hasUnknown, isUnknown } from "../../kind/rules";
import type { InlineEntry, InlineList } from "./entries";
import { INLINE_FORMS, type InlineForm } from "./forms";

type Lists = Readonly<Partial<Record<InlineList, unknown>>>;

/** Returns every failure in the entries that can be found without a cluster. Each names its path: `colocations[0].score: …`. */
export const validateInline = (own: unknown, args: Lists): readonly Failure[] =>
  INLINE_FORMS.flatMap((form) => {
    const { [form.list]: value } = args;
    if (value === undefined || isUnknown(value)) return [];
    const fail = (reason: string): Failure => ({ property: form.list, reason });
    if (!Array.isArray(value)) return [fail(`${form.list}: must be a list`)];
    const list = value as readonly unknown[];
    const single = list.flatMap((entry, i) =>
      validateEntry(form, own, entry, `${form.list}[${i}]`),
    );
    return (single.length > 0 ? single : findDuplicates(form, own, list)).map(fail);
  });

function validateEntry(
  form: InlineForm,
  own: unknown,
  entry: unknown,
  path: string,
): readonly string[] {
  if (isUnknown(entry)) return [];
  if (!isObject(entry)) return [`${path}: must be an object`];
  const unknown = unknownArguments(entry, form.arguments).map(({ reason }) => `${path}: ${reason}`);
  const known = Object.fromEntries(
    Object.entries(entry).filter(([name, v]) => Object.hasOwn(form.arguments, name) && v != null),
  );
  const sides = validateSides(form, own, known);
  if (sides) return [...unknown, `${path}${sides}`];
  const side = form.side(known);
  const faults = form.kind
    .validate(form.complete(own, known))
    .filter(({ property }) => property !== side)
    .map(({ reason }) => `${path}.${reason}`);
  return [...unknown, ...faults];
}

/** Requires one other side of an order. Refuses the declaring resource as the other side. */
function validateSides(
  { kind, list, references }: InlineForm,
  own: unknown,
  entry: InlineEntry,
): string | undefined {
  const named = references.filter((name) => entry[name] !== undefined);
  if (list === "orders" && named.length !== 1)
    return ": give one of first and then: the other side is this resource";
  if (kind.mayBeSame(entry)) return undefined;
  const same = named.find((name) => entry[name] === own && !isUnknown(own));
  return same && `.${same}: ${JSON.stringify(own)} is the same resource twice`;
}

/** Finds entries that declare the same constraint or have the same name. */
function findDuplicates(
  form: InlineForm,
  own: unknown,
  list: readonly unknown[],
): readonly string[] {
  return list.flatMap((entry, i) => {
    const before = list.slice(0, i);
    const same = before.findIndex((other) =>
      isSame(form, own, other as InlineEntry, entry as InlineEntry),
    );
    return same < 0
      ? []
      : [`${form.list}[${i}]: is the same as ${form.list}[${same}]; declare it once`];
  });
}

/** Tells whether the kind would locate the first constraint for the second one. */
function isSame(
  { kind, complete }: InlineForm,
  own: unknown,
  a: InlineEntry,
  b: InlineEntry,
): boolean {
  if (hasUnknown(own) || hasUnknown(a) || hasUnknown(b)) return false;
  if (a.name !== undefined && a.name === b.name) return true;
  const empty = element("cib", {}, [element("configuration")]);
  const { cib } = putConstraint(empty, undefined, kind.spec(complete(own, a)), undefined);
  const { name: _name, ...unnamed } = complete(own, b);
  return kind.locate(cib, unnamed) !== undefined;
}
