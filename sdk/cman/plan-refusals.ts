import { type CmanConf, cmanMemberNames, parseCmanConf } from "./cluster-conf";
import { type CmanDifference, compareWithSpec } from "./differences";
import { editClusterConf } from "./edit";
import { leavingMembers } from "./members";
import { type CmanMemberState, type CmanNodeState, runsCman } from "./node-state";
import type { CmanPlanRequest } from "./plan-request";
import { validateAgainstMembers } from "./validate";

/** Every reason why what is declared cannot, or must not, be reached from here, each with its remedy. */
export function planRefusals(
  request: CmanPlanRequest,
  known: CmanMemberState | undefined,
): readonly string[] {
  const { spec, before, states } = request;
  const elsewhere = otherNodes(request);
  if (elsewhere.length > 0) return elsewhere;
  const first = [...hostNames(states), ...inTheWay(states)];
  if (known === undefined) return [...first, ...unreached(request)];
  if (before === undefined && known.file.conf.name !== spec.clusterName)
    return [otherCluster(known, spec.clusterName)];
  const against = validateAgainstMembers(known.file.conf, spec, before).map((r) => r.reason);
  return [
    ...first,
    ...against,
    ...untakeable(request, known),
    ...restarts(request, known),
    ...unreached(request),
  ];
}

/** Without a common node the old cluster would go on running beside a new one of the same name. */
function otherNodes({ spec, before }: CmanPlanRequest): readonly string[] {
  const left = leavingMembers(spec, before);
  if (before === undefined || left.length < before.nodes.length) return [];
  return [
    `nodes: none of ${left.join(", ")} is left, so this would be another cluster; keep one of them while nodes are exchanged, or declare another CmanCluster`,
  ];
}

/** CMAN finds itself in cluster.conf by the name of the host. */
const hostNames = (states: readonly CmanNodeState[]): readonly string[] =>
  states
    .filter((s) => s.hostName !== s.node)
    .map(
      (s) =>
        `nodes: ${s.node} calls itself ${s.hostName} (uname -n), and CMAN looks for that name in cluster.conf; declare it as name: "${s.hostName}", or rename the host`,
    );

/** What CMAN does not start beside. */
const inTheWay = (states: readonly CmanNodeState[]): readonly string[] =>
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

/** A new version has to be on every node before CMAN takes it anywhere, and a lone node fences the others. */
function unreached({ unreachable, states, before }: CmanPlanRequest): readonly string[] {
  const whole = before === undefined && states.some(runsCman);
  return whole
    ? []
    : unreachable.map((why) => `${why}; bring it up, or leave it out of nodes for now`);
}

const otherCluster = (known: CmanMemberState, wanted: string): string =>
  `clusterName: ${known.node} is already in the cluster "${known.file.conf.name}" of ${cmanMemberNames(known.file.conf).join(", ")}, not in "${wanted}"; take that one over with clusterName: "${known.file.conf.name}", or stop it and move /etc/cluster/cluster.conf away on its nodes`;

const words = ({ property, present, wanted }: CmanDifference): string =>
  `${property}: the cluster has ${present}, not ${wanted}`;

/** What a program that meets the cluster for the first time may not change unasked. */
function untakeable(
  { spec, before, states }: CmanPlanRequest,
  known: CmanMemberState,
): readonly string[] {
  const isOurs = before !== undefined || spec.adopt === true;
  if (isOurs || !states.some((s) => s.status !== undefined)) return [];
  return compareWithSpec(known.file.text, spec).map(
    (d) => `${words(d)}; declare what it has, or set adopt: true to take it over and change that`,
  );
}

/**
 * Why the whole cluster has to be restarted: what changes, and what an earlier run has changed in the file alone. What
 * somebody has changed in the file alone is changed back without one.
 */
export function restartReasons(
  { spec, before, states }: CmanPlanRequest,
  known: CmanMemberState | undefined,
): readonly string[] {
  const running = states.filter((s) => s.status !== undefined);
  if (known === undefined || running.length === 0) return [];
  const old = notYet(running, parseCmanConf(editClusterConf(known.file.text, spec, before)));
  const counts = ({ property, live }: CmanDifference): boolean =>
    !live && (!SHOWN.has(property) || old.some((o) => o.property === property));
  const fixed = compareWithSpec(known.file.text, spec, before).filter(counts);
  return fixed.length > 0 ? fixed.map(words) : old.map((o) => o.why);
}

/** What CMAN itself shows; it goes on with it until it is stopped, whatever version it has taken. */
const SHOWN = new Set(["clusterName", "transport"]);

function notYet(
  running: readonly CmanNodeState[],
  { name, transport }: CmanConf,
): readonly { property: string; why: string }[] {
  const unicast = (s: CmanNodeState): boolean =>
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
    ...(unicast(s) === (transport === "udpu")
      ? []
      : [
          {
            property: "transport",
            why: `transport: CMAN on ${s.node} does not yet use ${transport}`,
          },
        ]),
  ]);
}

const restarts = (request: CmanPlanRequest, known: CmanMemberState): readonly string[] =>
  request.spec.restartPolicy === "all"
    ? []
    : restartReasons(request, known).map(
        (why) =>
          `${why}; CMAN changes that only when it has been stopped on every node: set restartPolicy: "all" to have all services stopped and started again now, or declare what it has`,
      );
