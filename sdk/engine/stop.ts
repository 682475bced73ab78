import type { Element } from "../cib/element";
import { primitivesOf } from "../cib/resource-tree";
import type { Cluster } from "./cluster";
import { failuresOf } from "./explain";

/**
 * Waits until resources have stopped that a commit has told to. Pacemaker does not try again by itself what did not stop
 * before, so that is cleaned up first: its definition is there and says that it shall stop, so nothing of it is lost.
 * @param before the CIB as it was before that commit
 * @throws NotConverged
 */
export async function stopped(
  cluster: Cluster,
  id: string,
  { resources, before, timeout }: Stopping,
): Promise<void> {
  for (const resource of resources.filter((r) => isStuck(before, r)))
    await cluster.cleanup(resource);
  await cluster.observer.reach(id, { resources, stopped: true }, timeout);
}

export interface Stopping {
  readonly resources: readonly string[];
  readonly before: Element;
  /** Milliseconds. */
  readonly timeout: number;
}

const isStuck = (cib: Element, resource: string): boolean =>
  primitivesOf(cib, resource).some((p) =>
    failuresOf(cib, p).some(({ operation }) => operation === "stop"),
  );
