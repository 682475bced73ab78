import { type CmanConf, type CmanMember, type FenceDevice, parseCmanConf } from "./cluster-conf";
import { editClusterConf } from "./edit/edit";
import type { CmanSpec, CmanOptionSection } from "./spec";

/** A property whose value in the file differs from the declared one. The texts hold no secret. */
export interface CmanDifference {
  readonly property: string;
  readonly present: string;
  readonly wanted: string;
  /** Whether a running cluster applies the change. Otherwise the whole cluster must be stopped and started. */
  readonly live: boolean;
}

/**
 * Lists what `editClusterConf` would change, property by property.
 * @throws Error when the text is not a cluster.conf
 */
export const compareWithSpec = (
  text: string,
  spec: CmanSpec,
  before?: CmanSpec,
): CmanDifference[] =>
  compareConfs(parseCmanConf(text), parseCmanConf(editClusterConf(text, spec, before)));

/**
 * Lists the differences between two files. `live` was measured on CMAN clusters: activating another transport, multicast
 * address or name changes the version and nothing else. A node that is then restarted alone forms a separate cluster.
 */
export function compareConfs(present: CmanConf, wanted: CmanConf): CmanDifference[] {
  return [
    ...compareTexts("clusterName", present.name, wanted.name),
    ...compareNodes(present, wanted),
    ...compareTexts("twoNode", quorumText(present), quorumText(wanted), { live: true }),
    ...compareTexts("transport", present.transport, wanted.transport),
    ...compareTexts("multicast", present.multicast ?? NOTHING, wanted.multicast ?? NOTHING),
    ...compareOptions("totem", present, wanted, (name) => VOLATILE.has(name)),
    ...compareOptions("logging", present, wanted, () => true),
    ...compareFencing(present, wanted),
  ];
}

const NOTHING = "(not set)";

const compareTexts = (
  property: string,
  present: string,
  wanted: string,
  { live = false } = {},
): CmanDifference[] => (present === wanted ? [] : [{ property, present, wanted, live }]);

const quorumText = ({ twoNode, expectedVotes }: CmanConf): string =>
  `two_node=${twoNode ? 1 : 0}, expected_votes=${expectedVotes ?? NOTHING}`;

/** With unicast a change of the members is not live: corosync reads their addresses only at its start. */
function compareNodes(present: CmanConf, wanted: CmanConf): CmanDifference[] {
  const live = present.transport !== "udpu" && wanted.transport !== "udpu";
  const names = [...new Set([...present.members, ...wanted.members].map((m) => m.name))];
  return names.flatMap((name) => {
    const actual = present.members.find((m) => m.name === name);
    const desired = wanted.members.find((m) => m.name === name);
    if (actual && desired) return compareMembers(actual, desired);
    const describe = (m?: CmanMember): string => (m ? `${name}: a member` : `${name}: no member`);
    return compareTexts("nodes", describe(actual), describe(desired), { live });
  });
}

function compareMembers(actual: CmanMember, desired: CmanMember): CmanDifference[] {
  const describe = (label: string, value: string | number = NOTHING): string =>
    `${actual.name}: ${label} ${value}`;
  const compare = (
    label: string,
    a?: string | number,
    b?: string | number,
    how?: { live: boolean },
  ) => compareTexts("nodes", describe(label, a), describe(label, b), how);
  return [
    ...compare("node id", actual.nodeId, desired.nodeId),
    ...compare("votes", actual.votes, desired.votes, { live: true }),
    ...compare("alternative name", actual.alternativeName, desired.alternativeName),
  ];
}

/** Options that corosync 1.4 reloads while totem runs (totem_volatile_config_read in exec/totemconfig.c). */
const VOLATILE = new Set(
  (
    "token token_retransmit hold token_retransmits_before_loss_const join send_join consensus merge downcheck " +
    "fail_recv_const seqno_unchanged_const rrp_token_expired_timeout rrp_problem_count_timeout " +
    "rrp_problem_count_threshold rrp_problem_count_mcast_threshold rrp_autorecovery_check_timeout " +
    "heartbeat_failures_allowed max_network_delay window_size max_messages miss_count_const"
  ).split(" "),
);

function compareOptions(
  section: CmanOptionSection,
  present: CmanConf,
  wanted: CmanConf,
  isLive: (name: string) => boolean,
): CmanDifference[] {
  const [actual, desired] = [present[section], wanted[section]];
  const describe = (name: string, value = NOTHING): string => `${name}=${value}`;
  return [...new Set([...Object.keys(actual), ...Object.keys(desired)])].flatMap((name) =>
    compareTexts(section, describe(name, actual[name]), describe(name, desired[name]), {
      live: isLive(name),
    }),
  );
}

/** Changes of fencing are live: fenced rereads the file at each fencing. */
function compareFencing(present: CmanConf, wanted: CmanConf): CmanDifference[] {
  const [actual, desired] = [fenceParts(present), fenceParts(wanted)] as const;
  return [...new Set([...actual.keys(), ...desired.keys()])].flatMap((name) => {
    const [a, b] = [actual.get(name), desired.get(name)];
    return a?.content === b?.content ? [] : [fenceDifference(name, a, b)];
  });
}

interface FencePart {
  /** For comparison only: holds the values, which may be secret. */
  readonly content: string;
  /** For messages. */
  readonly summary: string;
}

function fenceDifference(name: string, actual?: FencePart, desired?: FencePart): CmanDifference {
  const same = actual?.summary === desired?.summary;
  const present = `${name}: ${actual?.summary ?? NOTHING}${same ? ", with other values" : ""}`;
  return {
    property: "fencing",
    present,
    wanted: `${name}: ${desired?.summary ?? NOTHING}`,
    live: true,
  };
}

const fenceParts = ({ devices, members }: CmanConf): ReadonlyMap<string, FencePart> =>
  new Map([
    ...devices.map((d): [string, FencePart] => [
      `device ${d.name}`,
      {
        content: JSON.stringify([d.agent, sortDevice(d)]),
        summary: `${d.agent}${parameterNames(d)}`,
      },
    ]),
    ...members.map((m): [string, FencePart] => [
      m.name,
      {
        content: JSON.stringify(
          m.methods.map((method) => [method.name, method.devices.map(sortDevice)]),
        ),
        summary: m.methods
          .map(
            ({ name, devices: used }) =>
              `${name} by ${used.map((d) => d.name + parameterNames(d)).join(" and ") || "nothing"}`,
          )
          .join(", then "),
      },
    ]),
  ]);

const sortDevice = ({ name, parameters }: FenceDevice): unknown => [
  name,
  Object.entries(parameters).sort(([a], [b]) => (a < b ? -1 : 1)),
];

/** Lists names only: the values may be secret. */
const parameterNames = ({ parameters }: FenceDevice): string => {
  const list = Object.keys(parameters).sort();
  return list.length === 0 ? "" : ` (${list.join(", ")})`;
};
