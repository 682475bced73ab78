import { cmanMemberNames } from "../../cman/cluster-conf";
import { type CmanDifference, compareWithSpec, compareConfs } from "../../cman/differences";
import {
  type CmanMemberState,
  type CmanNodeState,
  isCmanMember,
  findReferenceMember,
  runsCman,
} from "../../cman/node-state";
import { wantedQuorumTimeout, wantsCmanAtBoot } from "../../cman/plan";
import { writeCmanOptions } from "../../cman/spec";
import { isSuspended } from "../../cman/status";
import { NoUsableNode, NodeUnusable } from "../../errors";
import { info } from "../../log";
import type { CmanInputs, CmanNodeInputs } from "../../kind/cluster-inputs";
import { parseXml } from "../../cib/xml/parse";
import { queryCib } from "../../host/commands/pacemaker-commands";
import { listPacemakerNodes } from "./forget";
import { type InspectedCmanNode, inspectCmanNodes } from "./inspect";
import { observeOptions } from "../observed-options";

/**
 * Returns the observed arguments; `undefined` if no reachable node has a cluster.conf. Drift of a single node is in the
 * `drift` of that node.
 * @throws NoUsableNode when no node is reachable
 */
export async function readCmanCluster(args: CmanInputs): Promise<CmanInputs | undefined> {
  const { seen, unreachable } = await inspectCmanNodes(args.cluster);
  if (seen.length === 0) throw new NoUsableNode(unreachable);
  for (const failure of unreachable) info(`${args.clusterName}: ${failure.message}`);
  const states = seen.map((s) => s.state);
  const known = findReferenceMember(states);
  if (known === undefined) return undefined;
  const result = observed(args, known, states);
  return { ...result, nodes: [...result.nodes, ...(await strayNodes(seen, known))] };
}

/** Nodes that Pacemaker lists and cluster.conf does not: a removed node that has come back. The next update removes them. */
async function strayNodes(
  seen: readonly InspectedCmanNode[],
  known: CmanMemberState,
): Promise<readonly CmanNodeInputs[]> {
  const running = seen.find(({ state }) => runsCman(state));
  if (running === undefined) return [];
  const cib = await queryCib(running.session).catch((e: unknown) => {
    if (e instanceof NodeUnusable) return undefined;
    throw e;
  });
  const members = cmanMemberNames(known.file.conf);
  const names = cib === undefined ? [] : listPacemakerNodes(parseXml(cib));
  return names
    .filter((name) => !members.includes(name))
    .map((name) => ({ name, drift: ["Pacemaker lists the node, cluster.conf does not"] }));
}

function observed(
  args: CmanInputs,
  known: CmanMemberState,
  states: readonly CmanNodeState[],
): CmanInputs {
  const { conf } = known.file;
  const nodes = args.nodes.map((n) => ({ ...n, votes: n.votes ?? 1 }));
  const different = compareWithSpec(known.file.text, { ...args, nodes });
  const has = (property: string): boolean => different.some((d) => d.property === property);
  return {
    ...args,
    clusterName: conf.name,
    nodes: observedNodes(args, known, states),
    ...(args.transport === undefined && !has("transport")
      ? {}
      : { transport: conf.transport as "udp" }),
    ...(args.multicast === undefined ? {} : { multicast: conf.multicast ?? "" }),
    ...(args.twoNode === undefined && !has("twoNode") ? {} : { twoNode: conf.twoNode }),
    ...(args.totem && {
      totem: observeOptions(args.totem, writeCmanOptions(args.totem), conf.totem),
    }),
    ...(args.logging && {
      logging: observeOptions(args.logging, writeCmanOptions(args.logging), conf.logging),
    }),
    ...(has("fencing") ? { fencing: describeFencing(different) } : {}),
  };
}

/** Describes the observed fencing in words, because its values may be secret. The next update writes the declared one. */
const describeFencing = (different: readonly CmanDifference[]): string =>
  different
    .filter((d) => d.property === "fencing")
    .map((d) => d.present)
    .join("; ");

/** Returns the declared members in declared order, then the undeclared members. */
function observedNodes(
  args: CmanInputs,
  known: CmanMemberState,
  states: readonly CmanNodeState[],
): readonly CmanNodeInputs[] {
  const { members } = known.file.conf;
  const kept = args.nodes.flatMap((node): CmanNodeInputs[] => {
    const member = members.find((m) => m.name === node.name);
    if (member === undefined) return [];
    const state = states.find((s) => s.node === node.name);
    const drift = state ? describeNodeDrift(state, known, args) : [];
    const { alternativeName, ...declared } = node;
    return [
      {
        ...declared,
        ...(node.nodeId === undefined || member.nodeId === undefined
          ? {}
          : { nodeId: member.nodeId }),
        ...(node.votes === undefined && member.votes === 1 ? {} : { votes: member.votes }),
        ...(alternativeName === undefined || member.alternativeName === undefined
          ? {}
          : { alternativeName: member.alternativeName }),
        ...(drift.length === 0 ? {} : { drift }),
      },
    ];
  });
  const more = cmanMemberNames(known.file.conf).filter(
    (n) => !args.nodes.some((d) => d.name === n),
  );
  return [...kept, ...more.map((name) => ({ name }))];
}

/** Describes how a node differs from the others, or from its declaration. */
export function describeNodeDrift(
  state: CmanNodeState,
  known: CmanMemberState,
  args: CmanInputs,
): readonly string[] {
  const timeout = String(wantedQuorumTimeout(args));
  return [
    ...fileDrift(state, known),
    ...(["cman", "pacemaker"] as const)
      .filter((service) => state[service] !== "running")
      .map((service) => `${service} does not run`),
    ...(state.status && isSuspended(state.status)
      ? [`CMAN has not taken the version of cluster.conf that the others run with`]
      : []),
    ...(state.startsAtBoot === wantsCmanAtBoot(args)
      ? []
      : [`cman and pacemaker ${state.startsAtBoot ? "start" : "do not both start"} at boot`]),
    ...(state.quorumTimeout === timeout
      ? []
      : [
          `CMAN_QUORUM_TIMEOUT is ${state.quorumTimeout ?? "not set"} in /etc/sysconfig/cman, not ${timeout}`,
        ]),
  ];
}

/** Describes each difference in its own line, because the CLI cuts long lines. */
function fileDrift(state: CmanNodeState, known: CmanMemberState): readonly string[] {
  if (!isCmanMember(state)) return ["/etc/cluster/cluster.conf is missing"];
  if (state.file.text === known.file.text) return [];
  const [here, there] = [state.file.conf.version ?? "?", known.file.conf.version ?? "?"];
  return [
    `cluster.conf has version ${here}, that of ${known.node} ${there}`,
    ...compareConfs(state.file.conf, known.file.conf).map(
      (d) => `${d.property}: ${d.present}, not ${d.wanted}`,
    ),
  ];
}
