import { PreconditionFailed } from "../errors";
import { corosyncMemberNames } from "./corosync-conf";
import { type OptionChanges, compareOptions } from "./differences";
import { isCorosyncMember, type CorosyncNodeState, findReferenceConf } from "./node-state";
import { corosyncPlanRefusals } from "./plan-refusals";
import type { CorosyncPlanRequest } from "./plan-request";
import { type CorosyncSpec, type CorosyncNodeSpec, wantsCorosyncAtBoot } from "./spec";

/** Steps that reach the desired state, in the order of the fields. All are empty or false without drift. */
export interface CorosyncPlan {
  /** Nodes whose stock corosync.conf must be removed first. */
  readonly clear: readonly string[];
  /** Whether to set up the cluster. */
  readonly setup: boolean;
  /** Whether to copy corosync.conf to members that lost it. */
  readonly sync: boolean;
  /** Options of totem to set. */
  readonly totem: OptionChanges;
  readonly start: readonly string[];
  /** Members that start the cluster at boot, or do not, other than declared. */
  readonly boot: readonly string[];
  /** Members that lost their files, keys included. They are removed, and added again. */
  readonly rejoin: readonly string[];
  readonly add: readonly CorosyncNodeSpec[];
  readonly remove: readonly string[];
}

/**
 * Compares the spec with the observed states.
 * @throws PreconditionFailed with every reason why pcs cannot, or must not, apply the spec
 */
export function makeCorosyncPlan(request: CorosyncPlanRequest): CorosyncPlan {
  const { states, spec } = request;
  const reasons = corosyncPlanRefusals(request);
  if (reasons.length > 0) throw new PreconditionFailed(reasons.join("\n"));
  const known = findReferenceConf(states);
  return known === undefined ? planNewCluster(spec, states) : planChanges(request, known);
}

const names = (states: readonly CorosyncNodeState[]): readonly string[] =>
  states.map((s) => s.node);

/** Finds nodes with a wrong start at boot. A stock node counts as disabled: `pcs cluster destroy` clears it. */
const findWrongBoot = (
  spec: CorosyncSpec,
  members: readonly CorosyncNodeState[],
): readonly string[] =>
  names(members.filter((s) => (s.boots && !s.stock) !== wantsCorosyncAtBoot(spec)));

const planNewCluster = (
  spec: CorosyncSpec,
  states: readonly CorosyncNodeState[],
): CorosyncPlan => ({
  clear: names(states.filter((s) => s.stock)),
  setup: true,
  sync: false,
  totem: {},
  start: names(states),
  rejoin: [],
  add: [],
  remove: [],
  boot: wantsCorosyncAtBoot(spec) ? names(states) : [],
});

function planChanges(
  { spec, before, states }: CorosyncPlanRequest,
  known: CorosyncNodeState,
): CorosyncPlan {
  const { conf } = known;
  if (conf === undefined) return planNewCluster(spec, states);
  const present = corosyncMemberNames(conf);
  const wanted = spec.nodes.map((n) => n.name);
  const members = states.filter((s) => present.includes(s.node));
  const lost = members.filter((s) => !isCorosyncMember(s));
  // Only a running cluster can remove a node. In a stopped one the keys exist: pcs writes them before it starts a node.
  const rejoin = known.running ? names(lost.filter((s) => !s.running)) : [];
  const staying = members.filter((s) => !rejoin.includes(s.node));
  return {
    clear: names(states.filter((s) => s.stock)),
    setup: false,
    sync: lost.length > rejoin.length,
    totem: compareOptions("totem", conf, spec, before),
    start: names(staying.filter((s) => !s.running)),
    boot: findWrongBoot(spec, staying),
    rejoin,
    add: spec.nodes.filter((n) => rejoin.includes(n.name) || !present.includes(n.name)),
    remove: present.filter((n) => !wanted.includes(n) && wasDeclared(before, n)),
  };
}

/** Whether the program declared the node before. Only such members are removed: others are foreign. */
export const wasDeclared = (before: CorosyncSpec | undefined, name: string): boolean =>
  before?.nodes.some((n) => n.name === name) ?? false;

/** Whether the cluster has no drift. */
export const isEmptyCorosyncPlan = (plan: CorosyncPlan): boolean =>
  !needsPcsd(plan) && !runsLocally(plan);

/** Whether the plan depends on the previous spec, and not on the nodes alone. */
export const needsOldInputs = ({ remove, totem }: CorosyncPlan): boolean =>
  remove.length > 0 || Object.values(totem).includes("");

/** Whether a step of the plan needs pcsd on other nodes. */
export const needsPcsd = ({ setup, sync, totem, add, remove }: CorosyncPlan): boolean =>
  setup || sync || Object.keys(totem).length > 0 || add.length > 0 || remove.length > 0;

const runsLocally = ({ clear, start, boot }: CorosyncPlan): boolean =>
  clear.length > 0 || start.length > 0 || boot.length > 0;
