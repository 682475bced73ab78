import { PreconditionFailed } from "../errors";
import { parseCmanConf } from "./cluster-conf";
import { editClusterConf, raiseConfVersion } from "./edit/edit";
import { leavingMembers } from "./members";
import {
  type CmanMemberState,
  type CmanNodeState,
  describeDisagreement,
  highestVersion,
  findReferenceMember,
  runsCman,
} from "./node-state";
import { cmanPlanRefusals, restartReasons } from "./plan-refusals";
import type { CmanPlanRequest, WantedCman } from "./plan-request";
import { needsHigherVersion } from "./status";

/** Steps that reach the desired state. All are empty or false when the cluster has no drift. */
export interface CmanPlan {
  /** The desired cluster.conf of every node. */
  readonly text: string;
  readonly version: number;
  /** Nodes with another cluster.conf, or none. */
  readonly write: readonly string[];
  /** Whether CMAN runs with an older version on a node. */
  readonly activate: boolean;
  /** Whether to stop and start the whole cluster. */
  readonly restart: boolean;
  /** Nodes on which CMAN or Pacemaker does not run. */
  readonly start: readonly string[];
  /** Nodes whose services start at boot, or do not, other than declared. */
  readonly boot: readonly string[];
  /** Nodes whose quorum timeout differs from the declared one. */
  readonly quorumTimeout: readonly string[];
  /** Members to remove. */
  readonly leave: readonly string[];
  /** Nodes to remove from Pacemaker's list: the members that leave, and those that an earlier run has removed. */
  readonly forget: readonly string[];
  /** Log lines for the user. */
  readonly notes: readonly string[];
}

export const wantedQuorumTimeout = ({ quorumTimeout }: WantedCman): number => quorumTimeout ?? 0;
export const wantsCmanAtBoot = ({ boot }: WantedCman): boolean => boot ?? true;

const names = (states: readonly CmanNodeState[]): readonly string[] => states.map((s) => s.node);

/**
 * Compares the spec with the observed states.
 * @throws PreconditionFailed with every reason why the spec cannot, or must not, be applied
 */
export function makeCmanPlan(request: CmanPlanRequest): CmanPlan {
  const { spec, before, states } = request;
  const known = findReferenceMember(states);
  const reasons = cmanPlanRefusals(request, known);
  if (reasons.length > 0) throw new PreconditionFailed(reasons.join("\n"));
  const text = desiredText(request, known);
  const version = parseCmanConf(text).version ?? 1;
  const running = states.filter((s) => s.status !== undefined);
  return {
    text,
    version,
    write: names(states.filter((s) => s.file?.text !== text)),
    activate: running.some((s) => (s.status?.configVersion ?? 0) < version),
    restart: restartReasons(request, known).length > 0,
    start: names(states.filter((s) => !runsCman(s))),
    boot: names(states.filter((s) => s.startsAtBoot !== wantsCmanAtBoot(spec))),
    quorumTimeout: names(
      states.filter((s) => s.quorumTimeout !== String(wantedQuorumTimeout(spec))),
    ),
    leave: known
      ? leavingMembers(spec, before).filter((n) =>
          known.file.conf.members.some((m) => m.name === n),
        )
      : [],
    forget: leavingMembers(spec, before),
    notes: known ? describeDisagreement(states, known) : [],
  };
}

/** Gives a changed file a version above all others: CMAN activates only a higher one, and equal versions must have equal texts. */
function desiredText(
  { spec, before, states }: CmanPlanRequest,
  known: CmanMemberState | undefined,
): string {
  const text = editClusterConf(known?.file.text, spec, before);
  const version = parseCmanConf(text).version ?? 0;
  const rivals = states.filter(
    (s) =>
      (s.file && s.file.text !== text && (s.file.conf.version ?? 0) >= version) ||
      (s.status && (s.status.configVersion > version || needsHigherVersion(s.status, version))),
  );
  return rivals.length === 0 ? text : raiseConfVersion(text, highestVersion(states));
}

/** Whether the cluster has no drift. */
export const isEmptyCmanPlan = (plan: CmanPlan): boolean =>
  !plan.activate &&
  !plan.restart &&
  [plan.write, plan.start, plan.boot, plan.quorumTimeout, plan.forget].every((l) => l.length === 0);
