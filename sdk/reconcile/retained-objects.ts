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

/** Returns the retained files of a cluster, by their absolute paths. */
export const retainedFiles = (address: ClusterAddress): readonly string[] =>
  [...retained.keys()].filter((part) => part.startsWith("/") && isRetained(address, part));

export const isRetained = (address: ClusterAddress, part: string): boolean =>
  endpointsOf(address).some((endpoint) => retained.get(part)?.has(endpoint));
