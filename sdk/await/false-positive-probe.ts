import type { Element } from "../cib/xml/element";
import { byId } from "../cib/xml/find";
import { activeNodes, operationHistory, onlineNodes } from "../cib/status/status";
import { NodeUnusable, NotConverged } from "../errors";
import type { ClusterAddress } from "../host/ssh/connection";
import { openSession } from "../host/ssh/session";
import { checkRunsHere } from "../host/commands/pacemaker-commands";
import { nodesFoundRunning } from "./failure-messages";

/** What was running before the cluster knew of it, and was taken as it is: another mount, a service started at boot. */
export const describeFoundRunning = (
  primitives: readonly string[],
  before: Element,
  now: Element,
): readonly string[] =>
  primitives
    .filter((p) => operationHistory(before, p).length === 0)
    .flatMap((p) => {
      const nodes = nodesFoundRunning(now, p);
      if (nodes.length === 0) return [];
      return `probe on ${nodes.join(" and ")} found ${p} running before the cluster had started it; make sure that it is what is declared, and that nothing but the cluster starts it`;
    });

/**
 * A probe that finds running what nobody has started makes Pacemaker believe that it runs everywhere. Where it has been
 * stopped since, its status is asked once more.
 * @throws NotConverged when the status of what is stopped still says that it runs
 */
export async function refuseFalseStatus(
  { nodes, connection }: ClusterAddress,
  primitives: readonly string[],
  cib: Element,
): Promise<void> {
  const reasons = await Promise.all(
    primitives.map(async (p) => {
      const stopped = suspects(cib, p);
      const asked = nodes.filter((n) => stopped.includes(n.name));
      const says = await Promise.all(asked.map((n) => stillRuns(n, connection, p)));
      const liars = asked.filter((_n, i) => says[i]).map((n) => n.name);
      return liars.length > 0 ? [falseStatus(cib, p, liars)] : [];
    }),
  );
  if (reasons.flat().length > 0) throw new NotConverged(reasons.flat());
}

/** Nodes where it was found running, and is stopped now. */
const suspects = (cib: Element, primitive: string): readonly string[] => {
  const active = activeNodes(cib, primitive);
  const online = onlineNodes(cib);
  return nodesFoundRunning(cib, primitive).filter((n) => online.includes(n) && !active.includes(n));
};

/** A node that cannot be asked has not said anything wrong. */
async function stillRuns(
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

function falseStatus(cib: Element, primitive: string, nodes: readonly string[]): string {
  const { class: standard = "", type = "" } = byId(cib, primitive)?.attributes ?? {};
  const remedy =
    standard === "lsb"
      ? `the script breaks the LSB rules: the status of a stopped service has to exit with 3; correct /etc/init.d/${type} on every node`
      : "either something else has started it there, or the agent is wrong: the monitor of what is stopped has to return 7 (not running)";
  return `${primitive}: probe on ${nodesFoundRunning(cib, primitive).join(" and ")} returned ok (0) before the cluster had started it, and on ${nodes.join(" and ")}, where it is stopped, it still does, so Pacemaker believes that it runs everywhere; ${remedy}`;
}
