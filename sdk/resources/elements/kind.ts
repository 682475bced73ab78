import {
  type DeclaredPart,
  type Place,
  describeMissingObjects,
  findInSection,
  putInSection,
  removeFromSection,
} from "../../cib/model/elements/in-section";
import { type Element, byId, idOf, sectionOf } from "../../cib/xml/element";
import { PreconditionFailed } from "../../errors";
import { validateTable } from "../../kind/arguments";
import type { CibKind } from "../../kind/cib-kind";
import type { ElementDefinition, ElementInputs, ElementTable } from "./definition";

type Values = Readonly<Record<string, unknown>>;

/** Makes a kind of which each object is one element of a section, from its argument table. */
export function elementKind<D, A extends ElementInputs>(d: ElementDefinition<D, A>): CibKind<A> {
  const table: ElementTable = d.arguments;
  const place = ({ name }: A): Place => ({ section: d.section, tag: d.tag, id: name });
  // Another kind of object may have the id of an account, so the Pulumi id tells them apart.
  const pulumiId = ({ name }: A): string => (d.isAccount ? `${d.tag}/${name}` : name);
  return {
    type: d.type,
    arguments: table,
    validate: (args) => [...validateTable(table, args), ...(d.validate?.(args) ?? [])],
    locate: (cib, args) => findInSection(cib, place(args)),
    put: (cib, { args, before }) => {
      refuse([
        ...(d.isAccount ? [] : describeTaken(cib, place(args))),
        ...describeMissingTargets(cib, table, args as unknown as Values),
        ...(d.describeImpossible?.(cib, args) ?? []),
      ]);
      const warnings = d.describeDoubts?.(cib, args) ?? [];
      return {
        cib: putInSection(cib, place(args), declaredParts(table, args, before)),
        id: pulumiId(args),
        ...(warnings.length > 0 ? { warnings } : {}),
      };
    },
    observe: (cib, _id, args) => {
      const e = findInSection(cib, place(args));
      return e && observeParts(table, e, args);
    },
    remove: (cib, _id, args) => removeFromSection(cib, place(args)),
    read: (cib, e) => {
      const isOwn = e.name === d.tag && sectionOf(cib, d.section).children.includes(e);
      return isOwn ? { name: idOf(e), ...readParts(table, e) } : undefined;
    },
    referenced: { referenceIds: (_id, args) => (d.isAccount ? [] : [args.name]) },
    awaits: () => ({ resources: [] }),
  };
}

/** @throws PreconditionFailed with all reasons, if there are any */
export function refuse(reasons: readonly string[]): void {
  if (reasons.length > 0) throw new PreconditionFailed(reasons.join("\n"));
}

function describeTaken(cib: Element, { tag, id }: Place): readonly string[] {
  const present = byId(cib, id);
  return !present || present.name === tag
    ? []
    : [`name: the id ${id} belongs to a ${present.name} of the cluster; choose another name`];
}

const describeMissingTargets = (
  cib: Element,
  table: ElementTable,
  args: Values,
): readonly string[] =>
  Object.entries(table).flatMap(([name, { target }]) =>
    target
      ? describeMissingObjects(cib, name, target, (args[name] ?? []) as readonly string[])
      : [],
  );

/** Returns the parts with what the arguments declare of them. */
export const declaredParts = (
  table: ElementTable,
  args: object,
  before: object | undefined,
): readonly DeclaredPart[] => {
  const [now, was] = [args as Values, (before ?? {}) as Values];
  return Object.entries(table).flatMap(([name, { part }]) =>
    part ? [{ part, change: { value: now[name], before: was[name] } }] : [],
  );
};

/** Returns the arguments with observed values in place of declared ones. */
export function observeParts<A extends object>(table: ElementTable, e: Element, args: A): A {
  const result: Record<string, unknown> = { ...(args as Values) };
  for (const [name, { part }] of Object.entries(table)) {
    if (!part) continue;
    const seen = part.observe(e, result[name]);
    if (seen === undefined) Reflect.deleteProperty(result, name);
    else result[name] = seen;
  }
  return result as unknown as A;
}

/** Reads the parts of an element as arguments. */
export const readParts = (table: ElementTable, e: Element): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(table).flatMap(([name, { part, required }]) => {
      const value = part?.read(e) ?? (part && required === true ? [] : undefined);
      return value === undefined ? [] : [[name, value]];
    }),
  );
