import { isDeepStrictEqual } from "node:util";
import { type Element, childrenNamed } from "../cib/xml/element";
import { byId } from "../cib/xml/find";
import { stopForDeletion } from "../cib/model/stop-for-deletion";
import { primitivesIn, explainUnmanaged } from "../cib/status/resource-tree";
import { nodesProbedOnly } from "../cib/status/status";
import { info } from "../log";
import type { Cluster } from "../cluster/cluster";
import { type Request, prepared } from "./apply";
import { retryUntilKept } from "../cluster/retry-until-kept";
import type { CibKind, CommonInputs } from "../kind/cib-kind";
import { defaultTimeout, timeoutOf } from "./wait-started";
import { type Stopping, stopped } from "./wait-stopped";

/**
 * Pacemaker 1.1.10 does not restart for changed parameters what it has only found running, as after a cleanup (seen: 3 of
 * 3 on a live cluster, although its crm_simulate plans the restart), so it is stopped first. The commit of the change starts
 * it again, as it does after a deletion that was interrupted.
 */
export async function stopUnstarted<A extends CommonInputs>(
  cluster: Cluster,
  kind: CibKind<A>,
  { id, args, before }: Request<A>,
): Promise<void> {
  if (id === undefined || !before || args.waitFor === "none") return;
  if ((await cluster.dialect()).restartsFound) return;
  const { agent } = await prepared(cluster, kind, args);
  const step = (cib: Element): Stopping | undefined => {
    const target = kind.stops?.(cib, id, args);
    const changed = kind.put(cib, { id, args, before, agent }).cib;
    if (target === undefined || !isUnaware(cib, changed, target)) return undefined;
    const timeout = timeoutOf(args) ?? defaultTimeout(cib, [target], "stop");
    const stop = (seen: Element): Element => stopForDeletion(seen, target);
    return { resources: [target], before: cib, stop, timeout };
  };
  const attempt = async (): Promise<boolean> => {
    const stopping = await cluster.transactions.submit(id, (cib) => {
      const value = step(cib);
      return { cib: value?.stop(cib) ?? cib, value };
    });
    if (!stopping) return true;
    info(`${id}: Pacemaker has only found it running and would not restart it, so it is stopped`);
    return stopped(cluster, id, stopping);
  };
  await retryUntilKept(attempt, `${id}: another writer started it again`);
}

/** Whether parameters change of something that runs and that Pacemaker would leave as it is. */
const isUnaware = (cib: Element, changed: Element, target: string): boolean =>
  primitivesIn(cib, target).some(
    (p) =>
      nodesProbedOnly(cib, p).length > 0 &&
      explainUnmanaged(cib, p) === undefined &&
      !isDeepStrictEqual(parameters(cib, p), parameters(changed, p)),
  );

const parameters = (cib: Element, primitive: string): readonly Element[] => {
  const e = byId(cib, primitive);
  return e ? childrenNamed(e, "instance_attributes") : [];
};
