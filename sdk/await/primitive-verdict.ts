import {
  explainResting,
  isHeldUp,
  needsPermission,
  nodesGivenUp,
  standbyNodes,
} from "../cib/status/resting";
import type { HistoryEntry } from "../cib/status/history";
import { onlineNodes } from "../cib/status/status";
import { explainFailures, findFailures } from "./failure-messages";
import { explainNotStarted } from "./not-started";
import { type Instance, type Snapshot, findInstances } from "./snapshot";
import { commandFor } from "../shell-quote";

/** The verdict on one primitive that is to run, in a snapshot without pending actions. */
export interface PrimitiveVerdict {
  /** Why it does not run although it should. */
  readonly reasons: readonly string[];
  /** Nothing has failed: a missing constraint, device or node may still appear. */
  readonly soft?: boolean;
  /** Only constraints keep the primitive from every node. */
  readonly constrained?: boolean;
  /** The primitive is stopped on purpose, with the reason. */
  readonly restingLine?: string;
  /** A remark on a primitive that runs. */
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
          : [describeBlocked(primitive, broken, s.log)],
    };
  const failedElsewhere = findFailuresElsewhere(instances, failures, s);
  const runs = instances.some((i) => i.active);
  if (runs && !(instances.length > 1 && failedElsewhere.length > 0))
    return { reasons: [], ...noteFailures(primitive, instances, failedElsewhere, s) };
  return judgeStopped(primitive, failures, s);
}

function judgeStopped(
  primitive: string,
  failures: readonly HistoryEntry[],
  s: Snapshot,
): PrimitiveVerdict {
  const resting = (why: string): PrimitiveVerdict => ({
    reasons: [],
    restingLine: `${primitive} stays stopped${why}`,
  });
  if (isHeldUp(s.cib, primitive)) return { reasons: [] };
  const why = explainResting(s.cib, primitive);
  if (why !== undefined) return resting(`: ${why}`);
  if (idleNodes(s, []).length === 0) return resting(": every node is in standby or offline");
  if (failures.length > 0) return { reasons: explainFailures(failures, s.log) };
  if (needsPermission(s.cib, primitive)) return resting(" until a location constraint allows it");
  const { reason, final = false, constrained = false } = explainNotStarted(s, primitive);
  return { reasons: [reason], constrained, ...(final ? {} : { soft: true }) };
}

const nodesOf = (instances: readonly Instance[]): readonly string[] =>
  instances.flatMap((i) => i.nodes);

/**
 * Finds failures on usable nodes where no instance runs. A failed monitor on a node where the primitive runs has been
 * repaired.
 */
function findFailuresElsewhere(
  instances: readonly Instance[],
  failures: readonly HistoryEntry[],
  s: Snapshot,
): readonly HistoryEntry[] {
  const idle = idleNodes(s, nodesOf(instances));
  return failures.filter((f) => idle.includes(f.node));
}

/** Notes the failures on other nodes: a single instance runs, but cannot move to those nodes. */
function noteFailures(
  primitive: string,
  instances: readonly Instance[],
  failed: readonly HistoryEntry[],
  s: Snapshot,
): { readonly note?: string } {
  const idle = idleNodes(s, nodesOf(instances));
  const givenUp = nodesGivenUp(s.cib, primitive).filter((n) => idle.includes(n));
  const barred = [...new Set([...failed.map(({ node }) => node), ...givenUp])].sort();
  if (barred.length === 0) return {};
  const nodes = nodesOf(instances).join(", ");
  const why =
    failed.length > 0 ? explainFailures(failed, s.log).join("; ") : `look at ${s.log} there`;
  return {
    note: `${primitive} runs on ${nodes}, and cannot move to ${barred.join(" or ")}, where it has failed: ${why}; after the repair: ${commandFor`crm_resource --cleanup -r ${primitive}`}`,
  };
}

const describeBlocked = (primitive: string, instances: readonly Instance[], log: string): string =>
  `${primitive}: Pacemaker has blocked it on ${nodesOf(instances).join(", ")}, and the history no longer shows why; look at ${log} there, and after the repair: ${commandFor`crm_resource --cleanup -r ${primitive}`}`;

/** Nodes that can run resources (online, not in standby) and are not in `busy`. */
const idleNodes = (s: Snapshot, busy: readonly string[]): readonly string[] => {
  const standby = standbyNodes(s.cib);
  return onlineNodes(s.cib).filter((n) => !busy.includes(n) && !standby.includes(n));
};
