import { isFencingWithoutDevice, propertyName } from "../cib/model/cluster-properties";
import { findDependents } from "../cib/status/constraints/effects";
import { lostNodesWith } from "../cib/status/status";
import { commandFor } from "../shell-quote";
import { findFailedStops } from "./failure-messages";
import { type Snapshot, findInstances, nodesToFence } from "./snapshot";

/** What happens to an object that could not be deleted. */
export const STAYS = "its definition stays in the cluster; after the repair run again";

export const describeStillActive = (primitive: string, s: Snapshot): string => {
  const nodes = findInstances(s, primitive)
    .flatMap((i) => i.nodes)
    .join(", ");
  const blocking = findDependents(s.cib, primitive).filter(
    (p) => findFailedStops(s.cib, [p]).length > 0,
  );
  const why = blocking.length > 0 ? ` before ${blocking.join(", ")}` : explainNoStop(s);
  return `${primitive}: still active on ${nodes}, and Pacemaker does not stop it${why}`;
};

function explainNoStop(s: Snapshot): string {
  const fence = nodesToFence(s);
  if (fence.length > 0) return ` before ${fence.join(", ")} is fenced`;
  if (!isFencingWithoutDevice(s.cib)) return "";
  const enabled = propertyName(s.cib, "stonith-enabled");
  return `: ${enabled} is true (the default) and there is no fence device, so Pacemaker stops nothing; run \`pcs property set ${enabled}=false\`, or add a fence device, then run again`;
}

/**
 * Describes where a primitive may still run although Pacemaker takes it for stopped: it does so without fencing as soon as it
 * has lost the connection to a remote node, and would never look there again for what has no definition.
 */
export const describeLost = (primitive: string, s: Snapshot): readonly string[] =>
  lostNodesWith(s.cib, primitive).map(
    (node) =>
      `${primitive}: the cluster has lost ${node}, where it ran and may run still: bring ${node} back, or make sure that it is off ` +
      `and run on a member of the cluster: ${commandFor`crm_node --force --remove ${node}`}; ${STAYS}`,
  );
