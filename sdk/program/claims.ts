import * as pulumi from "@pulumi/pulumi";
import { declarationsOn } from "./run";

type Ids = readonly (pulumi.Input<string> | undefined)[];

/**
 * Claims ids of one cluster for a resource of this program. Ids that are outputs are not checked.
 * @throws RunError if another resource of the program has claimed one of them
 */
export function claimIds(cluster: object, resource: string, ids: Ids): void {
  claim(declarationsOn(cluster).ids, resource, ids, (id, owner) => {
    const taken = `the id "${id}" is already taken by the resource "${owner}" of this program on the same cluster`;
    return `${resource}: ${taken}; set another \`name\``;
  });
}

/**
 * Claims members for a group of this program. The validation of arguments finds a member that is listed twice.
 * @throws RunError if another group of the program has claimed a member
 */
export function claimMembers(cluster: object, group: string, ids: Ids): void {
  claim(declarationsOn(cluster).members, group, [...new Set(ids)], (id, owner) => {
    const taken = `${id} is already a member of the group "${owner}" of this program`;
    return `${group}: members: ${taken}; a resource can be in one group only`;
  });
}

/**
 * Claims objects that have no id in the CIB: a constraint, a file, a key in a file, a service.
 * @throws RunError if another resource of the program has claimed one of them
 */
export function claimObjects(cluster: object, resource: string, objects: Ids): void {
  claim(declarationsOn(cluster).objects, resource, objects, (object, owner) => {
    return `${resource}: ${object} is already declared by the resource "${owner}" of this program on the same cluster; declare it once`;
  });
}

function claim(
  taken: Map<string, string>,
  owner: string,
  ids: Ids,
  describe: (id: string, owner: string) => string,
): void {
  for (const id of ids) {
    if (typeof id !== "string") continue;
    const before = taken.get(id);
    if (before !== undefined) throw new pulumi.RunError(describe(id, before));
    taken.set(id, owner);
  }
}
