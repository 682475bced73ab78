import { Refused } from "../errors";
import { memberNames } from "./cluster-conf";
import { type OptionChanges, optionChanges } from "./differences";
import { isMember, type NodeState, reference } from "./node-state";
import { refusals } from "./refusals";
import { type ClusterSpec, type NodeSpec, startsAtBoot } from "./spec";

/** What is to be done, in the order of the fields; nothing of it when all is as declared. */
export interface Plan {
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
  readonly add: readonly NodeSpec[];
  readonly remove: readonly string[];
}

export interface Request {
  readonly spec: ClusterSpec;
  /** What was declared last time. */
  readonly before?: ClusterSpec;
  /** Whether a cluster that differs may be changed, when it was not declared before. */
  readonly adopt?: boolean;
  /** The declared nodes that could be reached, in the order of their declaration. */
  readonly states: readonly NodeState[];
}

/**
 * Compares what is declared with what the nodes show.
 * @throws Refused with every reason when pcs cannot, or must not, change what differs
 */
export function planFor(request: Request): Plan {
  const { states, spec } = request;
  const reasons = refusals(request);
  if (reasons.length > 0) throw new Refused(reasons.join("\n"));
  const known = reference(states);
  return known === undefined ? fromNothing(spec, states) : changes(request, known);
}

const names = (states: readonly NodeState[]): readonly string[] => states.map((s) => s.node);

/** `pcs cluster destroy` clears a stock node, and disables its services. */
const otherBoot = (spec: ClusterSpec, members: readonly NodeState[]): readonly string[] =>
  names(members.filter((s) => (s.boots && !s.stock) !== startsAtBoot(spec)));

const fromNothing = (spec: ClusterSpec, states: readonly NodeState[]): Plan => ({
  clear: names(states.filter((s) => s.stock)),
  setup: true,
  sync: false,
  totem: {},
  start: names(states),
  rejoin: [],
  add: [],
  remove: [],
  boot: startsAtBoot(spec) ? names(states) : [],
});

function changes({ spec, before, states }: Request, known: NodeState): Plan {
  const { conf } = known;
  if (conf === undefined) return fromNothing(spec, states);
  const present = memberNames(conf);
  const wanted = spec.nodes.map((n) => n.name);
  const members = states.filter((s) => present.includes(s.node));
  const lost = members.filter((s) => !isMember(s));
  // Only a running cluster can take out a node; of one that does not run the keys are there: pcs writes them first.
  const rejoin = known.running ? names(lost.filter((s) => !s.running)) : [];
  const staying = members.filter((s) => !rejoin.includes(s.node));
  return {
    clear: names(states.filter((s) => s.stock)),
    setup: false,
    sync: lost.length > rejoin.length,
    totem: optionChanges("totem", conf, spec, before),
    start: names(staying.filter((s) => !s.running)),
    boot: otherBoot(spec, staying),
    rejoin,
    add: spec.nodes.filter((n) => rejoin.includes(n.name) || !present.includes(n.name)),
    remove: present.filter((n) => !wanted.includes(n) && declared(before, n)),
  };
}

/** Only members that the program had declared are taken out; others belong to somebody else. */
export const declared = (before: ClusterSpec | undefined, name: string): boolean =>
  before?.nodes.some((n) => n.name === name) ?? false;

/** Whether everything is as declared. */
export const isEmpty = (plan: Plan): boolean => !asksPcsd(plan) && !runsLocally(plan);

/** Whether the plan rests on what was declared before, and not on the nodes alone. */
export const restsOnBefore = ({ remove, totem }: Plan): boolean =>
  remove.length > 0 || Object.values(totem).includes("");

/** Whether a step of the plan goes through pcsd from node to node. */
export const asksPcsd = ({ setup, sync, totem, add, remove }: Plan): boolean =>
  setup || sync || Object.keys(totem).length > 0 || add.length > 0 || remove.length > 0;

const runsLocally = ({ clear, start, boot }: Plan): boolean =>
  clear.length > 0 || start.length > 0 || boot.length > 0;
