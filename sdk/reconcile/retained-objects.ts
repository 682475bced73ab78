import { createHash } from "node:crypto";
import type { ClusterAddress } from "../host/ssh/connection";
import { endpointsOf } from "../kind/cluster-identity";
import { hasUnknown } from "../kind/rules";

/** Digests of the inputs that the program declares in this run. The inputs themselves may be large and contain secrets. */
const declared = new Set<string>();
/** Ids of the objects and parts that resources of this run have, each with the endpoints of its clusters. */
const retained = new Map<string, Set<string>>();

const digest = (inputs: string): string => createHash("sha256").update(inputs).digest("base64");

/**
 * Notes inputs that the program declares in this run. A refresh also calls diff, even for resources that the same run
 * deletes (`up --refresh`, `destroy --refresh`). Check is called for declared inputs only.
 */
export function noteDeclared(inputs: string): void {
  declared.add(digest(inputs));
}

export const isDeclared = (inputs: string): boolean => declared.has(digest(inputs));

/**
 * Notes that a resource of the program has an object (by its id), or a part of one. Pulumi deletes undeclared resources
 * last. Another resource may have adopted their object by then.
 */
export function retain(address: ClusterAddress, part: string): void {
  if (hasUnknown(address.nodes)) return;
  retained.set(part, new Set([...(retained.get(part) ?? []), ...endpointsOf(address)]));
}

/** Ids of the objects that this run replaces, each with the endpoints of its clusters. */
const replaced = new Map<string, Set<string>>();

/** Notes that an object is deleted and made anew in this run. */
export function noteReplaced(address: ClusterAddress, id: string): void {
  if (hasUnknown(address.nodes)) return;
  replaced.set(id, new Set([...(replaced.get(id) ?? []), ...endpointsOf(address)]));
}

export const isBeingReplaced = (address: ClusterAddress, id: string): boolean =>
  endpointsOf(address).some((endpoint) => replaced.get(id)?.has(endpoint));

/** Takes back what `retain` noted. */
export function release(address: ClusterAddress, part: string): void {
  const others = retained.get(part);
  if (!others || hasUnknown(address.nodes)) return;
  for (const endpoint of endpointsOf(address)) others.delete(endpoint);
}

export const isRetained = (address: ClusterAddress, part: string): boolean =>
  endpointsOf(address).some((endpoint) => retained.get(part)?.has(endpoint));
