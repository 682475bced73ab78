import { Refused } from "../errors";
import { readClusterConf } from "./cluster-conf";
import { edited, versionRaised } from "./edit";
import { leaving } from "./members";
import {
  type MemberState,
  type NodeState,
  disagreement,
  highestVersion,
  reference,
  runs,
} from "./node-state";
import { planRefusals, restartReasons } from "./plan-refusals";
import type { CmanSpec } from "./spec";

/** What is declared beside the file. */
export interface Wanted extends CmanSpec {
  /** Seconds that a start waits for quorum. @default 0 */
  readonly quorumTimeout?: number;
  /** @default true */
  readonly boot?: boolean;
  readonly adopt?: boolean;
  readonly restartPolicy?: "refuse" | "all";
}

export interface Request {
  readonly spec: Wanted;
  /** What was declared last time. */
  readonly before?: Wanted | undefined;
  /** The declared nodes that could be reached, in the order of their declaration. */
  readonly states: readonly NodeState[];
  /** The declared nodes that could not, each with the reason. */
  readonly unreachable: readonly string[];
}

/** What is to be done; nothing of it when all is as declared. */
export interface Plan {
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

export const quorumTimeoutOf = ({ quorumTimeout }: Wanted): number => quorumTimeout ?? 0;
export const startsAtBoot = ({ boot }: Wanted): boolean => boot ?? true;

const names = (states: readonly NodeState[]): readonly string[] => states.map((s) => s.node);

/**
 * Compares what is declared with what the nodes show.
 * @throws Refused with every reason when it cannot, or must not, be reached from here
 */
export function planFor(request: Request): Plan {
  const { spec, before, states } = request;
  const known = reference(states);
  const reasons = planRefusals(request, known);
  if (reasons.length > 0) throw new Refused(reasons.join("\n"));
  const text = wantedText(request, known);
  const version = readClusterConf(text).version ?? 1;
  const running = states.filter((s) => s.status !== undefined);
  return {
    text,
    version,
    write: names(states.filter((s) => s.file?.text !== text)),
    activate: running.some((s) => (s.status?.configVersion ?? 0) < version),
    restart: restartReasons(request, known).length > 0,
    start: names(states.filter((s) => !runs(s))),
    boot: names(states.filter((s) => s.boots !== startsAtBoot(spec))),
    quorumTimeout: names(states.filter((s) => s.quorumTimeout !== String(quorumTimeoutOf(spec)))),
    leave: known
      ? leaving(spec, before).filter((n) => known.file.conf.members.some((m) => m.name === n))
      : [],
    notes: known ? disagreement(states, known) : [],
  };
}

/** A changed file gets a version above every other one, because CMAN takes no other, and equal ones must be equal. */
function wantedText({ spec, before, states }: Request, known: MemberState | undefined): string {
  const text = edited(known?.file.text, spec, before);
  const version = readClusterConf(text).version ?? 0;
  const rivals = states.filter(
    (s) =>
      (s.file && s.file.text !== text && (s.file.conf.version ?? 0) >= version) ||
      (s.status?.configVersion ?? 0) > version,
  );
  return rivals.length === 0 ? text : versionRaised(text, highestVersion(states));
}

/** Whether everything is as declared. */
export const isEmpty = (plan: Plan): boolean =>
  !plan.activate &&
  !plan.restart &&
  [plan.write, plan.start, plan.boot, plan.quorumTimeout, plan.leave].every((l) => l.length === 0);
