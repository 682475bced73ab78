import * as pulumi from "@pulumi/pulumi";
import { declarationsOn, type Declared } from "./run";

/**
 * Returns the resources of the program that govern a primitive or a group: the group that holds it, and what has
 * constraints that name it. The list is complete for what the program constructs before it first waits (`await`).
 */
export const governorsOf = (cluster: object, own: Declared): Promise<string[]> =>
  afterConstruction(() => findGovernors(declarationsOn(cluster).resources, own));

/**
 * Returns the resources that have to exist before a resource, besides those of its inputs: the cluster, its properties and
 * fence devices, and resources that it names by a plain id.
 */
export const dependenciesOf = (cluster: object, own: Declared): Promise<pulumi.Resource[]> =>
  afterConstruction(() => {
    const before = declarationsOn(cluster).resources.filter((other, i, all) =>
      precedes(other, own, i < all.indexOf(own)),
    );
    const resources = before.flatMap(({ resource }) => resource ?? []);
    return pulumi.Resource.isInstance(cluster) ? [cluster, ...resources] : resources;
  });

/** Resolves when the synchronous part of the program has run: then it has constructed its resources. */
const afterConstruction = <T>(find: () => T): Promise<T> =>
  new Promise((resolve) => setImmediate(() => resolve(find())));

const findGovernors = (declared: readonly Declared[], own: Declared): string[] =>
  declared
    .filter((other) => other !== own && refersTo(other, own))
    .map(({ key }) => key)
    .sort();

const refersTo = (declared: Declared, target: Declared): boolean =>
  declared.references.some((reference) => isReference(reference, target));

function isReference(reference: unknown, target: Declared): boolean {
  if (typeof reference === "string") return target.ids.includes(reference);
  const { resource } = target;
  if (resource === undefined) return false;
  if (pulumi.Output.isInstance(reference)) return resourcesOf(reference).has(resource);
  return reference === resource;
}

/** The resources of which an output depends. The SDK has them, and does not declare them. */
const resourcesOf = (output: object): ReadonlySet<unknown> =>
  (output as { readonly resources?: () => ReadonlySet<unknown> }).resources?.() ?? new Set();

/**
 * Tells whether a resource has to exist before another one. One that is constructed later precedes only if that cannot be
 * a circle: it depends on nothing, or primitives do not depend on it.
 */
function precedes(other: Declared, own: Declared, isEarlier: boolean): boolean {
  if (other === own) return false;
  if (other.role === "first") return isEarlier || (own.role !== "first" && other.isIndependent);
  return own.role !== "primitive" && other.role !== "other" && namesByText(own, other);
}

const namesByText = ({ references }: Declared, { ids }: Declared): boolean =>
  references.some((r) => typeof r === "string" && ids.includes(r));

/** Tells whether a value holds nothing that another resource of the program makes, except the given one. */
export function isIndependentOf(value: unknown, except: unknown): boolean {
  if (value === except || typeof value !== "object" || value === null) return true;
  if (value instanceof Promise || pulumi.Resource.isInstance(value)) return false;
  if (pulumi.Output.isInstance(value)) return [...resourcesOf(value)].every((r) => r === except);
  return Object.values(value).every((v) => isIndependentOf(v, except));
}
