import { needsPermission, explainResting, standbyNodes } from "../cib/status/resource-tree";
import { type HistoryEntry, onlineNodes } from "../cib/status/status";
import { explainFailures, findFailures } from "./failure-messages";
import { explainNotStarted } from "./not-started";
import { type Instance, type Snapshot, findInstances } from "./snapshot";

/** What a quiet moment says of one primitive that shall run. */
export interface PrimitiveVerdict {
  /** Why it does not run although it should. */
  readonly reasons: readonly string[];
  /** Nothing of it has failed; what it lacks may still come. */
  readonly soft?: boolean;
  /** Only constraints keep it from every node. */
  readonly constrained?: boolean;
  /** It is stopped on purpose, and why. */
  readonly rests?: string;
  /** It runs, but something is to be said of it. */
  readonly note?: string;
}

export function judgePrimitive(primitive: string, s: Snapshot): PrimitiveVerdict {
  const instances = findInstances(s, primitive);
  const failures = findFailures(s.cib, primitive);
  const broken = instances.filter((i) => i.blocked || i.failed);
  if (broken.length > 0)
    return {
      reasons:
        failures.length > 0
          ? explainFailures(failures, s.log)
          : [blocked(primitive, broken, s.log)],
    };
  const failed = failedElsewhere(instances, failures, s);
  const runs = instances.some((i) => i.active);
  if (runs && !(instances.length > 1 && failed.length > 0))
    return { reasons: [], ...noteOf(primitive, instances, failed, s) };
  return judgeStopped(primitive, failures, s);
}

function judgeStopped(
  primitive: string,
  failures: readonly HistoryEntry[],
  s: Snapshot,
): PrimitiveVerdict {
  const rests = (why: string): PrimitiveVerdict => ({
    reasons: [],
    rests: `${primitive} stays stopped${why}`,
  });
  const why = explainResting(s.cib, primitive);
  if (why !== undefined) return rests(`: ${why}`);
  if (idleNodes(s, []).length === 0) return rests(": every node is in standby or offline");
  if (failures.length > 0) return { reasons: explainFailures(failures, s.log) };
  if (needsPermission(s.cib, primitive)) return rests(" until a location constraint allows it");
  const { reason, final = false, constrained = false } = explainNotStarted(s, primitive);
  return { reasons: [reason], constrained, ...(final ? {} : { soft: true }) };
}

const nodesOf = (instances: readonly Instance[]): readonly string[] =>
  instances.flatMap((i) => i.nodes);

/** Failures that keep it from nodes that would take it; a failed monitor has been mended where it runs. */
function failedElsewhere(
  instances: readonly Instance[],
  failures: readonly HistoryEntry[],
  s: Snapshot,
): readonly HistoryEntry[] {
  const idle = idleNodes(s, nodesOf(instances));
  return failures.filter((f) => idle.includes(f.node));
}

/** A single instance runs, but could not take over where it has failed. */
function noteOf(
  primitive: string,
  instances: readonly Instance[],
  failed: readonly HistoryEntry[],
  s: Snapshot,
): { readonly note?: string } {
  if (failed.length === 0) return {};
  const nodes = nodesOf(instances).join(", ");
  return { note: `${primitive} runs on ${nodes}; ${explainFailures(failed, s.log).join("; ")}` };
}

const blocked = (primitive: string, instances: readonly Instance[], log: string): string =>
  `${primitive}: Pacemaker has given it up on ${nodesOf(instances).join(", ")} (blocked), and the history no longer shows why; look at ${log} there, and after the repair: crm_resource --cleanup -r ${primitive}`;

/** Nodes that would take a resource and have none of these. */
const idleNodes = (s: Snapshot, busy: readonly string[]): readonly string[] => {
  const standby = standbyNodes(s.cib);
  return onlineNodes(s.cib).filter((n) => !busy.includes(n) && !standby.includes(n));
};
