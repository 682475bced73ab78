import * as pulumi from "@pulumi/pulumi";
import { isReferable, type Ref } from "../../program/pacemaker-resource";
import type { PrimitiveBase } from "../primitives/base";

/** Tells whether a member is a primitive of this library, also if another copy of the package has made it. */
const isPrimitive = (member: Ref): member is PrimitiveBase =>
  isReferable(member) && "givenId" in member;

/** The id of a member as the program gives it. */
export const givenId = (member: Ref): pulumi.Input<string> | undefined => {
  if (isPrimitive(member)) return member.givenId;
  return isReferable(member) ? undefined : member;
};

/**
 * Applies a function to a list of members, which can be an output. What is no list passes unchanged, so that validation can
 * refuse it.
 */
export function mapMembers<T>(
  members: pulumi.Input<Ref[]>,
  map: (list: readonly Ref[]) => T,
): T | pulumi.Output<T> {
  const mapList = (list: unknown): T =>
    Array.isArray(list) ? map(list as readonly Ref[]) : (list as T);
  return Array.isArray(members) ? mapList(members) : pulumi.output(members).apply(mapList);
}

/** Returns the members that this group starts. They are sorted, so that a new order changes only `members`. */
export function findHeldMembers(members: readonly Ref[]): pulumi.Output<string[]> | undefined {
  const primitives = members.filter(isPrimitive);
  if (primitives.length === 0) return undefined;
  return pulumi
    .all(primitives.map((m) => pulumi.all([m.name, m.startWithGroup])))
    .apply((list) => list.flatMap(([id, waits]) => (waits ? [id] : [])).sort());
}
