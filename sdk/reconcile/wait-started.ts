import { isDeepStrictEqual } from "node:util";
import { type Element, idOf, parentOf } from "../cib/xml/element";
import { groupMembers } from "../cib/model/group";
import { primitivesIn } from "../cib/model/resource-tree";
import { activeNodes } from "../cib/status/status";
import { info } from "../log";
import type { Cluster } from "../cluster/cluster";
import type { Applied, CibOperation } from "./operation";
import type { Goal } from "../await/goal";
import { judgeGoal } from "../await/verdict";
import { diffArguments } from "./argument-diff";
import { findFailures } from "../await/failure-messages";
import { describeFoundRunning, refuseFalseStatus } from "../await/false-positive-probe";
import type { CommonInputs } from "../kind/lifecycle";

/**
 * Waits for an object as far as the program asks for it. Returns the CIB as it was at the end, `undefined` when there was
 * nothing to wait for.
 * @throws NotConverged
 */
export async function waitUntilSettled<A extends CommonInputs>(
  op: CibOperation<A>,
  { id, cib: committed }: Applied,
): Promise<Element | undefined> {
  const { args, before, cluster } = op;
  if (args.waitFor === "none") return undefined;
  const goal = goalOf(op, id, committed);
  if (goal.resources.length === 0 && goal.attribute === undefined) return undefined;
  if (before && isRepair(before, args)) await clearFailures(cluster, goal);
  const timeout = op.timeoutFor(committed, goal.resources, "start");
  const { cib } = await cluster.watcher.waitFor(id, goal, timeout);
  if (goal.onlySettled) return cib;
  const primitives = goal.resources.flatMap((r) => primitivesIn(cib, r));
  if (!before)
    for (const line of describeFoundRunning(primitives, committed, cib)) info(`${id}: ${line}`);
  await refuseFalseStatus(args.cluster, primitives, cib);
  return cib;
}

/** A member's change restarts those behind it in its group: they have to come back too. */
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
  // What an earlier run has left broken did not run before this one.
  const again = diffArguments(before, args).length === 0;
  const behind = members
    .slice(members.indexOf(only) + 1)
    .filter(
      (m) =>
        activeNodes(committed, m).length > 0 || (again && findFailures(committed, m).length > 0),
    );
  const words = `it stands behind ${only} in the group ${idOf(group)}, whose change restarts it`;
  return behind.length > 0 ? { ...goal, behind: { members: behind, words } } : goal;
}

/** An update of the object, or one that comes only because the last one failed; not one of the connection alone. */
const isRepair = (before: CommonInputs, args: CommonInputs): boolean =>
  diffArguments(before, args).length > 0 ||
  isDeepStrictEqual({ ...before, __noted: undefined }, { ...args, __noted: undefined });

/** Pacemaker does not try again by itself what has failed everywhere; an update comes to repair it. */
async function clearFailures(cluster: Cluster, goal: Goal): Promise<void> {
  const verdict = judgeGoal(goal, await cluster.watcher.takeSnapshot());
  const behind = goal.behind?.members ?? [];
  if (verdict.state !== "failed" || goal.onlySettled || (verdict.soft && behind.length === 0))
    return;
  for (const resource of goal.resources) await cluster.cleanup(resource);
}
