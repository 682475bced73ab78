import { diffCib } from "../cib/patch/diff";
import type { Element } from "../cib/xml/element";
import { primitivesIn } from "../cib/model/resource-tree";
import { info } from "../log";
import type { Cluster } from "../cluster/cluster";
import { findFailures } from "../await/failure-messages";

/**
 * Waits until resources have stopped that a commit has told to. Pacemaker does not try again by itself what did not stop
 * before, so that is cleaned up first: its definition is there and says that it shall stop, so nothing of it is lost.
 * @returns false, and says so, when another writer has wiped that commit: then the wait tells nothing
 * @throws NotConverged
 */
export async function waitUntilStopped(
  cluster: Cluster,
  id: string,
  { resources, before, stop, timeout }: Stopping,
): Promise<boolean> {
  const committed = Date.now();
  for (const resource of resources.filter((r) => isStuck(before, r)))
    await cluster.cleanup(resource);
  try {
    await cluster.watcher.waitFor(id, { resources, stopped: true }, timeout);
    return true;
  } catch (e) {
    const seen = await cluster.readAfterForeignWriters(committed);
    if (!seen || diffCib(seen, stop(seen)).length === 0) throw e;
    const what = resources.join(", ");
    info(
      `${id}: another writer has started ${what} again (${cluster.otherWriter}), stopping again`,
    );
    return false;
  }
}

export interface Stopping {
  readonly resources: readonly string[];
  /** The CIB as it was before that commit. */
  readonly before: Element;
  /** What that commit did; it changes nothing where it is in force. */
  readonly stop: (cib: Element) => Element;
  /** Milliseconds. */
  readonly timeout: number;
  /** A line for the user. */
  readonly note?: string;
}

const isStuck = (cib: Element, resource: string): boolean =>
  primitivesIn(cib, resource).some((p) =>
    findFailures(cib, p).some(({ operation }) => operation === "stop"),
  );
