import { type CorosyncConf, corosyncMemberNames } from "./cluster-conf";
import {
  type OptionChanges,
  compareOptions,
  describeOptions,
  differingAddresses,
  presentOptions,
  isSameCorosyncCluster,
} from "./differences";
import { isCorosyncMember, type CorosyncMemberState, findReferenceConf } from "./node-state";
import type { CorosyncPlanRequest } from "./plan-request";

/** Every reason why what is declared cannot be reached from here by pcs alone, each with its remedy. */
export function refuseCorosyncChanges(request: CorosyncPlanRequest): readonly string[] {
  const { states, spec, before } = request;
  const elsewhere = otherNodes(request);
  if (elsewhere.length > 0) return elsewhere;
  const strangers = states.filter(isCorosyncMember).filter((m) => m.conf.name !== spec.clusterName);
  if (strangers.length > 0)
    return inOtherClusters(strangers, spec.clusterName, before !== undefined);
  const known = findReferenceConf(states);
  if (known === undefined) return [];
  const stale = states
    .filter(isCorosyncMember)
    .filter((m) => !isSameCorosyncCluster(m.conf, known.conf));
  if (stale.length > 0) return stale.map((m) => disagrees(m, known));
  const fixed = unchangeable(request, known.conf);
  return fixed.length > 0 || before !== undefined ? fixed : untakeable(request, known.conf);
}

/** Without a common node the old cluster would go on running beside a new one of the same name. */
function otherNodes({ spec, before }: CorosyncPlanRequest): readonly string[] {
  if (before === undefined) return [];
  const names = before.nodes.map((n) => n.name);
  if (spec.nodes.some((n) => names.includes(n.name))) return [];
  return [
    `nodes: none of ${names.join(", ")} is left, so this would be another cluster; keep one of them while nodes are exchanged, or declare another CorosyncCluster`,
  ];
}

const described = (conf: CorosyncConf): string =>
  `"${conf.name}" of ${corosyncMemberNames(conf).join(", ")}`;

/** One sentence for each of the other clusters. */
function inOtherClusters(
  strangers: readonly CorosyncMemberState[],
  wanted: string,
  ours: boolean,
): readonly string[] {
  const clusters = new Map(strangers.map((m) => [described(m.conf), m.conf.name]));
  return [...clusters].map(([cluster, name]) => {
    const nodes = strangers.filter((m) => described(m.conf) === cluster).map((m) => m.node);
    return otherCluster(nodes.join(", "), cluster, name, ours ? wanted : undefined);
  });
}

const otherCluster = (nodes: string, cluster: string, name: string, ours?: string): string =>
  ours === undefined
    ? `${nodes}: already in the cluster ${cluster}; take that one over with clusterName: "${name}", or end it with \`pcs cluster destroy\` there`
    : `clusterName: ${nodes} in the cluster ${cluster}, not in "${ours}"; pcs cannot rename a running cluster, so set clusterName: "${name}", or run \`pcs cluster destroy\` on a node that shall leave it`;

const disagrees = (m: CorosyncMemberState, known: CorosyncMemberState): string =>
  `${m.node}: its corosync.conf says ${described(m.conf)}, that of ${known.node} says ${described(known.conf)}; run \`pcs cluster destroy\` on ${m.node} if it was taken out of the cluster, or \`pcs cluster sync corosync\` on the node that is right`;

/** What no pcs command changes while the cluster runs. */
function unchangeable(
  { spec, before }: CorosyncPlanRequest,
  conf: CorosyncConf,
): readonly string[] {
  const { transport } = spec;
  const quorum = compareOptions("quorum", conf, spec, before);
  return [
    ...(transport === undefined || transport === conf.transport
      ? []
      : [
          `transport: the cluster ${conf.name} uses ${conf.transport}, and pcs cannot change that to ${transport}; set transport: "${conf.transport}", or destroy the cluster and create it again`,
        ]),
    ...spec.nodes.flatMap((node) => {
      const present = differingAddresses(conf, node);
      return present === undefined
        ? []
        : [
            `nodes: ${node.name} has the address ${present.join(", ")} in the cluster, not ${(node.addresses ?? []).join(", ")}; declare addresses: ${JSON.stringify(present)}, or change the link by hand (\`pcs cluster link update\`, with the cluster stopped) and run pulumi refresh`,
          ];
    }),
    ...(Object.keys(quorum).length === 0 ? [] : [quorumRemedy(conf, quorum)]),
  ];
}

const quorumRemedy = (conf: CorosyncConf, changes: OptionChanges): string => {
  const command = Object.entries(changes)
    .map(([name, value]) => `${name}=${value}`)
    .join(" ");
  return `quorum: the cluster ${conf.name} has ${presentOptions("quorum", conf, changes)}, and that changes only while it is stopped on every node; declare what it has, or run \`pcs cluster stop --all && pcs quorum update ${command} && pcs cluster start --all\``;
};

/** What a program that meets the cluster for the first time may not change unasked. */
function untakeable(request: CorosyncPlanRequest, conf: CorosyncConf): readonly string[] {
  const { spec, adopt } = request;
  const wanted = spec.nodes.map((n) => n.name);
  const present = corosyncMemberNames(conf);
  const more = present.filter((name) => !wanted.includes(name));
  const fewer = wanted.filter((name) => !present.includes(name));
  const totem = compareOptions("totem", conf, spec);
  const differs = Object.keys(totem).length > 0;
  return [
    ...(more.length === 0
      ? []
      : [
          `nodes: the cluster ${conf.name} exists and has ${more.join(", ")} as well; declare ${more.length === 1 ? "it" : "them"} too (a later change may then take nodes out), or run \`pcs cluster node remove ${more.join(" ")}\``,
        ]),
    ...(fewer.length === 0 || adopt
      ? []
      : [
          `nodes: the cluster ${conf.name} exists, of ${present.join(", ")} without ${fewer.join(", ")}; to take it over and add what is missing, set adopt: true`,
        ]),
    ...(differs && !adopt
      ? [
          `totem: the cluster ${conf.name} exists and has ${presentOptions("totem", conf, totem)}, not ${describeOptions(totem)}; to take it over and change that, set adopt: true`,
        ]
      : []),
  ];
}
