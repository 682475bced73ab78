import { describeUndeclarableParts } from "../../cib/model/constraints/constraint";
import { isConstrainable, resourceIds } from "../../cib/model/references";
import { type Element, byId, idOf } from "../../cib/xml/element";
import { isSchemaBelow, schemaName } from "../../cib/xml/versions";
import { PreconditionFailed } from "../../errors";
import { commandFor } from "../../shell-quote";
import type { ConstraintArgument, ConstraintDefinition, ConstraintInputs } from "./definition";

type Table = Readonly<Record<string, ConstraintArgument>>;

/** Refuses references to what the cluster lacks, with everything else that it lacks. */
export function refuseMissing(
  cib: Element,
  references: readonly (readonly [path: string, id: string])[],
  more: readonly string[],
): void {
  const present = resourceIds(cib).join(", ") || "none";
  const missing = references
    .filter(([, named]) => !isConstrainable(cib, named))
    .map(
      ([r, named]) => `${r}: there is no resource ${named} in the cluster (there is: ${present})`,
    );
  const all = [...missing, ...more];
  if (all.length > 0) throw new PreconditionFailed(all.join("\n"));
}

/** Describes the given arguments that the cluster's schema does not know. */
export function describeNewer(
  cib: Element,
  table: Table,
  setTable: Table,
  args: ConstraintInputs,
): readonly string[] {
  const newer = (of: Table, given: object, path: string): readonly string[] =>
    Object.entries(of).flatMap(([name, { since }]) => {
      const value = (given as Readonly<Record<string, unknown>>)[name];
      if (since === undefined || value === undefined || !isSchemaBelow(cib, since)) return [];
      return [
        `${path}${name}: needs the schema pacemaker-${since.join(".")} or newer, and the cluster has ${schemaName(cib)}: leave it out, or raise the schema (cibadmin --upgrade)`,
      ];
    });
  return [
    ...newer(table, args, ""),
    ...(args.sets ?? []).flatMap((set, i) => newer(setTable, set, `sets[${i}].`)),
  ];
}

/** Refuses an id that another kind of object has. */
export function refuseOther(cib: Element, id: string | undefined, tag: string): void {
  const present = id === undefined ? undefined : byId(cib, id);
  if (!present || present.name === tag) return;
  throw new PreconditionFailed(
    `name: the id ${idOf(present)} belongs to a ${present.name} of the cluster; choose another name`,
  );
}

/** Refuses to change a constraint that cannot be read completely. Writing it would lose the unread part. */
export function refuseUnlike<D, A>(
  cib: Element,
  { describeUnlike }: ConstraintDefinition<D, A>,
  id: string | undefined,
  before: A | undefined,
): void {
  const present = id === undefined ? undefined : byId(cib, id);
  if (!present) return;
  // What was added to a constraint of the program stays.
  const added = before === undefined ? describeUndeclarableParts(present) : undefined;
  const why = added ?? describeUnlike?.(present);
  if (why === undefined) return;
  throw new PreconditionFailed(
    `${idOf(present)} in the cluster is left as it is: ${why}, which cannot be declared here; change it by hand, ` +
      `or delete it (${commandFor`pcs constraint delete ${idOf(present)}`}) and run again, or declare another constraint under another name`,
  );
}
