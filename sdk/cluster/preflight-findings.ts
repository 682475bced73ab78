import { expandTemplate } from "../cib/model/template";
import { BlockList, isIP } from "node:net";
import { type Element, sectionOf, walk } from "../cib/xml/element";
import { describeUnknownNode } from "../cib/status/nodes";
import { pairValue } from "../cib/xml/nvset";
import { isAutoMounted } from "../files/fstab";
import type { PreflightExpectations } from "../kind/host-inputs";
import type { ClockFacts, HostAddress, ScriptAnswers } from "../host/commands/host-facts";

/** The observed facts of one node. */
export interface NodeFacts {
  readonly node: string;
  /** Problems with how the node resolves the other nodes' names, in words. */
  readonly names: readonly string[];
  readonly clock: ClockFacts;
  readonly addresses: readonly HostAddress[];
  readonly fstab: string;
  /** Agents that are not installed. */
  readonly lacks: readonly string[];
  /** Scripts that are no executable files. */
  readonly lacksScripts?: readonly string[];
  /** Container engines that are not installed. */
  readonly lacksEngines?: readonly string[];
  /** Answers of the init scripts of services without a resource in the cluster; `undefined` if the service runs. */
  readonly scripts: ReadonlyMap<string, ScriptAnswers | undefined>;
}

/** Seconds by which the clocks may differ. Logs, failure time-outs and date rules rely on equal clocks. */
const MAX_CLOCK_SKEW = 1;

/**
 * Finds all problems that would keep the cluster from its desired state.
 * @param cib missing if no cluster runs yet
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
    ...clockProblems(facts),
    ...facts.flatMap((f) => [
      ...[cib && describeUnknownNode(cib, f.node)].filter((line) => line !== undefined),
      ...addresses.flatMap((ip) => addressProblems(f, ip, held)),
      ...gateways.flatMap((gateway) => gatewayProblems(f, gateway)),
      ...directories.flatMap((directory) => mountProblems(f, directory)),
      ...f.lacks.map((agent) => describeMissingAgent(f.node, agent)),
      ...(f.lacksScripts ?? []).map(
        (path) =>
          `${f.node}: ${path} does not exist or is not executable; install the script there, or correct its path`,
      ),
      ...(f.lacksEngines ?? []).map(
        (engine) =>
          `${f.node}: there is no program ${engine}, so no container of a bundle starts there; install the package ${engine}`,
      ),
      ...[...f.scripts].flatMap(([service, answers]) => scriptProblems(f.node, service, answers)),
    ]),
  ];
}

/** Lists remarks for the user that are no problems. */
export const listRemarks = (facts: readonly NodeFacts[]): readonly string[] =>
  facts.flatMap(({ node, scripts }) =>
    [...scripts].flatMap(([service, answers]) =>
      answers === undefined
        ? [
            `${node}: ${service} runs, and the cluster has no resource for it: its script was not checked, because that needs a stopped service`,
          ]
        : [],
    ),
  );

function clockProblems(facts: readonly NodeFacts[]): string[] {
  const sorted = [...facts].sort((a, b) => a.clock.ahead - b.clock.ahead);
  const [slow, fast] = [sorted[0], sorted.at(-1)];
  if (slow === undefined || fast === undefined) return [];
  const apart = fast.clock.ahead - slow.clock.ahead;
  if (apart - fast.clock.uncertainty - slow.clock.uncertainty <= MAX_CLOCK_SKEW) return [];
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

/** The addresses of the cluster's own resources. */
const floating = (cib: Element): readonly string[] =>
  walk(sectionOf(cib, "resources")).flatMap((part) => {
    const e = expandTemplate(cib, part);
    if (e.name !== "primitive" || !(e.attributes.type ?? "").startsWith("IPaddr")) return [];
    return pairValue(e, "instance_attributes", "ip") ?? [];
  });

function addressProblems(
  { node, addresses }: NodeFacts,
  ip: string,
  held: readonly string[],
): readonly string[] {
  if (held.some((other) => isSame(ip, other))) return [];
  const there = addresses.find((a) => isSame(ip, a.address));
  if (there !== undefined)
    return [
      `${node}: ${ip} is already an address of ${there.nic}, and the cluster has not set it; remove it (ip addr del ${ip}/${there.length} dev ${there.nic}), also from the node's network configuration, or declare another address`,
    ];
  if (addresses.some((a) => isIn(ip, a))) return [];
  const has = addresses
    .filter((a) => a.nic !== "lo" && family(a.address) === family(ip))
    .map((a) => `${a.nic} has ${a.address}/${a.length}`);
  return [
    `${node}: no interface is in the network of ${ip} (${has.join(", ") || "none has an address of its kind"}); declare an address of the nodes' network`,
  ];
}

/** Finds a gateway that is the node itself. A node answers its own ping even when it has lost the network. */
function gatewayProblems({ node, addresses }: NodeFacts, gateway: string): readonly string[] {
  const isOwn =
    gateway.toLowerCase() === node.toLowerCase() ||
    (isIP(gateway) !== 0 && addresses.some((a) => isSame(gateway, a.address)));
  return isOwn
    ? [
        `${node}: the gateway ${gateway} is this node itself, which answers even when it has lost the network; ping a host that is not a node of the cluster`,
      ]
    : [];
}

const mountProblems = ({ node, fstab }: NodeFacts, directory: string): readonly string[] =>
  isAutoMounted(fstab, directory)
    ? [
        `${node}: /etc/fstab mounts ${directory} at boot, but the cluster has to mount it, on one node only; add noauto to the options of its line, or remove the line`,
      ]
    : [];

const describeMissingAgent = (node: string, agent: string): string =>
  agent.startsWith("lsb:")
    ? `${node}: /etc/init.d/${agent.slice(4)} does not exist or is not executable; install the service there, or correct its name`
    : `${node}: the agent ${agent} is missing; install the package that contains it (resource-agents, or pacemaker for ocf:pacemaker:…)`;

/** Checks the answers of an init script. Source: the harmless checks of "Is an init script LSB-compatible?" in Pacemaker Explained. */
function scriptProblems(
  node: string,
  service: string,
  answers: ScriptAnswers | undefined,
): string[] {
  if (answers === undefined) return [];
  const { status, stop } = answers;
  const script = `${node}: /etc/init.d/${service} breaks the LSB rules`;
  return [
    ...(status === 3
      ? []
      : [
          `${script}: status of the stopped service exits with ${status} instead of 3, so Pacemaker would be wrong about where it runs. Correct the script`,
        ]),
    ...(stop === 0
      ? []
      : [
          `${script}: stop of the stopped service exits with ${stop} instead of 0, which Pacemaker would take for a failure that needs fencing. Correct the script`,
        ]),
  ];
}
