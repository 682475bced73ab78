import { type CmanConf, cmanMemberNames, parseCmanConf } from "./cluster-conf";
import { type CmanDifference, compareWithSpec } from "./differences";
import { editClusterConf } from "./edit/edit";
import { leavingMembers } from "./members";
import { type CmanMemberState, type CmanNodeState, runsCman } from "./node-state";
import type { CmanPlanRequest } from "./plan-request";
import { validateAgainstMembers } from "./validate";

/** Lists every reason why the spec cannot, or must not, be applied to the present state. Each has its remedy. */
export function cmanPlanRefusals(
  request: CmanPlanRequest,
  known: CmanMemberState | undefined,
): readonly string[] {
  const { spec, before, states } = request;
  const replaced = refuseReplacedNodes(request);
  if (replaced.length > 0) return replaced;
  const obstacles = [...refuseHostNames(states), ...refuseRivals(states)];
  if (known === undefined) return [...obstacles, ...refuseUnreachable(request)];
  if (before === undefined && known.file.conf.name !== spec.clusterName)
    return [describeOtherCluster(known, spec.clusterName)];
  const conflicts = validateAgainstMembers(known.file.conf, spec, before).map((r) => r.reason);
  return [
    ...obstacles,
    ...conflicts,
    ...refuseAdoption(request, known),
    ...refuseRestart(request, known),
    ...refuseUnreachable(request),
  ];
}

/** Refuses to replace every node: the old cluster would keep running beside a new one of the same name. */
function refuseReplacedNodes({ spec, before }: CmanPlanRequest): readonly string[] {
  const left = leavingMembers(spec, before);
  if (before === undefined || left.length < before.nodes.length) return [];
  return [
    `nodes: none of ${left.join(", ")} is left, so this would be another cluster; keep one of them while nodes are exchanged, or declare another CmanCluster`,
  ];
}

/** Refuses names other than the host name: CMAN finds its node in cluster.conf by the host name. */
const refuseHostNames = (states: readonly CmanNodeState[]): readonly string[] =>
  states
    .filter((s) => s.hostName !== s.node)
    .map(
      (s) =>
        `nodes: the host name of ${s.node} is ${s.hostName} (uname -n), and CMAN looks for that name in cluster.conf; declare name: "${s.hostName}", or rename the host`,
    );

/** Refuses services beside which CMAN does not start. */
const refuseRivals = (states: readonly CmanNodeState[]): readonly string[] =>
  states
    .filter((s) => !runsCman(s))
    .flatMap(({ node, networkManager, foreignCorosync }) => [
      ...(networkManager
        ? [
            `${node}: NetworkManager runs, and CMAN does not start beside it; run \`service NetworkManager stop; chkconfig NetworkManager off\` there`,
          ]
        : []),
      ...(foreignCorosync
        ? [
            `${node}: corosync runs without CMAN, which starts its own; run \`service corosync stop; chkconfig corosync off\` there`,
          ]
        : []),
    ]);

/** Refuses unreachable nodes: CMAN needs a new version on every node, and a node that starts alone fences the others. */
function refuseUnreachable({ unreachable, states, before }: CmanPlanRequest): readonly string[] {
  const isFirstRun = before === undefined && states.some(runsCman);
  return isFirstRun
    ? []
    : unreachable.map((why) => `${why}; bring the node up, or remove it from nodes for now`);
}

const describeOtherCluster = (known: CmanMemberState, wanted: string): string =>
  `clusterName: ${known.node} is already in the cluster "${known.file.conf.name}" of ${cmanMemberNames(known.file.conf).join(", ")}, not in "${wanted}"; adopt that cluster with clusterName: "${known.file.conf.name}", or stop that cluster and move /etc/cluster/cluster.conf away on its nodes`;

const describe = ({ property, present, wanted }: CmanDifference): string =>
  `${property}: the cluster has ${present}, not ${wanted}`;

/** Refuses to change a running cluster on the first run without `adopt`. */
function refuseAdoption(
  { spec, before, states }: CmanPlanRequest,
  known: CmanMemberState,
): readonly string[] {
  const isOurs = before !== undefined || spec.adopt === true;
  if (isOurs || !states.some((s) => s.status !== undefined)) return [];
  return compareWithSpec(known.file.text, spec).map(
    (d) => `${describe(d)}; declare the present value, or set adopt: true to change it`,
  );
}

/**
 * Lists why the whole cluster must restart: changes to make, and changes that an earlier run made in the file only. A
 * manual change of the file that CMAN did not activate is reverted without a restart.
 */
export function restartReasons(
  { spec, before, states }: CmanPlanRequest,
  known: CmanMemberState | undefined,
): readonly string[] {
  const running = states.filter((s) => s.status !== undefined);
  if (known === undefined || running.length === 0) return [];
  const inactive = findInactive(
    running,
    parseCmanConf(editClusterConf(known.file.text, spec, before)),
  );
  const needsRestart = ({ property, live }: CmanDifference): boolean =>
    !live && (!REPORTED.has(property) || inactive.some((o) => o.property === property));
  const fixed = compareWithSpec(known.file.text, spec, before).filter(needsRestart);
  return fixed.length > 0 ? fixed.map(describe) : inactive.map((o) => o.why);
}

/** Properties that CMAN reports. It keeps the old value until it stops, even after it activated a newer version. */
const REPORTED = new Set(["clusterName", "transport"]);

function findInactive(
  running: readonly CmanNodeState[],
  { name, transport }: CmanConf,
): readonly { property: string; why: string }[] {
  const usesUnicast = (s: CmanNodeState): boolean =>
    s.status?.multicast.includes("255.255.255.255") ?? false;
  return running.flatMap((s) => [
    ...(s.status && s.status.clusterName !== name
      ? [
          {
            property: "clusterName",
            why: `clusterName: CMAN on ${s.node} still runs as ${s.status.clusterName}, not ${name}`,
          },
        ]
      : []),
    ...(usesUnicast(s) === (transport === "udpu")
      ? []
      : [
          {
            property: "transport",
            why: `transport: CMAN on ${s.node} does not yet use ${transport}`,
          },
        ]),
  ]);
}

const refuseRestart = (request: CmanPlanRequest, known: CmanMemberState): readonly string[] =>
  request.spec.restartPolicy === "all"
    ? []
    : restartReasons(request, known).map(
        (why) =>
          `${why}; CMAN applies this change only after a stop of all nodes: set restartPolicy: "all" to stop and start all services now, or declare the present value`,
      );
