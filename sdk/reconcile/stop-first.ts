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

/** A reason to stop something before an update, and what to stop; `undefined` when nothing has to stop. */
type StopStep<A extends CommonInputs> = (
  op: CibOperation<A>,
  cib: Element,
  agent: AgentLookup,
) => Stopping | undefined;

/** Stops, before an update, what leaves the object, and what Pacemaker would not restart by itself. */
export async function stopFirst<A extends CommonInputs>(op: CibOperation<A>): Promise<void> {
  if (op.kind.running?.stopBeforePut)
    await stopAsLongAs(op, stopsBeforePut, "another writer started again what leaves it");
  if (op.args.waitFor === "none" || !op.kind.running) return;
  if ((await op.cluster.dialect()).restartsFound) return;
  await stopAsLongAs(op, stopsProbedOnly, "another writer started it again");
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
      { ready: op.loadAgents() },
    );
    if (!stopping) return true;
    if (stopping.note !== undefined) info(`${op.label}: ${stopping.note}`);
    return waitUntilStopped(op.cluster, op.label, stopping);
  };
  await retryUntilKept(attempt, `${op.label}: ${undone}`);
}

/** What leaves may own the address or the mount of what takes its place. */
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
  // A change that will be refused must not have stopped anything.
  kind.put(cib, { id, args, before, agent });
  const { resources } = step;
  return { resources, before: cib, stop, timeout: op.timeoutFor(cib, resources, "stop") };
}

/**
 * Pacemaker 1.1.10 does not restart for changed parameters what it has only found running, as after a cleanup (seen: 3 of
 * 3 on a live cluster, although its crm_simulate plans the restart), so it is stopped first. The commit of the change
 * starts it again, as after an interrupted deletion.
 */
function stopsProbedOnly<A extends CommonInputs>(
  op: CibOperation<A>,
  cib: Element,
  agent: AgentLookup,
): Stopping | undefined {
  const { kind, id = "", args, before } = op;
  const target = kind.running?.stopTarget(cib, id, args);
  const changed = kind.put(cib, { id, args, agent, ...(before && { before }) }).cib;
  if (target === undefined || !isUnaware(cib, changed, target)) return undefined;
  return {
    resources: [target],
    before: cib,
    stop: (seen) => stopForDeletion(seen, target),
    timeout: op.timeoutFor(cib, [target], "stop"),
    note: "Pacemaker has only found it running and would not restart it, so it is stopped",
  };
}

/** Tells whether parameters change of something that runs and that Pacemaker would leave as it is. */
const isUnaware = (cib: Element, changed: Element, target: string): boolean =>
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
