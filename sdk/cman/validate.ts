import { isIP } from "node:net";
import { type CmanConf, cmanMemberNames } from "./cluster-conf";
import { leavingMembers, membersAfter, wantsTwoNode } from "./members";
import { type Refusal, findRepeated, describeUnwritable } from "./refusal";
import { validateFencing } from "./validate-fencing";
import { type CmanNodeSpec, type CmanSpec, explicitFencing } from "./spec";

/** cluster.conf(5): "up to 15 characters long (16 including terminating null)". */
const CLUSTER_NAME = /^[^\s<>&"']{1,15}$/;

/** A node is called what `uname -n` says: at most 64 characters on Linux; CMAN itself takes 254 (cnxman-socket.h). */
const NODE_NAME_LENGTH = 64;

/** CMAN reads ids with atoi, and objdb_get_int takes no more. */
const HIGHEST_ID = 2 ** 31 - 1;

/** "Found invalid votes for node in CCS" beyond (cmanconfig.c); cluster.rng wants a positive number. */
const MOST_VOTES = 255;

/** Every reason why CMAN could not run what is declared. */
export const validateCmanSpec = (spec: CmanSpec): readonly Refusal[] => [
  ...nameRefusals(spec),
  ...reasons("nodes", nodesReasons(spec.nodes)),
  ...transportRefusals(spec),
  ...twoNodeRefusals(spec),
  ...reasons("totem", describeUnwritable(spec.totem)),
  ...reasons("logging", describeUnwritable(spec.logging)),
  ...reasons(
    "fencing",
    validateFencing(
      explicitFencing(spec),
      spec.nodes.map((n) => n.name),
    ),
  ),
];

const reasons = (property: string, list: readonly string[]): readonly Refusal[] =>
  list.map((reason) => ({ property, reason: `${property}: ${reason}` }));

const nameRefusals = ({ clusterName }: CmanSpec): readonly Refusal[] =>
  CLUSTER_NAME.test(clusterName)
    ? []
    : reasons("clusterName", [
        `${JSON.stringify(clusterName)} is no name of a CMAN cluster: 1 to 15 characters without blanks, quotes, "<", ">" and "&"`,
      ]);

function nodesReasons(nodes: readonly CmanNodeSpec[]): readonly string[] {
  const alternatives = nodes.flatMap((n) => n.alternativeName ?? []);
  return [
    ...(nodes.length === 0 ? ["at least one is needed"] : []),
    ...nodes.flatMap(nodeReasons),
    ...findRepeated([...nodes.map((n) => n.name), ...alternatives]).map(
      (name) => `${name} is there twice`,
    ),
    ...findRepeated(nodes.flatMap((n) => n.nodeId ?? [])).map(
      (id) => `the id ${id} is there twice`,
    ),
    ...(alternatives.length > 0 && alternatives.length < nodes.length
      ? ["every node must have an alternativeName, or none: a ring goes through all of them"]
      : []),
  ];
}

function nodeReasons({ name, nodeId, votes, alternativeName }: CmanNodeSpec): readonly string[] {
  const whole = (n: number | undefined, most: number): boolean =>
    n === undefined || (Number.isInteger(n) && n >= 1 && n <= most);
  return [
    ...(isHostName(name)
      ? []
      : [`${JSON.stringify(name)} is no name of a node: it must be its host name (uname -n)`]),
    ...(alternativeName === undefined || isHostName(alternativeName) || isIP(alternativeName) !== 0
      ? []
      : [`${name}: ${JSON.stringify(alternativeName)} is no host name`]),
    ...(whole(nodeId, HIGHEST_ID)
      ? []
      : [`${name}: nodeId must be a whole number from 1 to ${HIGHEST_ID}`]),
    ...(whole(votes, MOST_VOTES)
      ? []
      : [`${name}: votes must be a whole number from 1 to ${MOST_VOTES}`]),
  ];
}

const isHostName = (name: string): boolean =>
  name.length <= NODE_NAME_LENGTH &&
  name.split(".").every((part) => /^[A-Za-z0-9]([A-Za-z0-9_-]*[A-Za-z0-9])?$/.test(part)) &&
  !/^[\d.]+$/.test(name);

function transportRefusals({ transport, multicast }: CmanSpec): readonly Refusal[] {
  if (multicast === undefined) return [];
  return reasons("multicast", [
    ...(isMulticast(multicast)
      ? []
      : [`${JSON.stringify(multicast)} is no multicast address, such as "239.192.1.2"`]),
    ...(transport === "udpu" ? ['it cannot be used with transport "udpu", which is unicast'] : []),
  ]);
}

const isMulticast = (address: string): boolean =>
  (isIP(address) === 4 && /^(22[4-9]|23\d)\./.test(address)) ||
  (isIP(address) === 6 && /^ff/i.test(address));

/** cman(5), and cmanconfig.c: otherwise "two_node set but there are more than 2 nodes" or "but votes not set to 1". */
function twoNodeRefusals({ twoNode, nodes }: CmanSpec): readonly Refusal[] {
  if (!twoNode) return [];
  const heavy = nodes.filter((n) => (n.votes ?? 1) !== 1);
  return reasons("twoNode", [
    ...(nodes.length === 2 ? [] : [`it is for exactly two nodes, not ${nodes.length}`]),
    ...(heavy.length === 0
      ? []
      : [`${heavy.map((n) => n.name).join(", ")} must have one vote, and no other number`]),
  ]);
}

/** Every reason why what is declared cannot be made of the cluster.conf that is there. */
export function validateAgainstMembers(
  conf: CmanConf,
  spec: CmanSpec,
  before?: CmanSpec,
): readonly Refusal[] {
  const declared = [...leavingMembers(spec, before), ...spec.nodes.map((n) => n.name)];
  const others = conf.members.filter((m) => !declared.includes(m.name));
  const taken = spec.nodes.flatMap((n) => others.filter((m) => m.nodeId === n.nodeId && m.nodeId));
  const after = membersAfter(conf, spec, before);
  const crowded = wantsTwoNode(conf, spec, before) && after.length !== 2;
  return [
    ...reasons(
      "nodes",
      findRepeated(cmanMemberNames(conf)).map((name) => `${name} is in cluster.conf twice`),
    ),
    ...reasons(
      "nodes",
      taken.map((m) => `the id ${m.nodeId ?? 0} is that of ${m.name}`),
    ),
    ...(crowded
      ? reasons("twoNode", [
          `${after.map((m) => m.name).join(", ")} are members, and it is for exactly two`,
        ])
      : []),
  ];
}
