import { isIP } from "node:net";
import { type CmanConf, cmanMemberNames } from "./cluster-conf";
import { leavingMembers, membersAfter, wantsTwoNode } from "./members";
import { type Refusal, findRepeated, listUnwritable } from "./refusal";
import { validateFencing } from "./validate-fencing";
import { type CmanNodeSpec, type CmanSpec, explicitFencing } from "./spec";

/** cluster.conf(5): "up to 15 characters long (16 including terminating null)". */
const CLUSTER_NAME = /^[^\s<>&"']{1,15}$/;

/** A node has its host name (`uname -n`): at most 64 characters on Linux. CMAN accepts 254 (cnxman-socket.h). */
const NODE_NAME_LENGTH = 64;

/** CMAN parses ids with atoi, and objdb_get_int accepts no higher one. */
const HIGHEST_ID = 2 ** 31 - 1;

/** More votes are "invalid votes for node in CCS" (cmanconfig.c). cluster.rng requires a positive number. */
const MOST_VOTES = 255;

/** Lists every reason why CMAN could not run the declared cluster. */
export const validateCmanSpec = (spec: CmanSpec): readonly Refusal[] => [
  ...validateName(spec),
  ...toRefusals("nodes", validateNodes(spec.nodes)),
  ...validateMulticast(spec),
  ...validateTwoNode(spec),
  ...toRefusals("totem", listUnwritable(spec.totem)),
  ...toRefusals("logging", listUnwritable(spec.logging)),
  ...toRefusals(
    "fencing",
    validateFencing(
      explicitFencing(spec),
      spec.nodes.map((n) => n.name),
    ),
  ),
];

const toRefusals = (property: string, list: readonly string[]): readonly Refusal[] =>
  list.map((reason) => ({ property, reason: `${property}: ${reason}` }));

const validateName = ({ clusterName }: CmanSpec): readonly Refusal[] =>
  CLUSTER_NAME.test(clusterName)
    ? []
    : toRefusals("clusterName", [
        `${JSON.stringify(clusterName)} is not a valid CMAN cluster name: 1 to 15 characters without blanks, quotes, "<", ">" and "&"`,
      ]);

function validateNodes(nodes: readonly CmanNodeSpec[]): readonly string[] {
  const alternatives = nodes.flatMap((n) => n.alternativeName ?? []);
  return [
    ...(nodes.length === 0 ? ["at least one node is required"] : []),
    ...nodes.flatMap(validateNode),
    ...findRepeated([...nodes.map((n) => n.name), ...alternatives]).map(
      (name) => `${name} is declared twice`,
    ),
    ...findRepeated(nodes.flatMap((n) => n.nodeId ?? [])).map(
      (id) => `the id ${id} is declared twice`,
    ),
    ...(alternatives.length > 0 && alternatives.length < nodes.length
      ? ["declare alternativeName for every node, or for none: a ring connects all nodes"]
      : []),
  ];
}

function validateNode({ name, nodeId, votes, alternativeName }: CmanNodeSpec): readonly string[] {
  const isWholeNumber = (n: number | undefined, max: number): boolean =>
    n === undefined || (Number.isInteger(n) && n >= 1 && n <= max);
  return [
    ...(isHostName(name)
      ? []
      : [`${JSON.stringify(name)} is not a valid node name: use the host name (uname -n)`]),
    ...(alternativeName === undefined || isHostName(alternativeName) || isIP(alternativeName) !== 0
      ? []
      : [`${name}: ${JSON.stringify(alternativeName)} is not a host name`]),
    ...(isWholeNumber(nodeId, HIGHEST_ID)
      ? []
      : [`${name}: nodeId must be a whole number from 1 to ${HIGHEST_ID}`]),
    ...(isWholeNumber(votes, MOST_VOTES)
      ? []
      : [`${name}: votes must be a whole number from 1 to ${MOST_VOTES}`]),
  ];
}

const isHostName = (name: unknown): boolean =>
  typeof name === "string" &&
  name.length <= NODE_NAME_LENGTH &&
  name.split(".").every((part) => /^[A-Za-z0-9]([A-Za-z0-9_-]*[A-Za-z0-9])?$/.test(part)) &&
  !/^[\d.]+$/.test(name);

function validateMulticast({ transport, multicast }: CmanSpec): readonly Refusal[] {
  if (multicast === undefined) return [];
  return toRefusals("multicast", [
    ...(isMulticast(multicast)
      ? []
      : [`${JSON.stringify(multicast)} is not a multicast address, such as "239.192.1.2"`]),
    ...(transport === "udpu" ? ['cannot be used with transport "udpu", which is unicast'] : []),
  ]);
}

const isMulticast = (address: string): boolean =>
  (isIP(address) === 4 && /^(22[4-9]|23\d)\./.test(address)) ||
  (isIP(address) === 6 && /^ff/i.test(address));

/** CMAN's errors would be "two_node set but there are more than 2 nodes" or "but votes not set to 1" (cman(5), cmanconfig.c). */
function validateTwoNode({ twoNode, nodes }: CmanSpec): readonly Refusal[] {
  if (!twoNode) return [];
  const heavy = nodes.filter((n) => (n.votes ?? 1) !== 1);
  return toRefusals("twoNode", [
    ...(nodes.length === 2 ? [] : [`requires exactly two nodes, not ${nodes.length}`]),
    ...(heavy.length === 0
      ? []
      : [`${heavy.map((n) => n.name).join(", ")} must have exactly one vote`]),
  ]);
}

/** Lists every conflict between the spec and the members of the present cluster.conf. */
export function validateAgainstMembers(
  conf: CmanConf,
  spec: CmanSpec,
  before?: CmanSpec,
): readonly Refusal[] {
  const declared = [...leavingMembers(spec, before), ...spec.nodes.map((n) => n.name)];
  const others = conf.members.filter((m) => !declared.includes(m.name));
  const taken = spec.nodes.flatMap((n) => others.filter((m) => m.nodeId === n.nodeId && m.nodeId));
  const after = membersAfter(conf, spec, before);
  const conflictsWithTwoNode = wantsTwoNode(conf, spec, before) && after.length !== 2;
  return [
    ...toRefusals(
      "nodes",
      findRepeated(cmanMemberNames(conf)).map((name) => `${name} is in cluster.conf twice`),
    ),
    ...toRefusals(
      "nodes",
      taken.map((m) => `the id ${m.nodeId ?? 0} belongs to ${m.name}`),
    ),
    ...(conflictsWithTwoNode
      ? toRefusals("twoNode", [
          `${after.map((m) => m.name).join(", ")} are members, but two_node requires exactly two`,
        ])
      : []),
  ];
}
