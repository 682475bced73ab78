import type { ClusterAddress } from "../host/connection";
import { hasUnknown } from "./unknown";

/** What the resources of this run have, by the endpoints of its cluster: names and connections may change in a run. */
const kept: { readonly part: string; readonly endpoints: ReadonlySet<string> }[] = [];

const endpointsOf = ({ nodes }: ClusterAddress): string[] =>
  nodes.map((n) => `${n.host ?? n.name}:${n.port ?? 22}`);

/** Whether two addresses lead to a common node. */
export const shareNode = (a: ClusterAddress, b: ClusterAddress): boolean =>
  endpointsOf(a).some((endpoint) => endpointsOf(b).includes(endpoint));

/**
 * Notes that a resource of the program has an object (by its id), or a part of one. Pulumi deletes what is no longer
 * declared at the end, by then under a name that another resource may have taken over.
 */
export function keep(address: ClusterAddress, part: string): void {
  if (!hasUnknown(address.nodes)) kept.push({ part, endpoints: new Set(endpointsOf(address)) });
}

export const isKept = (address: ClusterAddress, part: string): boolean =>
  kept.some((k) => k.part === part && endpointsOf(address).some((e) => k.endpoints.has(e)));
