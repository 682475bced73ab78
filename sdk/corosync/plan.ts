import { Refused } from "../errors";
import { corosyncMemberNames } from "./cluster-conf";
import { type OptionChanges, compareOptions } from "./differences";
import { isCorosyncMember, type CorosyncNodeState, findReferenceConf } from "./node-state";
import { refuseCorosyncChanges } from "./plan-refusals";
import type { CorosyncPlanRequest } from "./plan-request";
import { type CorosyncSpec, type CorosyncNodeSpec, wantsCorosyncAtBoot } from "./spec";

/** What is to be done, in the order of the fields; nothing of it when all is as declared. */
export interface CorosyncPlan {
  /** Nodes whose stock corosync.conf has to go first. */
  readonly clear: readonly string[];
  /** The cluster has to be set up. */
  readonly setup: boolean;
  /** Members that have lost their corosync.conf get the others'. */
  readonly sync: boolean;
  /** Options of totem to set. */
  readonly totem: OptionChanges;
  readonly start: readonly string[];
  /** Members that do not yet start the cluster at boot, or still do, against what is declared. */
  readonly boot: readonly string[];
  /** Members that have lost their files, keys included: taken out, and added again with the others. */
  readonly rejoin: readonly string[];
  readonly add: readonly CorosyncNodeSpec[];
  readonly remove: readonly string[];
}

/**
 * Compares what is declared with what the nodes show.
 * @throws Refused with every reason when pcs cannot, or must not, change what differs
 */
export function makeCorosyncPlan(request: CorosyncPlanRequest): CorosyncPlan {
  const { states, spec } = request;
  const reasons = refuseCorosyncChanges(request);
  if (reasons.length > 0) throw new Refused(reasons.join("\n"));
  const known = findReferenceConf(states);
  return known === undefined ? fromNothing(spec, states) : changes(request, known);
}

const names = (states: readonly CorosyncNodeState[]): readonly string[] =>
  states.map((s) => s.node);

/** `pcs cluster destroy` clears a stock node, and disables its services. */
const otherBoot = (spec: CorosyncSpec, members: readonly CorosyncNodeState[]): readonly string[] =>
  names(members.filter((s) => (s.boots && !s.stock) !== wantsCorosyncAtBoot(spec)));

const fromNothing = (spec: CorosyncSpec, states: readonly CorosyncNodeState[]): CorosyncPlan => ({
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

function changes(
  { spec, before, states }: CorosyncPlanRequest,
  known: CorosyncNodeState,
): CorosyncPlan {
  const { conf } = known;
  if (conf === undefined) return fromNothing(spec, states);
  const present = corosyncMemberNames(conf);
  const wanted = spec.nodes.map((n) => n.name);
  const members = states.filter((s) => present.includes(s.node));
  const lost = members.filter((s) => !isCorosyncMember(s));
  // Only a running cluster can take out a node; of one that does not run the keys are there: pcs writes them first.
  const rejoin = known.running ? names(lost.filter((s) => !s.running)) : [];
  const staying = members.filter((s) => !rejoin.includes(s.node));
  return {
    clear: names(states.filter((s) => s.stock)),
    setup: false,
    sync: lost.length > rejoin.length,
    totem: compareOptions("totem", conf, spec, before),
    start: names(staying.filter((s) => !s.running)),
    boot: otherBoot(spec, staying),
    rejoin,
    add: spec.nodes.filter((n) => rejoin.includes(n.name) || !present.includes(n.name)),
    remove: present.filter((n) => !wanted.includes(n) && declaredNames(before, n)),
  };
}

/** Only members that the program had declared are taken out; others belong to somebody else. */
export const declaredNames = (before: CorosyncSpec | undefined, name: string): boolean =>
  before?.nodes.some((n) => n.name === name) ?? false;

/** Whether everything is as declared. */
export const isEmptyCorosyncPlan = (plan: CorosyncPlan): boolean =>
  !needsPcsd(plan) && !runsLocally(plan);

/** Whether the plan rests on what was declared before, and not on the nodes alone. */
export const needsOldInputs = ({ remove, totem }: CorosyncPlan): boolean =>
  remove.length > 0 || Object.values(totem).includes("");

/** Whether a step of the plan goes through pcsd from node to node. */
export const needsPcsd = ({ setup, sync, totem, add, remove }: CorosyncPlan): boolean =>
  setup || sync || Object.keys(totem).length > 0 || add.length > 0 || remove.length > 0;

const runsLocally = ({ clear, start, boot }: CorosyncPlan): boolean =>
  clear.length > 0 || start.length > 0 || boot.length > 0;
