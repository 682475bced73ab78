import { isDeepStrictEqual } from "node:util";
import { type Element, idOf, parentOf } from "../cib/xml/element";
import { groupMembers } from "../cib/model/groups/group";
import { missingGovernors } from "../cib/model/hold";
import { primitivesIn } from "../cib/model/resource-tree";
import { activeNodes } from "../cib/status/status";
import { info } from "../log";
import type { Cluster } from "../cluster/cluster";
import type { Applied, CibOperation } from "./operation";
import type { Goal } from "../await/goal";
import { judgeGoal } from "../await/verdict";
import { diffArguments } from "./argument-diff";
import { findFailures, nodesFoundRunning } from "../await/failure-messages";
import { describeFoundRunning, refuseFalseStatus } from "../await/false-positive-probe";
import type { CommonInputs } from "../kind/lifecycle";

/**
 * Waits for an object as the program asks for. Returns the last CIB; `undefined` if there was nothing to wait for.
 * @throws NotConverged
 */
export async function waitUntilSettled<A extends CommonInputs>(
  op: CibOperation<A>,
  { id, cib: committed, released }: Applied,
): Promise<Element | undefined> {
  const { args, before, cluster } = op;
  const started = [...released, ...(before?.__awaits ?? [])].filter(
    (p) => cluster.heldWaits.get(p)?.waitFor !== "none",
  );
  if (args.waitFor === "none" && started.length === 0) return undefined;
  const goal = withStarted(goalOf(op, id, committed), [...new Set(started)], op);
  const primitives = goal.resources.flatMap((r) => primitivesIn(committed, r));
  // What is held does not start before its last governor is there, which waits for it.
  if (primitives.every((p) => missingGovernors(committed, p))) return undefined;
  if (before && isRepair(before, args)) await clearFailures(cluster, goal);
  const timeout = op.timeoutFor(committed, goal.resources, "start");
  const { cib } = await cluster.watcher.waitFor(id, goal, timeout);
  if (goal.onlySettled) return cib;
  const found = goal.resources
    .flatMap((r) => primitivesIn(cib, r))
    .filter((p) => nodesFoundRunning(cib, p).length > 0);
  if (found.length === 0) return cib;
  if (!before)
    for (const line of describeFoundRunning(found, committed, cib)) info(`${id}: ${line}`);
  await refuseFalseStatus(args.cluster, found, cib);
  return cib;
}

/** Returns what to wait for. A changed group member restarts the members after it, so those must run again too. */
function goalOf<A extends CommonInputs>(
  { kind, args, before }: CibOperation<A>,
  id: string,
  committed: Element,
): Goal {
  const goal: Goal = {
    ...kind.awaits(committed, id, args),
    ...(before ? { existedBefore: true } : {}),
  };
  const [only = ""] = goal.resources;
  const group = parentOf(committed, only);
  if (!before || goal.onlySettled || group?.name !== "group") return goal;
  const members = groupMembers(group);
  // A repair changes no argument. Members that the failed run left broken count too, although they do not run.
  const isRepeated = diffArguments(before, args).length === 0;
  const behind = members
    .slice(members.indexOf(only) + 1)
    .filter(
      (m) =>
        activeNodes(committed, m).length > 0 ||
        (isRepeated && findFailures(committed, m).length > 0),
    );
  const words = `it comes after ${only} in the group ${idOf(group)}, so the change of ${only} restarts it`;
  return behind.length > 0 ? { ...goal, laterMembers: { members: behind, words } } : goal;
}

/** Adds primitives that this operation has started to what it waits for. */
function withStarted<A extends CommonInputs>(
  goal: Goal,
  started: readonly string[],
  { args, cluster }: CibOperation<A>,
): Goal {
  if (started.length === 0) return goal;
  const [attribute] = started.flatMap((p) => cluster.heldWaits.get(p)?.attribute ?? []);
  const { onlySettled = false, resources, ...rest } = attribute ? { attribute, ...goal } : goal;
  if (args.waitFor === "none") return { resources: started };
  return onlySettled
    ? { ...rest, resources: started, alsoSettled: resources }
    : { ...rest, resources: [...resources, ...started] };
}

/** Tells whether an update changes the object or repeats a failed update. A change of only the connection is neither. */
const isRepair = (before: CommonInputs, args: CommonInputs): boolean =>
  diffArguments(before, args).length > 0 ||
  isDeepStrictEqual(withoutState(before), withoutState(args));

const withoutState = (args: CommonInputs): CommonInputs => ({
  ...args,
  __noted: undefined,
  __governedBy: [],
  __awaits: [],
});

/** Cleans up a resource that has failed on every node: Pacemaker does not retry it, and the update has to repair it. */
async function clearFailures(cluster: Cluster, goal: Goal): Promise<void> {
  const verdict = judgeGoal(goal, await cluster.watcher.takeSnapshot());
  const behind = goal.laterMembers?.members ?? [];
  if (verdict.state !== "failed" || goal.onlySettled || (verdict.soft && behind.length === 0))
    return;
  for (const resource of goal.resources) await cluster.cleanup(resource);
}
