import { createHash } from "node:crypto";
import type { ClusterAddress } from "../host/ssh/connection";
import { endpointsOf } from "../kind/cluster-identity";
import { hasUnknown } from "../kind/rules";

/** Digests of the inputs that the program declares in this run: inputs may be large and hold secrets. */
const declared = new Set<string>();
/** Objects that resources of this run have, each with the endpoints of the clusters that hold it. */
const retained = new Map<string, Set<string>>();

const digest = (inputs: string): string => createHash("sha256").update(inputs).digest("base64");

/**
 * Notes inputs that the program declares in this run. Pulumi also asks for differences when it refreshes, even for
 * resources that the same run deletes (`up --refresh`, `destroy --refresh`); only declared inputs are checked.
 */
export function noteDeclared(inputs: string): void {
  declared.add(digest(inputs));
}

export const isDeclared = (inputs: string): boolean => declared.has(digest(inputs));

/**
 * Notes that a resource of the program has an object (by its id), or a part of one. Pulumi deletes undeclared resources
 * last, and another resource may have taken over their object by then.
 */
export function retain(address: ClusterAddress, part: string): void {
  if (hasUnknown(address.nodes)) return;
  retained.set(part, new Set([...(retained.get(part) ?? []), ...endpointsOf(address)]));
}

export const isRetained = (address: ClusterAddress, part: string): boolean =>
  endpointsOf(address).some((endpoint) => retained.get(part)?.has(endpoint));
