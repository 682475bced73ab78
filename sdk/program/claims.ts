import * as pulumi from "@pulumi/pulumi";

type Claims = WeakMap<object, Map<string, string>>;
const claims: Claims = new WeakMap();
const memberships: Claims = new WeakMap();
const places: Claims = new WeakMap();
const first = new WeakMap<object, pulumi.Resource[]>();

type Ids = readonly (pulumi.Input<string> | undefined)[];

/**
 * Takes ids of one cluster for a resource of this program.
 * @throws RunError when another resource of the program has taken one of them; ids that are outputs are not checked here
 */
export function claimIds(cluster: object, resource: string, ids: Ids): void {
  take(claims, cluster, resource, ids, (id, owner) => {
    const taken = `the id "${id}" is already taken by the resource "${owner}" of this program on the same cluster`;
    return `${resource}: ${taken}; set another \`name\``;
  });
}

/**
 * Takes members for a group of this program; one that is listed twice is found with the other arguments.
 * @throws RunError when one is in another group of the program
 */
export function claimMembers(cluster: object, group: string, ids: Ids): void {
  take(memberships, cluster, group, [...new Set(ids)], (id, owner) => {
    const taken = `${id} is already a member of the group "${owner}" of this program`;
    return `${group}: members: ${taken}; a resource can be in one group only`;
  });
}

/**
 * Takes what lies beside Pacemaker: a file, a key in one, a service.
 * @throws RunError when another resource of the program has it
 */
export function claimPlaces(cluster: object, resource: string, own: Ids): void {
  take(places, cluster, resource, own, (place, owner) => {
    return `${resource}: ${place} is already declared by the resource "${owner}" of this program on the same cluster; declare it once`;
  });
}

function take(
  all: Claims,
  cluster: object,
  owner: string,
  ids: Ids,
  worded: (id: string, owner: string) => string,
): void {
  const taken = all.get(cluster) ?? new Map<string, string>();
  all.set(cluster, taken);
  for (const id of ids) {
    if (typeof id !== "string") continue;
    const before = taken.get(id);
    if (before !== undefined) throw new pulumi.RunError(worded(id, before));
    taken.set(id, owner);
  }
}

/** Notes a resource on which everything constructed later on the same cluster depends. */
export function declareFirst(cluster: object, resource: pulumi.Resource): void {
  first.set(cluster, [...(first.get(cluster) ?? []), resource]);
}

export const declaredFirst = (cluster: object): readonly pulumi.Resource[] =>
  first.get(cluster) ?? [];
