import { needsPermission, standbyNodes, primitivesOf, restsBecause } from "../cib/resource-tree";
import { nodeAttribute, onlineNodes } from "../cib/status";
import { describe, failuresOf, nothingFailed } from "./explain";
import type { Awaited } from "./kind";
import { type Snapshot, fencing, instancesOf, pendingFor } from "./snapshot";

/** What a moment says of something that is waited for. */
export type Verdict =
  | { readonly state: "waiting"; readonly line: string }
  | { readonly state: "done"; readonly line?: string }
  | {
      readonly state: "failed";
      readonly reasons: readonly string[];
      /** Nothing has failed; what is missing may still come, from this very `up` for example. */
      readonly soft?: boolean;
    };

/** Whether resources shall run (as far as the cluster wants them to), or be stopped. */
export type Goal = Awaited & { readonly stopped?: boolean };

/** Judges one moment: nothing pending and as asked is done, nothing pending and not as asked is final. */
export function judge(goal: Goal, s: Snapshot): Verdict {
  const primitives = goal.resources.flatMap((id) => primitivesOf(s.cib, id));
  const pending = primitives.filter((p) => pendingFor(s, p).length > 0);
  if (pending.length > 0) return waiting(goal, primitives, pending, s);
  if (goal.quiet) return { state: "done" };
  if (goal.stopped) return judgeStopped(primitives, s);
  const verdicts = primitives.map((p) => ({ p, ...judgePrimitive(p, s) }));
  const failed = verdicts.filter((v) => v.reasons.length > 0);
  // What stands behind a failed or a disabled member of a group only follows it: the first one is to blame.
  const first = failed[0];
  const resting = verdicts.find((v) => v.note !== undefined);
  if (first && !(resting && verdicts.indexOf(resting) < verdicts.indexOf(first)))
    return verdictOf(
      failed.map((f) => f.p),
      first.reasons,
      s,
    );
  return judgeAttribute(goal, s) ?? { state: "done", ...(resting ? { line: resting.note } : {}) };
}

function verdictOf(failed: readonly string[], first: readonly string[], s: Snapshot): Verdict {
  const remembered = failed.flatMap((p) => failuresOf(s.cib, p).map(describe));
  if (remembered.length > 0) return { state: "failed", reasons: remembered };
  const blocked = failed.some((p) => instancesOf(s, p).some((i) => i.blocked || i.failed));
  return { state: "failed", reasons: first, ...(blocked ? {} : { soft: true }) };
}

interface PrimitiveVerdict {
  readonly reasons: readonly string[];
  readonly note?: string;
}

function judgePrimitive(primitive: string, s: Snapshot): PrimitiveVerdict {
  const instances = instancesOf(s, primitive);
  const failures = failuresOf(s.cib, primitive);
  const broken = instances.some((i) => i.blocked || i.failed);
  if (broken)
    return { reasons: failures.length > 0 ? failures.map(describe) : [`${primitive}: blocked`] };
  const idle = idleNodes(
    s,
    instances.flatMap((i) => i.nodes),
  );
  const runs = instances.some((i) => i.active);
  const clone = instances.length > 1;
  if (runs && !(clone && idle.some((n) => failures.some((f) => f.node === n))))
    return { reasons: [] };
  const why = restsBecause(s.cib, primitive);
  if (why !== undefined) return { reasons: [], note: `${primitive} stays stopped: ${why}` };
  if (failures.length === 0 && idleNodes(s, []).length === 0)
    return { reasons: [], note: `${primitive} stays stopped: every node is in standby or offline` };
  if (failures.length === 0 && needsPermission(s.cib, primitive))
    return {
      reasons: [],
      note: `${primitive} stays stopped until a location constraint allows it`,
    };
  return {
    reasons: failures.length > 0 ? failures.map(describe) : [nothingFailed(s.cib, primitive)],
  };
}

const idleNodes = (s: Snapshot, busy: readonly string[]): readonly string[] => {
  const standby = standbyNodes(s.cib);
  return onlineNodes(s.cib).filter((n) => !busy.includes(n) && !standby.includes(n));
};

function judgeStopped(primitives: readonly string[], s: Snapshot): Verdict {
  const active = primitives.filter((p) => instancesOf(s, p).some((i) => i.active));
  if (active.length === 0) return { state: "done" };
  const failures = active
    .flatMap((p) => failuresOf(s.cib, p))
    .filter((f) => f.operation === "stop");
  const reasons = failures.map(
    (f) =>
      `${describe(f)}; its definition stays in the cluster. After the repair: crm_resource --cleanup -r ${f.resource}`,
  );
  return {
    state: "failed",
    reasons: reasons.length > 0 ? reasons : active.map((p) => stillActive(p, s)),
  };
}

const stillActive = (primitive: string, s: Snapshot): string => {
  const nodes = instancesOf(s, primitive)
    .flatMap((i) => i.nodes)
    .join(", ");
  const fence = fencing(s);
  return `${primitive}: still active on ${nodes}, and Pacemaker does not stop it${fence.length > 0 ? ` before ${fence.join(", ")} is fenced` : ""}`;
};

/** A node attribute appears some seconds after its agent started (dampen). */
function judgeAttribute(goal: Goal, s: Snapshot): Verdict | undefined {
  if (goal.attribute === undefined) return undefined;
  const known = nodeAttribute(s.cib, goal.attribute);
  const runs = goal.resources
    .flatMap((id) => primitivesOf(s.cib, id))
    .flatMap((p) => instancesOf(s, p).flatMap((i) => (i.active ? i.nodes : [])));
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
      const active = instancesOf(s, p).filter((i) => i.active);
      const nodes = active.flatMap((i) => i.nodes);
      return nodes.length > 0 ? [`${p} started on ${nodes.join(", ")}`] : [];
    });
  const alone = primitives.length === 1 && !goal.stopped;
  const tasks = pending.flatMap((p) => pendingFor(s, p));
  const changing = tasks.filter((task) => !task.startsWith("monitor "));
  const whom = !alone ? pending : changing.length > 0 ? changing : tasks;
  const awaited = [...fencing(s).map((n) => `the fencing of ${n}`), ...whom].join(", ");
  const line = [...running, `waiting for ${awaited}${goal.stopped ? " to stop" : ""}`].join(", ");
  return { state: "waiting", line };
}
