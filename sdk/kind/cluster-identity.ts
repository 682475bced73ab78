import type { ClusterAddress } from "../host/ssh/connection";
import { hasUnknown, isUnknown } from "./rules";

/** Returns the hosts and ports of a cluster's nodes. Node names and connections may change within a run. */
export const endpointsOf = ({ nodes, connection }: ClusterAddress): string[] =>
  nodes.map((n) => `${n.host ?? n.name}:${n.port ?? connection?.port ?? 22}`);

/** Tells whether two addresses share a node's endpoint. */
const shareNode = (a: ClusterAddress, b: ClusterAddress): boolean =>
  endpointsOf(a).some((endpoint) => endpointsOf(b).includes(endpoint));

/**
 * Tells whether two addresses mean the same cluster. One common name or endpoint is enough, because nodes are added,
 * removed and renamed.
 */
export function isSameCluster(before: ClusterAddress, now: ClusterAddress): boolean {
  if (isUnknown(now.nodes) || isUnknown(before.nodes)) return true;
  if (!hasUnknown(now.nodes) && shareNode(before, now)) return true;
  const names = before.nodes.map((n) => n.name);
  return now.nodes.some((n) => isUnknown(n.name) || names.includes(n.name));
}
