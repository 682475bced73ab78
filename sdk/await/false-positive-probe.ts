import { type Element, byId } from "../cib/xml/element";
import { operationHistory } from "../cib/status/history";
import { activeNodes, onlineNodes } from "../cib/status/status";
import { NodeUnusable, NotConverged } from "../errors";
import type { ClusterAddress } from "../host/ssh/connection";
import { openSession } from "../host/ssh/session";
import { checkRunsHere } from "../host/commands/pacemaker-commands";
import { nodesFoundRunning } from "./failure-messages";

/**
 * Reports primitives that ran before the cluster had started them, such as a foreign mount or a service started at boot.
 * The cluster has adopted them as they are.
 * @param primitives those that a probe has found running
 */
export const describeFoundRunning = (
  primitives: readonly string[],
  before: Element,
  now: Element,
): readonly string[] =>
  primitives
    .filter((p) => operationHistory(before, p).length === 0)
    .map(
      (p) =>
        `probe on ${nodesFoundRunning(now, p).join(" and ")} found ${p} running before the cluster had started it; make sure that it matches the declared resource, and that only the cluster starts it`,
    );

/**
 * Refuses primitives whose status is wrong. A false positive of the probe makes Pacemaker believe that the primitive runs
 * everywhere, so the status is checked again on nodes where the primitive has been stopped since.
 * @throws NotConverged when the status of a stopped primitive still says that it runs
 */
export async function refuseFalseStatus(
  { nodes, connection }: ClusterAddress,
  primitives: readonly string[],
  cib: Element,
): Promise<void> {
  const reasons = await Promise.all(
    primitives.map(async (p) => {
      const names = stoppedAfterProbe(cib, p);
      const suspects = nodes.filter((n) => names.includes(n.name));
      const areRunning = await Promise.all(suspects.map((n) => reportsRunning(n, connection, p)));
      const wrong = suspects.filter((_n, i) => areRunning[i]).map((n) => n.name);
      return wrong.length > 0 ? [describeFalseStatus(cib, p, wrong)] : [];
    }),
  );
  if (reasons.flat().length > 0) throw new NotConverged(reasons.flat());
}

/** Nodes where a probe has found the primitive running and where it is stopped now. */
const stoppedAfterProbe = (cib: Element, primitive: string): readonly string[] => {
  const active = activeNodes(cib, primitive);
  const online = onlineNodes(cib);
  return nodesFoundRunning(cib, primitive).filter((n) => online.includes(n) && !active.includes(n));
};

/** Whether the node's own status check says that the primitive runs. An unusable node counts as not running. */
async function reportsRunning(
  node: ClusterAddress["nodes"][number],
  connection: ClusterAddress["connection"],
  primitive: string,
): Promise<boolean> {
  try {
    return await checkRunsHere(await openSession(node, connection), primitive);
  } catch (e) {
    if (e instanceof NodeUnusable) return false;
    throw e;
  }
}

function describeFalseStatus(cib: Element, primitive: string, nodes: readonly string[]): string {
  const { class: standard = "", type = "" } = byId(cib, primitive)?.attributes ?? {};
  const remedy =
    standard === "lsb"
      ? `the script breaks the LSB rules: the status of a stopped service has to exit with 3; correct /etc/init.d/${type} on every node`
      : "either something else has started it there, or the agent is wrong: the monitor of a stopped resource has to return 7 (not running)";
  return `${primitive}: probe on ${nodesFoundRunning(cib, primitive).join(" and ")} returned ok (0) before the cluster had started it, and on ${nodes.join(" and ")}, where it is stopped, it still does, so Pacemaker believes that it runs everywhere; ${remedy}`;
}
