import * as pulumi from "@pulumi/pulumi";
import { settleNames, resourcesOf } from "./settle-names";
import { declarationsOn, type Declared } from "./run";

/** A declaration with what it names and by which ids it is named: texts and resources. */
interface Named {
  readonly declared: Declared;
  readonly ids: readonly unknown[];
  readonly references: readonly unknown[];
}

/**
 * Returns the resources of the program that govern a primitive or a group: the group that holds it, and what has
 * constraints that name it. The list is complete for what the program constructs before it first waits (`await`).
 */
export async function governorsOf(cluster: object, own: Declared): Promise<string[]> {
  const { all, target } = await afterConstruction(cluster, own);
  return all
    .filter((other) => other !== target && refersTo(other, target))
    .map(({ declared }) => declared.key)
    .sort();
}

/**
 * Returns the resources that have to exist before a resource, besides those of its inputs: the cluster, its properties and
 * fence devices, and resources that it names by a plain id.
 */
export async function dependenciesOf(cluster: object, own: Declared): Promise<pulumi.Resource[]> {
  const { all, target } = await afterConstruction(cluster, own);
  const at = all.indexOf(target);
  const nodes = all.filter(({ declared }) => declared.role === "node");
  const isUsedByNode = nodes.some((node) => namesByText(node, target));
  const before = all.filter((other, i) =>
    precedes(other, target, { isEarlier: i < at, isUsedByNode }),
  );
  const resources = before.flatMap(({ declared }) => declared.resource ?? []);
  return pulumi.Resource.isInstance(cluster) ? [cluster, ...resources] : resources;
}

/** Returns what the synchronous part of the program has declared. It has constructed its resources then. */
async function afterConstruction(
  cluster: object,
  own: Declared,
): Promise<{ readonly all: readonly Named[]; readonly target: Named }> {
  await new Promise(setImmediate);
  const all = await Promise.all(declarationsOn(cluster).resources.map(namesOf));
  return { all, target: await namesOf(own) };
}

const settled = new WeakMap<Declared, Promise<Named>>();

/** Settles the outputs of a declaration once, for all that compare it. */
function namesOf(declared: Declared): Promise<Named> {
  const known = settled.get(declared);
  if (known) return known;
  const names = Promise.all([settleNames(declared.ids), settleNames(declared.references)]);
  const made = names.then(([ids, references]) => ({ declared, ids, references }));
  settled.set(declared, made);
  return made;
}

const refersTo = ({ references }: Named, { declared, ids }: Named): boolean =>
  references.some((r) => (typeof r === "string" ? ids.includes(r) : r === declared.resource));

/**
 * Tells whether a resource has to exist before another one. What is constructed later precedes only if that cannot be a
 * circle. A primitive waits for what it names if that names nothing; a virtual machine does not precede its storage.
 */
function precedes(
  other: Named,
  own: Named,
  { isEarlier, isUsedByNode }: { readonly isEarlier: boolean; readonly isUsedByNode: boolean },
): boolean {
  if (other === own) return false;
  const [{ role, isIndependent }, { role: ownRole }] = [other.declared, own.declared];
  if (role === "first") return isEarlier || (ownRole !== "first" && isIndependent);
  if (ownRole === "first") return false;
  const isLeaf = role === "primitive" && isIndependent && other.references.length === 0;
  const isWhole = ownRole === "group" || ownRole === "other";
  if (namesByText(own, other) && (isLeaf || (isWhole && role !== "other"))) return true;
  return role === "node" && ownRole !== "node" && !isUsedByNode && (isEarlier || isIndependent);
}

const namesByText = ({ references }: Named, { ids }: Named): boolean =>
  references.some((r) => typeof r === "string" && ids.includes(r));

/** Tells whether a value holds nothing that another resource of the program makes, except the given one. */
export function isIndependentOf(value: unknown, except: unknown): boolean {
  if (value === except || typeof value !== "object" || value === null) return true;
  if (value instanceof Promise || pulumi.Resource.isInstance(value)) return false;
  if (pulumi.Output.isInstance(value)) return [...resourcesOf(value)].every((r) => r === except);
  return Object.values(value).every((v) => isIndependentOf(v, except));
}
