import { diffCib } from "../cib/patch/diff";
import type { Element } from "../cib/xml/element";
import { primitivesIn } from "../cib/model/resource-tree";
import { findDependents } from "../cib/status/constraints/effects";
import { info } from "../log";
import type { Cluster } from "../cluster/cluster";
import { findFailedStops } from "../await/failure-messages";
import { removeSpentOrders } from "./spent-orders";

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
      if (removeSpentOrders(before, resources) === before) throw e;
      const now = await dropSpentOrders(cluster, id, resources);
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

/** Drops the orders for which a stop waits in vain, unless the deletion of what they name has. Returns the CIB after it. */
const dropSpentOrders = (
  { transactions }: Cluster,
  id: string,
  resources: readonly string[],
): Promise<Element> =>
  transactions.submit(`${id} (delete)`, (seen) => {
    const cib = removeSpentOrders(seen, resources);
    return { cib, value: cib };
  });

const isStuck = (cib: Element, resource: string): boolean =>
  findFailedStops(cib, primitivesIn(cib, resource)).length > 0;
