import { describePendingAttribute } from "../cib/status/pending-attribute";
import { isForbiddenEverywhere, placementObstacles } from "../cib/status/placement";
import { siblingContainers } from "../cib/model/bundles/implicit";
import { isFencingWithoutDevice } from "../cib/model/cluster-properties";
import { withGuestNode } from "../cib/model/remote-nodes";
import { primitivesIn } from "../cib/model/resource-tree";
import { findDependents } from "../cib/status/constraints/effects";
import { explainResting, explainRestingItself } from "../cib/status/resting";
import { nodeAttributeValues } from "../cib/status/node-attributes";
import {
  explainFailures,
  findFailedStops,
  findFailures,
  isUnimplemented,
} from "./failure-messages";
import { type PrimitiveVerdict, judgePrimitive } from "./primitive-verdict";
import type { Goal, Verdict } from "./goal";
import { explainNotStarted } from "./not-started";
import { STAYS, describeLost, describeStillActive } from "./still-active";
import { type Snapshot, nodesToFence, findInstances, pendingActions } from "./snapshot";

/** Judges one snapshot. Once nothing is pending, a reached goal is done and a missed goal has failed. */
export function judgeGoal(goal: Goal, s: Snapshot): Verdict {
  const all = goal.resources.flatMap((id) => primitivesIn(s.cib, id));
  const own = goal.stopped ? all : all.filter((p) => !isSpareReplica(p, s));
  const primitives = goal.stopped ? own : own.flatMap((p) => withGuestNode(s.cib, p));
  const alsoSettled = (goal.alsoSettled ?? []).flatMap((id) => primitivesIn(s.cib, id));
  const watched = [
    ...new Set([...primitives, ...(goal.laterMembers?.members ?? []), ...alsoSettled]),
  ];
  const pending = watched.filter((p) => pendingActions(s, p).length > 0);
  if (pending.length > 0)
    return judgeEndless(pending, s) ?? judgeWaiting(goal, watched, pending, s);
  if (goal.onlySettled) return judgeConstrained(primitives, s, goal);
  if (goal.stopped) return judgeStopped(primitives, s);
  return judgeStarted(primitives, s, goal) ?? { state: "done" };
}

/** Whether a replica of a bundle, or a part of one, has no place while others run: there are more replicas than nodes. */
const isSpareReplica = (primitive: string, s: Snapshot): boolean => {
  const isActive = (id: string): boolean => findInstances(s, id).some((i) => i.active);
  return (
    siblingContainers(s.cib, primitive).some(isActive) &&
    !isActive(primitive) &&
    pendingActions(s, primitive).length === 0 &&
    findFailures(s.cib, primitive).length === 0
  );
};

/**
 * Fails when Pacemaker would repeat an operation forever. The failure is soft, because the history may be older than the
 * commit.
 */
function judgeEndless(pending: readonly string[], s: Snapshot): Verdict | undefined {
  const failures = pending.flatMap((p) => findFailures(s.cib, p)).filter(isUnimplemented);
  if (failures.length === 0) return undefined;
  return { state: "failed", reasons: explainFailures(failures, s.log), soft: true };
}

type Judged = PrimitiveVerdict & { readonly primitive: string };

function judgeStarted(primitives: readonly string[], s: Snapshot, goal: Goal): Verdict | undefined {
  const verdicts = primitives.map((p) => ({ primitive: p, ...judgePrimitive(p, s) }));
  const failed = verdicts.filter((v) => v.reasons.length > 0);
  // Report only the first failed or disabled member of a group. Later members are stopped because of it.
  const [first] = failed;
  const resting = verdicts.find((v) => v.restingLine !== undefined);
  if (first && !(resting && verdicts.indexOf(resting) < verdicts.indexOf(first)))
    return judgePendingAttribute([first.primitive], s) ?? judgeFailed(failed, s, goal);
  const line = resting?.restingLine ?? verdicts.find((v) => v.note !== undefined)?.note;
  const done: Verdict = { state: "done", ...(line === undefined ? {} : { line }) };
  return (resting ? undefined : judgeLaterMembers(goal, s)) ?? judgeGoalAttribute(goal, s) ?? done;
}

function judgeFailed(failed: readonly Judged[], s: Snapshot, { existedBefore }: Goal): Verdict {
  const failures = failed.flatMap((v) => findFailures(s.cib, v.primitive));
  if (failures.length > 0) return { state: "failed", reasons: explainFailures(failures, s.log) };
  const [first] = failed as readonly [Judged];
  const mayStartLater = failed.every(
    (v) => v.constrained && (existedBefore || !isForbiddenEverywhere(s.cib, v.primitive)),
  );
  const names = [...new Set(failed.map((v) => v.primitive))];
  const lines = names.flatMap((p) => describeObstacles(p, s) ?? []);
  if (mayStartLater && lines.length > 0)
    return { state: "done", line: lines.join("; "), soft: true };
  const soft = failed.every((v) => v.soft);
  return { state: "failed", reasons: first.reasons, ...(soft ? { soft } : {}) };
}

/** Judges the later members of a group. A failure is soft: the same `up` may change and repair such a member. */
function judgeLaterMembers({ laterMembers }: Goal, s: Snapshot): Verdict | undefined {
  if (!laterMembers) return undefined;
  const verdict = judgeStarted(laterMembers.members, s, { resources: [] });
  if (verdict?.state !== "failed") return undefined;
  const reasons = verdict.reasons.map((r) => `${r}; ${laterMembers.words}`);
  return { state: "failed", reasons, soft: true };
}

/**
 * Judges a constraint, which is in force as soon as nothing is pending. A constraint that stops a resource succeeds, with
 * a line, if the resource may start again: the other resource may return, a node may leave standby. If the constraints
 * leave no node at all, the resource can never run and the new constraint fails.
 */
function judgeConstrained(
  primitives: readonly string[],
  s: Snapshot,
  { existedBefore }: Goal,
): Verdict {
  const stopped = [...new Set(primitives)].filter(
    (p) =>
      !findInstances(s, p).some((i) => i.active) &&
      explainRestingItself(s.cib, p) === undefined &&
      findFailures(s.cib, p).length === 0,
  );
  const waiting = judgePendingAttribute(stopped, s);
  if (waiting) return waiting;
  const forbidden = stopped.filter((p) => isForbiddenEverywhere(s.cib, p));
  if (forbidden.length > 0 && !existedBefore)
    return {
      state: "failed",
      reasons: forbidden.map((p) => explainNotStarted(s, p).reason),
      soft: true,
    };
  const lines = stopped.flatMap((p) => describeObstacles(p, s) ?? []);
  return { state: "done", ...(lines.length > 0 ? { line: lines.join("; ") } : {}) };
}

/** Waits while a rule needs a node attribute that a ping has not set yet: the rule's result may still change. */
function judgePendingAttribute(primitives: readonly string[], s: Snapshot): Verdict | undefined {
  const withoutFailures = primitives.filter((p) => findFailures(s.cib, p).length === 0);
  const lines = new Set(withoutFailures.flatMap((p) => describePendingAttribute(s.cib, p) ?? []));
  return lines.size === 0
    ? undefined
    : { state: "waiting", line: `waiting for ${[...lines].join(", ")}` };
}

/**
 * Describes what keeps a primitive from every node: a resource stopped on purpose, or constraints. Without a fence device
 * nothing starts, whatever the constraints say: the resource itself reports that.
 */
function describeObstacles(primitive: string, s: Snapshot): string | undefined {
  if (isFencingWithoutDevice(s.cib)) return undefined;
  const texts = placementObstacles(s.cib, primitive).map((o) => o.text);
  const why = explainResting(s.cib, primitive) ?? (texts.length > 0 ? texts.join(", ") : undefined);
  return why === undefined ? undefined : `${primitive} does not run: ${why}`;
}

function judgeStopped(primitives: readonly string[], s: Snapshot): Verdict {
  const active = primitives.filter((p) => findInstances(s, p).some((i) => i.active));
  if (active.length === 0) {
    const reasons = primitives.flatMap((p) => describeLost(p, s));
    return reasons.length > 0 ? { state: "failed", reasons } : { state: "done" };
  }
  const own = findFailedStops(s.cib, active);
  const dependents = own.length > 0 ? [] : active.flatMap((p) => findDependents(s.cib, p));
  const failures = [...own, ...findFailedStops(s.cib, [...new Set(dependents)])];
  const reasons = explainFailures(failures, s.log).map((r) => `${r}; ${STAYS}`);
  const stillActive = own.length > 0 ? [] : active.map((p) => describeStillActive(p, s));
  return { state: "failed", reasons: [...stillActive, ...reasons] };
}

/** Waits for the goal's node attribute. It appears some seconds after its agent has started (dampen). */
function judgeGoalAttribute(goal: Goal, s: Snapshot): Verdict | undefined {
  if (goal.attribute === undefined) return undefined;
  const values = nodeAttributeValues(s.cib, goal.attribute);
  const nodes = goal.resources
    .flatMap((id) => primitivesIn(s.cib, id))
    .flatMap((p) => findInstances(s, p).flatMap((i) => (i.active ? i.nodes : [])));
  const missing = [...new Set(nodes)].filter((n) => !values.has(n));
  if (missing.length === 0) return undefined;
  return { state: "waiting", line: `waiting for ${goal.attribute} on ${missing.join(", ")}` };
}

function judgeWaiting(
  goal: Goal,
  primitives: readonly string[],
  pending: readonly string[],
  s: Snapshot,
): Verdict {
  const running = primitives
    .filter((p) => !pending.includes(p) && !goal.stopped)
    .flatMap((p) => {
      const active = findInstances(s, p).filter((i) => i.active);
      const nodes = active.flatMap((i) => i.nodes);
      return nodes.length > 0 ? [`${p} started on ${nodes.join(", ")}`] : [];
    });
  const isSingle = primitives.length === 1 && !goal.stopped;
  const actions = pending.flatMap((p) => pendingActions(s, p));
  const changes = actions.filter((action) => !action.startsWith("monitor "));
  const steps = !isSingle ? pending : changes.length > 0 ? changes : actions;
  const awaited = [...nodesToFence(s).map((n) => `the fencing of ${n}`), ...steps].join(", ");
  const line = [...running, `waiting for ${awaited}${goal.stopped ? " to stop" : ""}`].join(", ");
  const failures = pending.flatMap((p) => findFailures(s.cib, p));
  const reasons = explainFailures(failures, s.log);
  return { state: "waiting", line, ...(reasons.length > 0 ? { reasons } : {}) };
}
