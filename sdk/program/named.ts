import { settleNames } from "./settle-names";
import { declarationsOn, type Declared } from "./run";

/** A declaration with what it names and by which ids it is named: texts and resources. */
export interface Named {
  readonly declared: Declared;
  readonly ids: readonly unknown[];
  readonly references: readonly unknown[];
}

/** Returns what the synchronous part of the program has declared. It has constructed its resources then. */
export async function afterConstruction(cluster: object): Promise<readonly Named[]> {
  await new Promise(setImmediate);
  const { resources } = declarationsOn(cluster);
  const known = settled.get(resources);
  if (known?.count === resources.length) return known.all;
  const all = Promise.all(resources.map(namesOf));
  settled.set(resources, { count: resources.length, all });
  return all;
}

/** What is settled of a run, for all that compare it. */
const settled = new WeakMap<object, { readonly count: number; readonly all: Promise<Named[]> }>();

const names = new WeakMap<Declared, Promise<Named>>();

/** Settles the outputs of a declaration once. */
function namesOf(declared: Declared): Promise<Named> {
  const known = names.get(declared);
  if (known) return known;
  const settling = Promise.all([settleNames(declared.ids), settleNames(declared.references)]);
  const made = settling.then(([ids, references]) => ({ declared, ids, references }));
  names.set(declared, made);
  return made;
}

/** Tells whether a resource names another one, by a text or by the resource itself. */
export const refersTo = ({ references }: Named, { declared, ids }: Named): boolean =>
  references.some((r) => (typeof r === "string" ? ids.includes(r) : r === declared.resource));

export const namesByText = ({ references }: Named, { ids }: Named): boolean =>
  references.some((r) => typeof r === "string" && ids.includes(r));
