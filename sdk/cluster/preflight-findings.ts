import { BlockList, isIP } from "node:net";
import { type Element, sectionOf, walk } from "../cib/xml/element";
import { describeUnknownNode } from "../cib/status/nodes";
import { pairValue } from "../cib/xml/nvset";
import { isAutoMounted } from "../files/fstab";
import type { PreflightExpectations } from "../kind/host-inputs";
import type { ClockFacts, HostAddress, ScriptAnswers } from "../host/commands/host-facts";

/** What one node has shown. */
export interface NodeFacts {
  readonly node: string;
  /** What is wrong with the addresses to which it resolves the other nodes' names, in words. */
  readonly names: readonly string[];
  readonly clock: ClockFacts;
  readonly addresses: readonly HostAddress[];
  readonly fstab: string;
  /** Agents that it does not have. */
  readonly lacks: readonly string[];
  /** What the scripts answer of services that the cluster does not have. */
  readonly scripts: ReadonlyMap<string, ScriptAnswers | undefined>;
}

/** The clocks of a cluster's nodes agree within a second: logs, time-outs of failures and rules of dates rely on it. */
const APART = 1;

/**
 * Everything that would keep the cluster from doing what is declared.
 * @param cib missing where no cluster runs yet
 */
export function findProblems(
  facts: readonly NodeFacts[],
  expected: PreflightExpectations,
  cib: Element | undefined,
): readonly string[] {
  const { addresses = [], directories = [], gateways = [] } = expected;
  const held = cib === undefined ? [] : floating(cib);
  return [
    ...facts.flatMap(({ names }) => names),
    ...clocks(facts),
    ...facts.flatMap((f) => [
      ...[cib && describeUnknownNode(cib, f.node)].filter((line) => line !== undefined),
      ...addresses.flatMap((ip) => address(f, ip, held)),
      ...gateways.flatMap((gateway) => ownGateway(f, gateway)),
      ...directories.flatMap((directory) => mounted(f, directory)),
      ...f.lacks.map((agent) => missing(f.node, agent)),
      ...[...f.scripts].flatMap(([service, answers]) => unruly(f.node, service, answers)),
    ]),
  ];
}

/** What is worth a line, and keeps nothing from going on. */
export const listRemarks = (facts: readonly NodeFacts[]): readonly string[] =>
  facts.flatMap(({ node, scripts }) =>
    [...scripts].flatMap(([service, answers]) =>
      answers === undefined
        ? [
            `${node}: ${service} runs, and the cluster does not know it yet: how its script answers when it is stopped was not tried`,
          ]
        : [],
    ),
  );

function clocks(facts: readonly NodeFacts[]): string[] {
  const sorted = [...facts].sort((a, b) => a.clock.ahead - b.clock.ahead);
  const [slow, fast] = [sorted[0], sorted.at(-1)];
  if (slow === undefined || fast === undefined) return [];
  const apart = fast.clock.ahead - slow.clock.ahead;
  if (apart - fast.clock.doubt - slow.clock.doubt <= APART) return [];
  return [
    `${fast.node}: its clock is ${apart.toFixed(1)} s ahead of that of ${slow.node}; let all nodes follow the same time servers (chronyd or ntpd)`,
  ];
}

const family = (ip: string): "ipv4" | "ipv6" => (isIP(ip) === 6 ? "ipv6" : "ipv4");

function isIn(ip: string, { address: network, length }: HostAddress): boolean {
  const list = new BlockList();
  list.addSubnet(network, length, family(network));
  return isIP(ip) === isIP(network) && list.check(ip, family(ip));
}

const isSame = (ip: string, other: string): boolean =>
  isIP(other) !== 0 && isIn(ip, { nic: "", address: other, length: isIP(other) === 6 ? 128 : 32 });

/** The addresses that the cluster's own resources have. */
const floating = (cib: Element): readonly string[] =>
  walk(sectionOf(cib, "resources")).flatMap((e) => {
    if (e.name !== "primitive" || !(e.attributes.type ?? "").startsWith("IPaddr")) return [];
    return pairValue(e, "instance_attributes", "ip") ?? [];
  });

function address(
  { node, addresses }: NodeFacts,
  ip: string,
  held: readonly string[],
): readonly string[] {
  if (held.some((other) => isSame(ip, other))) return [];
  const there = addresses.find((a) => isSame(ip, a.address));
  if (there !== undefined)
    return [
      `${node}: ${ip} is an address of ${there.nic} already, and not by the cluster; take it away (ip addr del ${ip}/${there.length} dev ${there.nic}) and from what sets it at boot, or declare another one`,
    ];
  if (addresses.some((a) => isIn(ip, a))) return [];
  const has = addresses
    .filter((a) => a.nic !== "lo" && family(a.address) === family(ip))
    .map((a) => `${a.nic} has ${a.address}/${a.length}`);
  return [
    `${node}: no interface is in the network of ${ip} (${has.join(", ") || "none has an address of its kind"}); declare an address of the nodes' network`,
  ];
}

/** A node answers its own ping whatever has become of the network. */
function ownGateway({ node, addresses }: NodeFacts, gateway: string): readonly string[] {
  const isOwn =
    gateway.toLowerCase() === node.toLowerCase() ||
    (isIP(gateway) !== 0 && addresses.some((a) => isSame(gateway, a.address)));
  return isOwn
    ? [
        `${node}: the gateway ${gateway} is this node itself, which answers also when it has lost the network; ping something that is no node of the cluster`,
      ]
    : [];
}

const mounted = ({ node, fstab }: NodeFacts, directory: string): readonly string[] =>
  isAutoMounted(fstab, directory)
    ? [
        `${node}: /etc/fstab mounts ${directory} by itself, and the cluster shall do that on one node; add noauto to its options there, or take the line out`,
      ]
    : [];

const missing = (node: string, agent: string): string =>
  agent.startsWith("lsb:")
    ? `${node}: /etc/init.d/${agent.slice(4)} does not exist or is not executable; install the service there, or correct its name`
    : `${node}: there is no agent ${agent}; install the package that brings it (resource-agents, or pacemaker for ocf:pacemaker:…)`;

/** Pacemaker Explained, "Is an init script LSB-compatible?": its checks that harm nothing. */
function unruly(node: string, service: string, answers: ScriptAnswers | undefined): string[] {
  if (answers === undefined) return [];
  const { status, stop } = answers;
  const script = `${node}: /etc/init.d/${service} breaks the LSB rules`;
  return [
    ...(status === 3
      ? []
      : [
          `${script}: the status of the stopped service exits with ${status}, and has to with 3; Pacemaker would be wrong about where it runs. Correct the script`,
        ]),
    ...(stop === 0
      ? []
      : [
          `${script}: a stop of the stopped service exits with ${stop}, and has to with 0; Pacemaker would take it for a failure that needs fencing. Correct the script`,
        ]),
  ];
}
