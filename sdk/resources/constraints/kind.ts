import type {
  ConstraintArgument,
  ConstraintDefinition,
  ConstraintInputs,
  ConstraintKind,
} from "./definition";
import {
  type ConstraintSpec,
  describeUndeclarableParts,
  effectiveAttributes,
  findEqualConstraint,
  putConstraint,
} from "../../cib/model/constraints/constraint";
import { isResource, resourceIds } from "../../cib/model/references";
import { type Element, idOf, byId, removeById } from "../../cib/xml/element";
import { convertToTypeOf, haveSameMeaningIn } from "../../cib/xml/values";
import { PreconditionFailed } from "../../errors";
import { argumentsWith, validateTable } from "../../kind/arguments";
import { type Failure, isUnknown } from "../../kind/rules";
import { commandFor } from "../../shell-quote";

type Values = Readonly<Record<string, unknown>>;

/** Makes the kind of a constraint from its argument table. The constraint is one element with attributes. */
export function constraintKind<D, A extends ConstraintInputs>(
  d: ConstraintDefinition<D, A>,
): ConstraintKind<A> {
  const table: Readonly<Record<string, ConstraintArgument>> = d.arguments;
  const references = argumentsWith(table, "reference");
  const spec = (args: A): ConstraintSpec => {
    const rule = d.rule?.(args);
    const written = rule ? pick(table, references) : table;
    const attributes = attributesOf(written, args as unknown as Values);
    return { tag: d.tag, attributes, ...(rule ? { rule } : {}), proposedId: d.proposeId(args) };
  };
  const mayBeSame = d.mayBeSame ?? (() => false);
  return {
    type: d.type,
    tag: d.tag,
    arguments: table,
    spec,
    mayBeSame,
    validate: (args) => [
      ...validateTable(table, args),
      ...(mayBeSame(args) ? [] : refuseSameTwice(references, args as unknown as Values)),
      ...(d.validate?.(args) ?? []),
    ],
    locate: (cib, args, known) => {
      const named = known ?? args.name;
      const present = named === undefined ? undefined : byId(cib, named);
      return present ?? (known === undefined ? findEqualConstraint(cib, spec(args)) : undefined);
    },
    put: (cib, { id: known, args, before }) => {
      const named = known ?? args.name;
      refuseMissing(
        cib,
        references,
        args as unknown as Values,
        d.describeMissing?.(cib, args, named === undefined ? undefined : byId(cib, named)),
      );
      refuseOther(cib, named, d.tag);
      refuseUnlike(cib, d, named, before);
      const put = putConstraint(cib, named, spec(args), before && spec(before));
      const warnings = d.describeRivals?.(cib, args, put.id) ?? [];
      return warnings.length > 0 ? { ...put, warnings } : put;
    },
    observe: (cib, known, args) => {
      const e = byId(cib, known);
      if (e?.name !== d.tag) return undefined;
      if (d.observe) return d.observe(args, e);
      return observeAttributes(table, spec(args), args, e.attributes);
    },
    remove: (cib, known) => removeById(cib, known),
    referenced: { referenceIds: (id) => [id] },
    awaits: (_cib, _id, args) => ({
      resources: references.map((r) => String((args as unknown as Values)[r])),
      onlySettled: true,
    }),
  };
}

const pick = <T>(table: Readonly<Record<string, T>>, names: readonly string[]): typeof table =>
  Object.fromEntries(Object.entries(table).filter(([name]) => names.includes(name)));

/** Returns the given attributes in the order of the table. */
const attributesOf = (
  table: Readonly<Record<string, ConstraintArgument>>,
  args: Values,
): Record<string, string> =>
  Object.fromEntries(
    Object.entries(table).flatMap(([name, { attribute, defaultValue }]) => {
      const value = (args[name] ?? defaultValue) as string | number | boolean | undefined;
      return attribute === undefined || value === undefined ? [] : [[attribute, String(value)]];
    }),
  );

/** Refuses a constraint between a resource and itself. */
function refuseSameTwice([first = "", other = ""]: readonly string[], args: Values): Failure[] {
  const value = args[other];
  if (isUnknown(value) || typeof value !== "string" || value !== args[first]) return [];
  return [
    { property: other, reason: `${other}: ${JSON.stringify(value)} is the same resource twice` },
  ];
}

function refuseMissing(
  cib: Element,
  references: readonly string[],
  args: Values,
  more: readonly string[] = [],
): void {
  const present = resourceIds(cib).join(", ") || "none";
  const missing = references
    .map((r) => [r, String(args[r])] as const)
    .filter(([, named]) => !isResource(cib, named))
    .map(
      ([r, named]) => `${r}: there is no resource ${named} in the cluster (there is: ${present})`,
    );
  const all = [...missing, ...more];
  if (all.length > 0) throw new PreconditionFailed(all.join("\n"));
}

function refuseOther(cib: Element, id: string | undefined, tag: string): void {
  const present = id === undefined ? undefined : byId(cib, id);
  if (!present || present.name === tag) return;
  throw new PreconditionFailed(
    `name: the id ${idOf(present)} belongs to a ${present.name} of the cluster; choose another name`,
  );
}

/** Refuses to change a constraint that cannot be read completely. Writing it would lose the unread part. */
function refuseUnlike<D, A>(
  cib: Element,
  { describeUnlike }: ConstraintDefinition<D, A>,
  id: string | undefined,
  before: A | undefined,
): void {
  const present = id === undefined ? undefined : byId(cib, id);
  // What was added to a constraint of the program stays.
  const added = present && before === undefined ? describeUndeclarableParts(present) : undefined;
  const why = added ?? (present && describeUnlike?.(present));
  if (why === undefined) return;
  throw new PreconditionFailed(
    `${idOf(present as Element)} in the cluster is left as it is: ${why}, which cannot be declared here; change it by hand, ` +
      `or delete it (${commandFor`pcs constraint delete ${idOf(present as Element)}`}) and run again, or declare another constraint under another name`,
  );
}

/**
 * Returns the observed arguments. A given argument that the cluster lacks is omitted. One that is written without being
 * given (a score) is observed as Pacemaker's default.
 */
function observeAttributes<A>(
  table: Readonly<Record<string, ConstraintArgument>>,
  { tag, attributes: declared }: ConstraintSpec,
  args: A,
  written: Readonly<Record<string, string>>,
): A {
  const result: Record<string, unknown> = { ...(args as unknown as Values) };
  const inForce = effectiveAttributes(tag, written);
  for (const [argument, { attribute = "" }] of Object.entries(table)) {
    const wanted = declared[attribute];
    if (wanted === undefined) continue;
    const isGiven = result[argument] !== undefined;
    const present = isGiven
      ? written[attribute]
      : (inForce[attribute] ?? describeStrength(inForce));
    if (present === undefined) Reflect.deleteProperty(result, argument);
    else if (!haveSameMeaningIn(attribute, present, wanted))
      result[argument] = convertToTypeOf(result[argument], present);
  }
  return result as unknown as A;
}

/** No argument of a colocation holds a node attribute that is the score, so it is observed as another score. */
const describeStrength = ({
  "score-attribute": from = "",
}: Readonly<Record<string, string>>): string => `of the node attribute ${from}`;
