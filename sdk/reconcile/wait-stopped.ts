import { diffCib } from "../cib/patch/diff";
import { originalId } from "../cib/model/constraints/kept-constraints";
import { type Element, byId, idOf, removeById } from "../cib/xml/element";
import { primitivesIn } from "../cib/model/resource-tree";
import { findDependents } from "../cib/status/constraints/effects";
import { info } from "../log";
import type { Cluster } from "../cluster/cluster";
import { findFailedStops } from "../await/failure-messages";
import { isRetained } from "./retained-objects";
import { findBlockingOrders, findSpentOrders } from "./spent-orders";

/**
 * Waits until the resources have stopped that a commit told to stop. Pacemaker does not retry a failed stop, so such a
 * resource is cleaned up first, as is what Pacemaker stops before it. That loses nothing: the definitions still exist, and
 * tell Pacemaker to stop them.
 * @returns false, with a log line, if another writer undid that commit: then the wait proves nothing
 * @throws NotConverged
 */
export async function waitUntilStopped(
  cluster: Cluster,
  id: string,
  stopping: Stopping,
): Promise<boolean> {
  const { resources, before, stop, timeout } = stopping;
  const committed = Date.now();
  const dependents = resources.flatMap((r) => findDependents(before, r));
  for (const resource of new Set([...resources, ...dependents].filter((r) => isStuck(before, r))))
    await cluster.cleanup(resource);
  try {
    await cluster.watcher.waitFor(id, { resources, stopped: true }, timeout);
    return true;
  } catch (e) {
    const seen = await cluster.readAfterForeignWriters(committed);
    if (!seen || diffCib(seen, stop(seen)).length === 0) {
      const now = await dropSpentOrders(cluster, id, stopping);
      if (!now) throw e;
      return waitUntilStopped(cluster, id, { ...stopping, before: now });
    }
    const names = resources.join(", ");
    info(
      `${id}: another writer has started ${names} again (${cluster.otherWriter}), stopping again`,
    );
    return false;
  }
}

/** A commit that stops resources. */
export interface Stopping {
  readonly resources: readonly string[];
  /** The CIB before the commit. */
  readonly before: Element;
  /** The edit of the commit. It changes nothing in a CIB that still contains it. */
  readonly stop: (cib: Element) => Element;
  /** Milliseconds. */
  readonly timeout: number;
  /** A line for the user. */
  readonly note?: string;
}

/**
 * Drops the orders for which a stop waits in vain. Returns the CIB without them; `undefined` if nothing lets the resources
 * stop that did not before.
 */
async function dropSpentOrders(
  { address, transactions }: Cluster,
  id: string,
  { resources, before }: Stopping,
): Promise<Element | undefined> {
  const blocking = findBlockingOrders(before, resources);
  if (blocking.length === 0) return undefined;
  const { cib, spent } = await transactions.submit(`${id} (delete)`, (seen) => {
    const spent = findSpentOrders(seen, resources, (order) => isRetained(address, order));
    const cib = spent.reduce((c, order) => removeById(c, idOf(order)), seen);
    return { cib, value: { cib, spent } };
  });
  for (const order of spent)
    info(`${id}: ${originalId(order)} is over and would keep it from stopping, so it goes`);
  // The deletion of the other resource may have removed them.
  return blocking.some((order) => byId(cib, idOf(order)) === undefined) ? cib : undefined;
}

const isStuck = (cib: Element, resource: string): boolean =>
  findFailedStops(cib, primitivesIn(cib, resource)).length > 0;
