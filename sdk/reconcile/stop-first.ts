import { isDeepStrictEqual } from "node:util";
import { stopForDeletion } from "../cib/model/target-role";
import { primitivesIn } from "../cib/model/resource-tree";
import { explainUnmanaged } from "../cib/status/resting";
import { nodesProbedOnly } from "../cib/status/status";
import { type Element, childrenNamed, byId } from "../cib/xml/element";
import { retryUntilKept } from "../transaction/foreign-writers";
import type { CommonInputs } from "../kind/lifecycle";
import { info } from "../log";
import type { AgentLookup, CibOperation } from "./operation";
import { type Stopping, waitUntilStopped } from "./wait-stopped";

/** Returns what to stop before an update; `undefined` if nothing has to stop. */
type StopStep<A extends CommonInputs> = (
  op: CibOperation<A>,
  cib: Element,
  agent: AgentLookup,
) => Stopping | undefined;

/** Stops resources before an update: those that leave the object, and those that Pacemaker would not restart. */
export async function stopFirst<A extends CommonInputs>(op: CibOperation<A>): Promise<void> {
  if (op.kind.running?.stopBeforePut)
    await stopAsLongAs(op, stopsBeforePut, "another writer restarted resources that leave it");
  if (op.args.waitFor === "none" || !op.kind.running) return;
  if ((await op.cluster.dialect()).restartsProbedOnly) return;
  await stopAsLongAs(op, stopsProbedOnly, "another writer restarted it");
}

async function stopAsLongAs<A extends CommonInputs>(
  op: CibOperation<A>,
  step: StopStep<A>,
  undone: string,
): Promise<void> {
  const attempt = async (): Promise<boolean> => {
    const stopping = await op.cluster.transactions.submit(
      op.label,
      (cib, agent: AgentLookup) => {
        const value = step(op, cib, agent);
        return { cib: value?.stop(cib) ?? cib, value };
      },
      { ready: op.prepare() },
    );
    if (!stopping) return true;
    if (stopping.note !== undefined) info(`${op.label}: ${stopping.note}`);
    return waitUntilStopped(op.cluster, op.label, stopping);
  };
  await retryUntilKept(attempt, `${op.label}: ${undone}`);
}

/** Stops the resources that leave the object. They may hold the address or the mount that their successors need. */
function stopsBeforePut<A extends CommonInputs>(
  op: CibOperation<A>,
  cib: Element,
  agent: AgentLookup,
): Stopping | undefined {
  const { kind, id = "", args, before } = op;
  if (before === undefined) return undefined;
  const stop = (seen: Element): Element =>
    kind.running?.stopBeforePut?.(seen, { args, before })?.cib ?? seen;
  const step = kind.running?.stopBeforePut?.(cib, { args, before });
  if (!step) return undefined;
  // `put` throws if the change is refused. Then nothing must have been stopped.
  kind.put(cib, { id, args, before, agent });
  const { resources } = step;
  return { resources, before: cib, stop, timeout: op.timeoutFor(cib, resources, "stop") };
}

/**
 * Stops a resource that Pacemaker 1.1.10 has only probed, not started, as after a cleanup. 1.1.10 does not restart it for
 * changed parameters (seen: 3 of 3 on a live cluster, although its crm_simulate plans the restart). The commit of the
 * change starts it again, as after an interrupted deletion.
 */
function stopsProbedOnly<A extends CommonInputs>(
  op: CibOperation<A>,
  cib: Element,
  agent: AgentLookup,
): Stopping | undefined {
  const { kind, id = "", args, before } = op;
  const target = kind.running?.stopTarget(cib, id, args);
  const changed = kind.put(cib, { id, args, before, agent }).cib;
  if (target === undefined || !missesRestart(cib, changed, target)) return undefined;
  return {
    resources: [target],
    before: cib,
    stop: (seen) => stopForDeletion(seen, target),
    timeout: op.timeoutFor(cib, [target], "stop"),
    note: "Pacemaker has only found it running and would not restart it, so it is stopped",
  };
}

/** Tells whether the parameters of a running primitive change and Pacemaker would not restart it. */
const missesRestart = (cib: Element, changed: Element, target: string): boolean =>
  primitivesIn(cib, target).some(
    (p) =>
      nodesProbedOnly(cib, p).length > 0 &&
      explainUnmanaged(cib, p) === undefined &&
      !isDeepStrictEqual(parametersOf(cib, p), parametersOf(changed, p)),
  );

const parametersOf = (cib: Element, primitive: string): readonly Element[] => {
  const e = byId(cib, primitive);
  return e ? childrenNamed(e, "instance_attributes") : [];
};
