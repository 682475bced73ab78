import { type CorosyncConf, corosyncMemberNames } from "./corosync-conf";
import {
  type OptionChanges,
  compareOptions,
  describeOptions,
  differingAddresses,
  presentOptions,
  isNamed,
  isSameCorosyncCluster,
} from "./differences";
import { isCorosyncMember, type CorosyncMemberState, findReferenceConf } from "./node-state";
import type { CorosyncPlanRequest } from "./plan-request";
import { commandFor } from "../shell-quote";

/** Lists every reason why pcs alone cannot apply the spec to the present state. Each has its remedy. */
export function corosyncPlanRefusals(request: CorosyncPlanRequest): readonly string[] {
  const { states, spec, before } = request;
  const replaced = refuseReplacedNodes(request);
  if (replaced.length > 0) return replaced;
  const foreign = states.filter(isCorosyncMember).filter((m) => !isNamed(m.conf, spec.clusterName));
  if (foreign.length > 0)
    return refuseOtherClusters(foreign, before === undefined ? undefined : spec.clusterName);
  const known = findReferenceConf(states);
  if (known === undefined) return [];
  const stale = states
    .filter(isCorosyncMember)
    .filter((m) => !isSameCorosyncCluster(m.conf, known.conf));
  if (stale.length > 0) return stale.map((m) => describeDisagreement(m, known));
  const fixed = refuseFixedSettings(request, known.conf);
  return fixed.length > 0 || before !== undefined ? fixed : refuseAdoption(request, known.conf);
}

/** Refuses to replace every node: the old cluster would keep running beside a new one of the same name. */
function refuseReplacedNodes({ spec, before }: CorosyncPlanRequest): readonly string[] {
  if (before === undefined) return [];
  const names = before.nodes.map((n) => n.name);
  if (spec.nodes.some((n) => names.includes(n.name))) return [];
  return [
    `nodes: none of ${names.join(", ")} is left, so this would be another cluster; keep one of them while nodes are exchanged, or declare another CorosyncCluster`,
  ];
}

const describe = (conf: CorosyncConf): string =>
  `"${conf.name}" of ${corosyncMemberNames(conf).join(", ")}`;

/** Words one refusal for each other cluster. `ours` is missing at create. */
function refuseOtherClusters(
  foreign: readonly CorosyncMemberState[],
  ours: string | undefined,
): readonly string[] {
  const clusters = new Map(foreign.map((m) => [describe(m.conf), m.conf.name]));
  return [...clusters].map(([cluster, name]) => {
    const nodes = foreign.filter((m) => describe(m.conf) === cluster).map((m) => m.node);
    return describeOtherCluster(nodes.join(", "), cluster, name, ours);
  });
}

const describeOtherCluster = (
  nodes: string,
  cluster: string,
  name: string,
  ours?: string,
): string =>
  ours === undefined
    ? `${nodes}: already in the cluster ${cluster}; adopt that cluster with clusterName: "${name}", or remove it with \`pcs cluster destroy\` there`
    : `clusterName: ${nodes} in the cluster ${cluster}, not in "${ours}"; pcs cannot rename a running cluster, so set clusterName: "${name}", or run \`pcs cluster destroy\` on each node that leaves the cluster`;

const describeDisagreement = (m: CorosyncMemberState, known: CorosyncMemberState): string =>
  `${m.node}: its corosync.conf says ${describe(m.conf)}, that of ${known.node} says ${describe(known.conf)}; run \`pcs cluster destroy\` on ${m.node} if that node was removed from the cluster, or \`pcs cluster sync corosync\` on the node with the right file`;

/** Refuses changes that no pcs command makes while the cluster runs. */
function refuseFixedSettings(
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
            `nodes: ${node.name} has the address ${present.join(", ")} in the cluster, not ${(node.addresses ?? []).join(", ")}; declare addresses: ${JSON.stringify(present)}, or change the link manually (\`pcs cluster link update\`, with the cluster stopped) and run pulumi refresh`,
          ];
    }),
    ...(Object.keys(quorum).length === 0 ? [] : [quorumRemedy(conf, quorum)]),
  ];
}

const quorumRemedy = (conf: CorosyncConf, changes: OptionChanges): string => {
  const options = Object.entries(changes).map(([name, value]) => `${name}=${value}`);
  const command = commandFor`pcs quorum update ${options}`;
  return `quorum: the cluster ${conf.name} has ${presentOptions("quorum", conf, changes)}, and pcs changes this only while all nodes are stopped; declare the present value, or run \`pcs cluster stop --all && ${command} && pcs cluster start --all\``;
};

/** Refuses to change an existing cluster on the first run without `adopt`. */
function refuseAdoption(request: CorosyncPlanRequest, conf: CorosyncConf): readonly string[] {
  const { spec, adopt } = request;
  const wanted = spec.nodes.map((n) => n.name);
  const present = corosyncMemberNames(conf);
  const undeclared = present.filter((name) => !wanted.includes(name));
  const missing = wanted.filter((name) => !present.includes(name));
  const totem = compareOptions("totem", conf, spec);
  const differs = Object.keys(totem).length > 0;
  return [
    ...(undeclared.length === 0
      ? []
      : [
          `nodes: the cluster ${conf.name} exists and also has ${undeclared.join(", ")}; declare ${undeclared.length === 1 ? "that node" : "those nodes"} too (a later change may then remove nodes), or run \`${commandFor`pcs cluster node remove ${undeclared}`}\``,
        ]),
    ...(missing.length === 0 || adopt
      ? []
      : [
          `nodes: the cluster ${conf.name} exists with ${present.join(", ")}, without ${missing.join(", ")}; to add the missing nodes, set adopt: true`,
        ]),
    ...(differs && !adopt
      ? [
          `totem: the cluster ${conf.name} exists and has ${presentOptions("totem", conf, totem)}, not ${describeOptions(totem)}; to change it, set adopt: true`,
        ]
      : []),
  ];
}
