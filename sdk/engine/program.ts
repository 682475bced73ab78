import * as pulumi from "@pulumi/pulumi";

const claims = new WeakMap<object, Map<string, string>>();
const properties = new WeakMap<object, pulumi.Resource[]>();

/**
 * Takes ids of one cluster for a resource of this program.
 * @throws Error when another resource of the program has taken one of them; ids that are outputs are not checked here
 */
export function claim(
  cluster: object,
  resource: string,
  ids: readonly (pulumi.Input<string> | undefined)[],
): void {
  const taken = claims.get(cluster) ?? new Map<string, string>();
  claims.set(cluster, taken);
  for (const id of ids) {
    if (typeof id !== "string") continue;
    const owner = taken.get(id);
    if (owner !== undefined)
      throw new Error(
        `${resource}: the id "${id}" is already taken by the resource "${owner}" of this program on the same cluster; set another \`name\``,
      );
    taken.set(id, resource);
  }
}

/** Notes a PacemakerProperties, on which everything constructed later on the same cluster depends. */
export function remember(cluster: object, resource: pulumi.Resource): void {
  properties.set(cluster, [...(properties.get(cluster) ?? []), resource]);
}

export const propertiesOf = (cluster: object): readonly pulumi.Resource[] =>
  properties.get(cluster) ?? [];
