import { type CmanConf, type CmanMember, type FenceDevice, parseCmanConf } from "./cluster-conf";
import { editClusterConf } from "./edit";
import type { CmanSpec, CmanOptionSection } from "./spec";

/** Something of the file that is not as declared, in words without a secret. */
export interface CmanDifference {
  readonly property: string;
  readonly present: string;
  readonly wanted: string;
  /** Whether a running cluster takes it over; else it has to be stopped on every node and started again. */
  readonly live: boolean;
}

/**
 * What an edit changes, property by property.
 * @throws Error when the text is not a cluster.conf
 */
export const compareWithSpec = (
  text: string,
  spec: CmanSpec,
  before?: CmanSpec,
): CmanDifference[] =>
  compareConfs(parseCmanConf(text), parseCmanConf(editClusterConf(text, spec, before)));

/**
 * What differs between two files. What is live was measured on CMAN clusters: a transport, a multicast address or a name
 * that is activated changes the version and nothing else, and a node that is then restarted alone forms a cluster of its
 * own.
 */
export function compareConfs(present: CmanConf, wanted: CmanConf): CmanDifference[] {
  return [
    ...one("clusterName", present.name, wanted.name, false),
    ...nodeDifferences(present, wanted),
    ...one("twoNode", quorum(present), quorum(wanted), true),
    ...one("transport", present.transport, wanted.transport, false),
    ...one("multicast", present.multicast ?? NOTHING, wanted.multicast ?? NOTHING, false),
    ...optionDifferences("totem", present, wanted, (name) => VOLATILE.has(name)),
    ...optionDifferences("logging", present, wanted, () => true),
    ...fenceDifferences(present, wanted),
  ];
}

const NOTHING = "(not set)";

const one = (property: string, present: string, wanted: string, live: boolean): CmanDifference[] =>
  present === wanted ? [] : [{ property, present, wanted, live }];

const quorum = ({ twoNode, expectedVotes }: CmanConf): string =>
  `two_node=${twoNode ? 1 : 0}, expected_votes=${expectedVotes ?? NOTHING}`;

/** Unicast lists the members' addresses where corosync reads them only when it starts. */
function nodeDifferences(present: CmanConf, wanted: CmanConf): CmanDifference[] {
  const live = present.transport !== "udpu" && wanted.transport !== "udpu";
  const names = [...new Set([...present.members, ...wanted.members].map((m) => m.name))];
  return names.flatMap((name) => {
    const is = present.members.find((m) => m.name === name);
    const shall = wanted.members.find((m) => m.name === name);
    if (is && shall) return memberDifferences(is, shall);
    const words = (m?: CmanMember): string => (m ? `${name}: a member` : `${name}: no member`);
    return one("nodes", words(is), words(shall), live);
  });
}

function memberDifferences(is: CmanMember, shall: CmanMember): CmanDifference[] {
  const words = (what: string, value: string | number = NOTHING): string =>
    `${is.name}: ${what} ${value}`;
  const differing = (what: string, a?: string | number, b?: string | number, live = false) =>
    one("nodes", words(what, a), words(what, b), live);
  return [
    ...differing("node id", is.nodeId, shall.nodeId),
    ...differing("votes", is.votes, shall.votes, true),
    ...differing("alternative name", is.alternativeName, shall.alternativeName),
  ];
}

/** The options that corosync 1.4 reads again in a running totem (totem_volatile_config_read in exec/totemconfig.c). */
const VOLATILE = new Set(
  (
    "token token_retransmit hold token_retransmits_before_loss_const join send_join consensus merge downcheck " +
    "fail_recv_const seqno_unchanged_const rrp_token_expired_timeout rrp_problem_count_timeout " +
    "rrp_problem_count_threshold rrp_problem_count_mcast_threshold rrp_autorecovery_check_timeout " +
    "heartbeat_failures_allowed max_network_delay window_size max_messages miss_count_const"
  ).split(" "),
);

function optionDifferences(
  section: CmanOptionSection,
  present: CmanConf,
  wanted: CmanConf,
  live: (name: string) => boolean,
): CmanDifference[] {
  const [is, shall] = [present[section], wanted[section]];
  const word = (name: string, value = NOTHING): string => `${name}=${value}`;
  return [...new Set([...Object.keys(is), ...Object.keys(shall)])].flatMap((name) =>
    one(section, word(name, is[name]), word(name, shall[name]), live(name)),
  );
}

/** fenced reads the file anew whenever it fences. */
function fenceDifferences(present: CmanConf, wanted: CmanConf): CmanDifference[] {
  const [is, shall] = [fenceParts(present), fenceParts(wanted)] as const;
  return [...new Set([...is.keys(), ...shall.keys()])].flatMap((name) => {
    const [a, b] = [is.get(name), shall.get(name)];
    return a?.content === b?.content ? [] : [fenceDifference(name, a, b)];
  });
}

interface FencePart {
  /** To be compared only: it holds the values. */
  readonly content: string;
  /** To be shown. */
  readonly words: string;
}

function fenceDifference(name: string, is?: FencePart, shall?: FencePart): CmanDifference {
  const same = is?.words === shall?.words;
  const present = `${name}: ${is?.words ?? NOTHING}${same ? ", with other values" : ""}`;
  return {
    property: "fencing",
    present,
    wanted: `${name}: ${shall?.words ?? NOTHING}`,
    live: true,
  };
}

const fenceParts = ({ devices, members }: CmanConf): ReadonlyMap<string, FencePart> =>
  new Map([
    ...devices.map((d): [string, FencePart] => [
      `device ${d.name}`,
      { content: JSON.stringify([d.agent, sorted(d)]), words: `${d.agent}${names(d)}` },
    ]),
    ...members.map((m): [string, FencePart] => [
      m.name,
      {
        content: JSON.stringify(m.methods.map((w) => [w.name, w.devices.map(sorted)])),
        words: m.methods
          .map(
            (w) =>
              `${w.name} by ${w.devices.map((d) => d.name + names(d)).join(" and ") || "nothing"}`,
          )
          .join(", then "),
      },
    ]),
  ]);

const sorted = ({ name, parameters }: FenceDevice): unknown => [
  name,
  Object.entries(parameters).sort(([a], [b]) => (a < b ? -1 : 1)),
];

/** The values may be secret. */
const names = ({ parameters }: FenceDevice): string => {
  const list = Object.keys(parameters).sort();
  return list.length === 0 ? "" : ` (${list.join(", ")})`;
};
