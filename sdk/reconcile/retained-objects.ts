import type { ClusterAddress } from "../host/ssh/connection";
import { hasUnknown } from "../kind/unknown-values";

/** Endpoints of the clusters in which the resources of this run have a part: names and connections may change in a run. */
const kept = new Map<string, Set<string>>();

const endpointsOf = ({ nodes }: ClusterAddress): string[] =>
  nodes.map((n) => `${n.host ?? n.name}:${n.port ?? 22}`);

/** Whether two addresses lead to a common node. */
export const shareNode = (a: ClusterAddress, b: ClusterAddress): boolean =>
  endpointsOf(a).some((endpoint) => endpointsOf(b).includes(endpoint));

/**
 * Notes that a resource of the program has an object (by its id), or a part of one. Pulumi deletes what is no longer
 * declared at the end, by then under a name that another resource may have taken over.
 */
export function retain(address: ClusterAddress, part: string): void {
  if (hasUnknown(address.nodes)) return;
  kept.set(part, new Set([...(kept.get(part) ?? []), ...endpointsOf(address)]));
}

export const isRetained = (address: ClusterAddress, part: string): boolean =>
  endpointsOf(address).some((endpoint) => kept.get(part)?.has(endpoint));
