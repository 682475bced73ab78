import { Refused } from "../errors";
import { parseCmanConf } from "./cluster-conf";
import { editClusterConf, raiseConfVersion } from "./edit";
import { leavingMembers } from "./members";
import {
  type CmanMemberState,
  type CmanNodeState,
  describeDisagreement,
  highestVersion,
  findReferenceMember,
  runsCman,
} from "./node-state";
import { planRefusals, restartReasons } from "./plan-refusals";
import type { CmanPlanRequest, WantedCman } from "./plan-request";

/** What is to be done; nothing of it when all is as declared. */
export interface CmanPlan {
  /** cluster.conf as it shall be on every node. */
  readonly text: string;
  readonly version: number;
  /** Nodes that have another one, or none. */
  readonly write: readonly string[];
  /** CMAN runs somewhere with an older version. */
  readonly activate: boolean;
  /** The whole cluster has to be stopped and started again. */
  readonly restart: boolean;
  /** Nodes on which CMAN or Pacemaker does not run. */
  readonly start: readonly string[];
  /** Nodes whose services do not start at boot, or do, against what is declared. */
  readonly boot: readonly string[];
  /** Nodes whose time to wait for quorum is not as declared. */
  readonly quorumTimeout: readonly string[];
  /** Members that are taken out. */
  readonly leave: readonly string[];
  /** Lines for the user. */
  readonly notes: readonly string[];
}

export const wantedQuorumTimeout = ({ quorumTimeout }: WantedCman): number => quorumTimeout ?? 0;
export const wantsCmanAtBoot = ({ boot }: WantedCman): boolean => boot ?? true;

const names = (states: readonly CmanNodeState[]): readonly string[] => states.map((s) => s.node);

/**
 * Compares what is declared with what the nodes show.
 * @throws Refused with every reason when it cannot, or must not, be reached from here
 */
export function makeCmanPlan(request: CmanPlanRequest): CmanPlan {
  const { spec, before, states } = request;
  const known = findReferenceMember(states);
  const reasons = planRefusals(request, known);
  if (reasons.length > 0) throw new Refused(reasons.join("\n"));
  const text = wantedText(request, known);
  const version = parseCmanConf(text).version ?? 1;
  const running = states.filter((s) => s.status !== undefined);
  return {
    text,
    version,
    write: names(states.filter((s) => s.file?.text !== text)),
    activate: running.some((s) => (s.status?.configVersion ?? 0) < version),
    restart: restartReasons(request, known).length > 0,
    start: names(states.filter((s) => !runsCman(s))),
    boot: names(states.filter((s) => s.boots !== wantsCmanAtBoot(spec))),
    quorumTimeout: names(
      states.filter((s) => s.quorumTimeout !== String(wantedQuorumTimeout(spec))),
    ),
    leave: known
      ? leavingMembers(spec, before).filter((n) =>
          known.file.conf.members.some((m) => m.name === n),
        )
      : [],
    notes: known ? describeDisagreement(states, known) : [],
  };
}

/** A changed file gets a version above every other one, because CMAN takes no other, and equal ones must be equal. */
function wantedText(
  { spec, before, states }: CmanPlanRequest,
  known: CmanMemberState | undefined,
): string {
  const text = editClusterConf(known?.file.text, spec, before);
  const version = parseCmanConf(text).version ?? 0;
  const rivals = states.filter(
    (s) =>
      (s.file && s.file.text !== text && (s.file.conf.version ?? 0) >= version) ||
      (s.status?.configVersion ?? 0) > version,
  );
  return rivals.length === 0 ? text : raiseConfVersion(text, highestVersion(states));
}

/** Whether everything is as declared. */
export const isEmptyCmanPlan = (plan: CmanPlan): boolean =>
  !plan.activate &&
  !plan.restart &&
  [plan.write, plan.start, plan.boot, plan.quorumTimeout, plan.leave].every((l) => l.length === 0);
