import { describePendingAttribute } from "../cib/status/pending-attribute";
import { isForbiddenEverywhere, placementObstacles } from "../cib/status/placement";
import { isFencingWithoutDevice } from "../cib/model/cluster-properties";
import { primitivesIn, explainResting, explainRestingItself } from "../cib/status/resource-tree";
import { nodeAttributeValues } from "../cib/status/status";
import { explainFailures, findFailures, isUnimplemented } from "./failure-messages";
import { type PrimitiveVerdict, judgePrimitive } from "./primitive-verdict";
import type { Awaited } from "../kind/cib-kind";
import { explainNotStarted } from "./not-started";
import { type Snapshot, nodesToFence, findInstances, pendingActions } from "./snapshot";

/** What a moment says of something that is waited for. */
export type Verdict =
  | {
      readonly state: "waiting";
      readonly line: string;
      /** What has failed meanwhile; it matters when the time is over. */
      readonly reasons?: readonly string[];
    }
  | ({ readonly state: "done"; readonly line?: string } & Soft)
  | ({ readonly state: "failed"; readonly reasons: readonly string[] } & Soft);

interface Soft {
  /** Nothing has failed; what is missing may still come, from this very `up` for example. */
  readonly soft?: boolean;
}

/** Whether resources shall run (as far as the cluster wants them to), or be stopped. */
export type Goal = Awaited & {
  readonly stopped?: boolean;
  /** Members of a group that ran behind a changed one and have to run again, with what to say of them. */
  readonly behind?: { readonly members: readonly string[]; readonly words: string };
  /** It was there before, and what keeps it from its goal may go later in the same `up`: deletions come last. */
  readonly again?: boolean;
};

/** Judges one moment: nothing pending and as asked is done, nothing pending and not as asked is final. */
export function judgeGoal(goal: Goal, s: Snapshot): Verdict {
  const own = goal.resources.flatMap((id) => primitivesIn(s.cib, id));
  const primitives = [...own, ...(goal.behind?.members ?? [])];
  const pending = primitives.filter((p) => pendingActions(s, p).length > 0);
  if (pending.length > 0) return endless(pending, s) ?? waiting(goal, primitives, pending, s);
  if (goal.onlySettled) return judgeConstrained(own, s, goal.again ?? false);
  if (goal.stopped) return judgeStopped(own, s);
  return judgeStarted(own, s, goal) ?? { state: "done" };
}

/** Pacemaker would go on for ever; the history may be older than the commit, so that it is not final at once. */
function endless(pending: readonly string[], s: Snapshot): Verdict | undefined {
  const failures = pending.flatMap((p) => findFailures(s.cib, p)).filter(isUnimplemented);
  if (failures.length === 0) return undefined;
  return { state: "failed", reasons: explainFailures(failures, s.log), soft: true };
}

type Judged = PrimitiveVerdict & { readonly primitive: string };

function judgeStarted(own: readonly string[], s: Snapshot, goal: Goal): Verdict | undefined {
  const verdicts = own.map((p) => ({ primitive: p, ...judgePrimitive(p, s) }));
  const failed = verdicts.filter((v) => v.reasons.length > 0);
  // What stands behind a failed or a disabled member of a group only follows it: the first one is to blame.
  const [first] = failed;
  const resting = verdicts.find((v) => v.rests !== undefined);
  if (first && !(resting && verdicts.indexOf(resting) < verdicts.indexOf(first)))
    return undecided([first.primitive], s) ?? verdictOf(failed, s, goal.again ?? false);
  const line = resting?.rests ?? verdicts.find((v) => v.note !== undefined)?.note;
  const done: Verdict = { state: "done", ...(line === undefined ? {} : { line }) };
  return (resting ? undefined : judgeBehind(goal, s)) ?? judgeAttribute(goal, s) ?? done;
}

function verdictOf(failed: readonly Judged[], s: Snapshot, again: boolean): Verdict {
  const remembered = failed.flatMap((v) => findFailures(s.cib, v.primitive));
  if (remembered.length > 0)
    return { state: "failed", reasons: explainFailures(remembered, s.log) };
  const [first] = failed as readonly [Judged];
  const line = again && failed.every((v) => v.constrained) && keptAway(first.primitive, s);
  if (line) return { state: "done", line, soft: true };
  const soft = failed.every((v) => v.soft);
  return { state: "failed", reasons: first.reasons, ...(soft ? { soft } : {}) };
}

/** This very `up` may change a member behind as well, and mend it: not final at once. */
function judgeBehind({ behind }: Goal, s: Snapshot): Verdict | undefined {
  if (!behind) return undefined;
  const verdict = judgeStarted(behind.members, s, { resources: [] });
  if (verdict?.state !== "failed") return undefined;
  const reasons = verdict.reasons.map((r) => `${r}; ${behind.words}`);
  return { state: "failed", reasons, soft: true };
}

/**
 * A constraint is in force as soon as nothing is pending. It succeeds, and says so, where it stops a resource that
 * something else may start again: what it needs may come back, a node may leave standby. Where the constraints leave no
 * node at all, what is declared can never run, and that is a failure of the new constraint.
 */
function judgeConstrained(primitives: readonly string[], s: Snapshot, again: boolean): Verdict {
  const stopped = [...new Set(primitives)].filter(
    (p) =>
      !findInstances(s, p).some((i) => i.active) &&
      explainRestingItself(s.cib, p) === undefined &&
      findFailures(s.cib, p).length === 0,
  );
  const open = undecided(stopped, s);
  if (open) return open;
  const never = stopped.filter((p) => isForbiddenEverywhere(s.cib, p));
  if (never.length > 0 && !again)
    return {
      state: "failed",
      reasons: never.map((p) => explainNotStarted(s, p).reason),
      soft: true,
    };
  const lines = stopped.flatMap((p) => keptAway(p, s) ?? []);
  return { state: "done", ...(lines.length > 0 ? { line: lines.join("; ") } : {}) };
}

/** A rule asks for a node attribute that a ping has not set yet: what it says now may be another thing in a moment. */
function undecided(primitives: readonly string[], s: Snapshot): Verdict | undefined {
  const clean = primitives.filter((p) => findFailures(s.cib, p).length === 0);
  const lines = new Set(clean.flatMap((p) => describePendingAttribute(s.cib, p) ?? []));
  return lines.size === 0
    ? undefined
    : { state: "waiting", line: `waiting for ${[...lines].join(", ")}` };
}

/** What keeps a primitive from every node, in words: something that rests, or constraints. */
function keptAway(primitive: string, s: Snapshot): string | undefined {
  const texts = placementObstacles(s.cib, primitive).map((o) => o.text);
  const why = explainResting(s.cib, primitive) ?? (texts.length > 0 ? texts.join(", ") : undefined);
  return why === undefined ? undefined : `${primitive} does not run: ${why}`;
}

function judgeStopped(primitives: readonly string[], s: Snapshot): Verdict {
  const active = primitives.filter((p) => findInstances(s, p).some((i) => i.active));
  if (active.length === 0) return { state: "done" };
  const failures = active
    .flatMap((p) => findFailures(s.cib, p))
    .filter((f) => f.operation === "stop");
  const after = "its definition stays in the cluster; after the repair run again";
  const reasons = explainFailures(failures, s.log).map((r) => `${r}; ${after}`);
  return {
    state: "failed",
    reasons: reasons.length > 0 ? reasons : active.map((p) => stillActive(p, s)),
  };
}

const stillActive = (primitive: string, s: Snapshot): string => {
  const nodes = findInstances(s, primitive)
    .flatMap((i) => i.nodes)
    .join(", ");
  return `${primitive}: still active on ${nodes}, and Pacemaker does not stop it${hindrance(s)}`;
};

function hindrance(s: Snapshot): string {
  const fence = nodesToFence(s);
  if (fence.length > 0) return ` before ${fence.join(", ")} is fenced`;
  if (!isFencingWithoutDevice(s.cib)) return "";
  return ": stonith-enabled is true (the default) and there is no fence device, so Pacemaker stops nothing; run `pcs property set stonith-enabled=false`, or add a fence device, then run again";
}

/** A node attribute appears some seconds after its agent started (dampen). */
function judgeAttribute(goal: Goal, s: Snapshot): Verdict | undefined {
  if (goal.attribute === undefined) return undefined;
  const known = nodeAttributeValues(s.cib, goal.attribute);
  const runs = goal.resources
    .flatMap((id) => primitivesIn(s.cib, id))
    .flatMap((p) => findInstances(s, p).flatMap((i) => (i.active ? i.nodes : [])));
  const missing = [...new Set(runs)].filter((n) => !known.has(n));
  if (missing.length === 0) return undefined;
  return { state: "waiting", line: `waiting for ${goal.attribute} on ${missing.join(", ")}` };
}

function waiting(
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
  const alone = primitives.length === 1 && !goal.stopped;
  const tasks = pending.flatMap((p) => pendingActions(s, p));
  const changing = tasks.filter((task) => !task.startsWith("monitor "));
  const whom = !alone ? pending : changing.length > 0 ? changing : tasks;
  const awaited = [...nodesToFence(s).map((n) => `the fencing of ${n}`), ...whom].join(", ");
  const line = [...running, `waiting for ${awaited}${goal.stopped ? " to stop" : ""}`].join(", ");
  const failures = pending.flatMap((p) => findFailures(s.cib, p));
  const reasons = explainFailures(failures, s.log);
  return { state: "waiting", line, ...(reasons.length > 0 ? { reasons } : {}) };
}
