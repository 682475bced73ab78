import { putConstraint } from "../../cib/model/constraints/constraint";
import { findEqualConstraint } from "../../cib/model/constraints/meaning";
import type { ConstraintSpec } from "../../cib/model/constraints/spec";
import { byId, childNamed, removeById } from "../../cib/xml/element";
import { spellRole } from "../../cib/xml/spell-role";
import { isRole } from "../../cib/xml/values";
import { argumentsWith, validateTable } from "../../kind/arguments";
import { type Failure, isUnknown } from "../../kind/rules";
import type {
  ConstraintArgument,
  ConstraintDefinition,
  ConstraintInputs,
  ConstraintKind,
  RoleOf,
} from "./definition";
import { observeConstraintAttributes } from "./observe";
import { readConstraint } from "./read";
import { describeNewer, refuseMissing, refuseOther, refuseUnlike } from "./refuse";
import { observeResourceSets, setReferences, specOfSets } from "./sets";
import { validateSingle } from "./validate-single";

type Values = Readonly<Record<string, unknown>>;

/** Makes the kind of a constraint from its argument table. The constraint is one element with attributes, sets and rules. */
export function constraintKind<D, A extends ConstraintInputs>(
  d: ConstraintDefinition<D, A>,
): ConstraintKind<A> {
  const table: Readonly<Record<string, ConstraintArgument>> = d.arguments;
  const singles = argumentsWith(table, "reference").filter((name) => name !== "sets");
  const spec = (args: A, roleOf: RoleOf = (role) => role): ConstraintSpec => {
    const rules = d.rules?.(args);
    const written = rules ? withoutReplaced(table) : table;
    const attributes = attributesOf(written, args as unknown as Values, roleOf);
    return {
      tag: d.tag,
      attributes,
      ...(rules ? { rules: rules.map((r) => (r.role ? { ...r, role: roleOf(r.role) } : r)) } : {}),
      ...(args.sets ? { sets: specOfSets(d.sets, args.sets, roleOf) } : {}),
      proposedId: d.proposeId(args, roleOf),
    };
  };
  const mayBeSame = d.mayBeSame ?? (() => false);
  const referencesOf = (args: A): readonly (readonly [string, string])[] => [
    ...singles.flatMap((name) => {
      const value = (args as unknown as Readonly<Record<string, string | undefined>>)[name];
      return value === undefined ? [] : [[name, value] as const];
    }),
    ...setReferences(args.sets),
  ];
  return {
    type: d.type,
    tag: d.tag,
    arguments: table,
    spec: (args) => spec(args),
    mayBeSame,
    validate: (args) => [
      ...validateTable(table, args),
      ...validateSingle(table, args),
      ...(mayBeSame(args) ? [] : refuseSameTwice(singles, args as unknown as Values)),
      ...(d.validate?.(args) ?? []),
    ],
    locate: (cib, args, known) => {
      const named = known ?? args.name;
      const present = named === undefined ? undefined : byId(cib, named);
      return present ?? (known === undefined ? findEqualConstraint(cib, spec(args)) : undefined);
    },
    put: (cib, { id: known, args, before }) => {
      const named = known ?? args.name;
      const present = named === undefined ? undefined : byId(cib, named);
      refuseMissing(cib, referencesOf(args), [
        ...describeNewer(cib, table, d.sets, args),
        ...(d.describeMissing?.(cib, args, present) ?? []),
      ]);
      refuseOther(cib, named, d.tag);
      refuseUnlike(cib, d, named, before);
      const wanted = spec(args, (role) => spellRole(cib, role));
      const put = putConstraint(cib, named, wanted, before && spec(before));
      const warnings = d.describeRivals?.(cib, args, put.id) ?? [];
      return warnings.length > 0 ? { ...put, warnings } : put;
    },
    observe: (cib, known, args) => {
      const e = byId(cib, known);
      if (e?.name !== d.tag) return undefined;
      const { sets: declared, ...seen } = observeConstraintAttributes(
        table,
        spec(args),
        args,
        e.attributes,
      );
      const sets = childNamed(e, "resource_set")
        ? { sets: observeResourceSets(d.sets, declared, e) }
        : undefined;
      const observed = { ...seen, ...sets } as unknown as A;
      return d.observe?.(observed, e, args) ?? observed;
    },
    remove: (cib, known) => removeById(cib, known),
    referenced: { referenceIds: (id) => [id] },
    read: readConstraint(d),
    awaits: (cib, _id, args) => ({
      resources: [...referencesOf(args).map(([, id]) => id), ...(d.selected?.(cib, args) ?? [])],
      onlySettled: true,
    }),
  };
}

const withoutReplaced = (
  table: Readonly<Record<string, ConstraintArgument>>,
): Readonly<Record<string, ConstraintArgument>> =>
  Object.fromEntries(Object.entries(table).filter(([, argument]) => !argument.replacedByRule));

/** Returns the given attributes in the order of the table. */
const attributesOf = (
  table: Readonly<Record<string, ConstraintArgument>>,
  args: Values,
  roleOf: RoleOf,
): Record<string, string> =>
  Object.fromEntries(
    Object.entries(table).flatMap(([name, { attribute, defaultValue }]) => {
      const value = (args[name] ?? defaultValue) as string | number | boolean | undefined;
      if (attribute === undefined || value === undefined) return [];
      return [[attribute, isRole(attribute) ? roleOf(String(value)) : String(value)]];
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
