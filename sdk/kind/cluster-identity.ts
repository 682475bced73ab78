import type { ClusterAddress } from "../host/ssh/connection";
import { hasUnknown, isUnknown } from "./rules";

/** The hosts and ports by which a cluster is reached. Names and connections may change within a run. */
export const endpointsOf = ({ nodes }: ClusterAddress): string[] =>
  nodes.map((n) => `${n.host ?? n.name}:${n.port ?? 22}`);

/** Tells whether two addresses lead to a common node. */
const shareNode = (a: ClusterAddress, b: ClusterAddress): boolean =>
  endpointsOf(a).some((endpoint) => endpointsOf(b).includes(endpoint));

/** Tells whether two addresses mean one cluster. Nodes come, go and get new names: one common name or endpoint suffices. */
export function isSameCluster(before: ClusterAddress, now: ClusterAddress): boolean {
  if (isUnknown(now.nodes) || isUnknown(before.nodes)) return true;
  if (!hasUnknown(now.nodes) && shareNode(before, now)) return true;
  const names = before.nodes.map((n) => n.name);
  return now.nodes.some((n) => isUnknown(n.name) || names.includes(n.name));
}
