import { type Element, idOf } from "../../cib/xml/element";
import { byId, removeById } from "../../cib/xml/find";
import {
  type ConstraintSpec,
  findEqualConstraint,
  putConstraint,
} from "../../cib/model/constraint";
import { isResource, resourceIds } from "../../cib/model/references";
import { convertToTypeOf, haveSameMeaning } from "../../cib/xml/values";
import type { CibKind, CommonInputs, Failure } from "../../kind/cib-kind";
import { type Rule, check, id, nonEmpty, unknownArguments } from "../../kind/rules";
import { Refused } from "../../errors";

export interface ConstraintInputs extends CommonInputs {
  readonly name?: string;
}

export interface ConstraintDefinition<A> {
  readonly type: string;
  /** The names of all arguments. */
  readonly names: Readonly<Record<string, boolean>>;
  readonly spec: (args: A) => ConstraintSpec;
  /** Each argument with the attribute that it becomes. */
  readonly attributes: Readonly<Partial<Record<keyof A & string, string>>>;
  /** Arguments that name resources. */
  readonly references: readonly (keyof A & string)[];
  readonly validate: (args: A) => readonly Failure[];
  /** What else of the arguments the cluster does not have. */
  readonly missing?: (cib: Element, args: A) => readonly string[];
  /** Why a constraint of the cluster is of a form that these arguments cannot have: it is left as it is. */
  readonly unlike?: (present: Element) => string | undefined;
  /** The arguments as an element has them, where they are more than its attributes. */
  readonly observe?: (args: A, present: Element) => A;
}

type Args = Readonly<Record<string, unknown>>;

/** A kind of constraints, which can also be a part of the resource that they place. */
export interface ConstraintKind<A> extends CibKind<A> {
  readonly spec: (args: A) => ConstraintSpec;
}

/** The kind of every constraint that is one element with attributes. */
export function constraintKind<A extends ConstraintInputs>(
  d: ConstraintDefinition<A>,
): ConstraintKind<A> {
  return {
    type: d.type,
    spec: d.spec,
    references: d.references,
    validate: (args) => [
      ...unknownArguments(args, d.names),
      ...check(args, "name", id),
      ...d.validate(args),
    ],
    locate: (cib, args, known) => {
      const named = known ?? args.name;
      return named === undefined
        ? findEqualConstraint(cib, d.spec(args))
        : (byId(cib, named) ??
            (known === undefined ? findEqualConstraint(cib, d.spec(args)) : undefined));
    },
    put: (cib, { id: known, args, before }) => {
      refuseMissing(cib, d, args);
      refuseOther(cib, known ?? args.name, d.spec(args).tag);
      refuseUnlike(cib, d, known ?? args.name);
      return putConstraint(cib, known ?? args.name, d.spec(args), before && d.spec(before));
    },
    observe: (cib, known, args) => {
      const e = byId(cib, known);
      if (e?.name !== d.spec(args).tag) return undefined;
      return d.observe ? d.observe(args, e) : observed(d, args, e.attributes);
    },
    remove: (cib, known) => removeById(cib, known),
    awaits: (_cib, _id, args) => ({
      resources: d.references.map((r) => String((args as unknown as Args)[r])),
      quiet: true,
    }),
  };
}

function refuseMissing<A extends ConstraintInputs>(
  cib: Element,
  d: ConstraintDefinition<A>,
  args: A,
): void {
  const named = (r: string): string => String((args as unknown as Args)[r]);
  const known = resourceIds(cib).join(", ") || "none";
  const missing = d.references
    .filter((r) => !isResource(cib, named(r)))
    .map((r) => `${r}: there is no resource ${named(r)} in the cluster (there is: ${known})`);
  const all = [...missing, ...(d.missing?.(cib, args) ?? [])];
  if (all.length > 0) throw new Refused(all.join("\n"));
}

function refuseOther(cib: Element, id: string | undefined, tag: string): void {
  const present = id === undefined ? undefined : byId(cib, id);
  if (!present || present.name === tag) return;
  throw new Refused(
    `name: the id ${idOf(present)} belongs to a ${present.name} of the cluster; choose another name`,
  );
}

/** What could not be read could not be written either, and would be lost. */
function refuseUnlike<A extends ConstraintInputs>(
  cib: Element,
  { unlike }: ConstraintDefinition<A>,
  id: string | undefined,
): void {
  const present = id === undefined ? undefined : byId(cib, id);
  const why = present && unlike?.(present);
  if (why === undefined) return;
  throw new Refused(
    `${idOf(present as Element)} in the cluster is left as it is: ${why}, which cannot be declared here; change it by hand, ` +
      `or delete it (pcs constraint delete ${idOf(present as Element)}) and run again, or declare another constraint under another name`,
  );
}

function observed<A extends ConstraintInputs>(
  d: ConstraintDefinition<A>,
  args: A,
  seen: Readonly<Record<string, string>>,
): A {
  const declared = d.spec(args).attributes;
  const result: Record<string, unknown> = { ...(args as unknown as Args) };
  for (const [argument, attribute] of Object.entries(d.attributes) as [string, string][]) {
    const wanted = declared[attribute];
    if (wanted === undefined) continue;
    const present = seen[attribute];
    if (present === undefined) Reflect.deleteProperty(result, argument);
    else if (!haveSameMeaning(present, wanted))
      result[argument] = convertToTypeOf(result[argument], present);
  }
  return result as unknown as A;
}

/** The other resource of a constraint: one that is not the first. */
export const otherThan =
  (first: string): Rule =>
  (v) =>
    nonEmpty(v) ?? (v === first ? `${JSON.stringify(v)} is the same resource twice` : undefined);
