import { resumeAfterDeletion, stopForDeletion } from "../cib/model/target-role";
import type { Element } from "../cib/xml/element";
import { retryUntilKept } from "../transaction/foreign-writers";
import type { CommonInputs } from "../kind/lifecycle";
import { info } from "../log";
import { runs } from "./kept-constraints";
import { refuseUnmanagedRestart } from "./refuse-deletion";
import type { CibOperation } from "./operation";
import { type Stopping, waitUntilStopped } from "./wait-stopped";
import { waitUntilSettled } from "./wait-started";

/**
 * Stops an object that runs and starts it again. A replacement of an object whose id is fixed does this.
 * @throws PreconditionFailed when Pacemaker does not manage it
 * @throws NotConverged when it does not stop, or does not start
 */
export async function restartObject<A extends CommonInputs>(
  op: CibOperation<A>,
  id: string,
): Promise<void> {
  const { transactions } = op.cluster;
  const stop = async (): Promise<boolean> => {
    const stopping = await transactions.submit(op.label, (cib) => planStop(cib, op, id));
    if (!stopping) return true;
    info(`${id}: replaced, so it is stopped and started again`);
    return waitUntilStopped(op.cluster, id, stopping);
  };
  await retryUntilKept(stop, `${id}: another writer started it`);
  const cib = await transactions.submit(op.label, (seen) => {
    const resumed = targetOf(seen, op, id).reduce(resumeAfterDeletion, seen);
    return { cib: resumed, value: resumed };
  });
  const applied = { id, cib, existedBefore: true, released: [], at: Date.now() };
  await waitUntilSettled(op, applied);
}

/** The element that runs: the outermost one of the object. */
function targetOf<A extends CommonInputs>(
  cib: Element,
  { kind, args }: CibOperation<A>,
  id: string,
): readonly string[] {
  const { resources, onlySettled = false } = kind.awaits(cib, id, args);
  return kind.running && !onlySettled ? resources : [];
}

function planStop<A extends CommonInputs>(
  cib: Element,
  op: CibOperation<A>,
  id: string,
): { readonly cib: Element; readonly value: Stopping | undefined } {
  const resources = targetOf(cib, op, id);
  if (!resources.some((r) => runs(cib, r))) return { cib, value: undefined };
  for (const resource of resources) refuseUnmanagedRestart(cib, resource);
  const stop = (seen: Element): Element => resources.reduce(stopForDeletion, seen);
  const timeout = op.timeoutFor(cib, resources, "stop");
  return { cib: stop(cib), value: { resources, before: cib, stop, timeout } };
}
