import { parseCmanConf } from "../../cman/cluster-conf";
import type { CmanNodeState } from "../../cman/node-state";
import { parseServiceState } from "../../cman/service";
import { parseFenceState, parseStatus } from "../../cman/status";
import { readQuorumTimeout } from "../../cman/sysconfig";
import { NodeUnusable, PreconditionFailed } from "../../errors";
import {
  type CmanNodeFacts,
  type Service,
  inspectCmanNode,
} from "../../host/commands/cman-commands";
import { parseBootLevels } from "../../host/commands/init-system";
import type { ClusterAddress } from "../../host/ssh/connection";
import type { Session } from "../../host/ssh/session";
import { type Inspection, inspectNodes } from "../../cluster/every-node";

/** A reachable node, its facts and its state. */
export interface InspectedCmanNode {
  readonly session: Session;
  readonly facts: CmanNodeFacts;
  readonly state: CmanNodeState;
}

export type CmanInspection = Inspection<InspectedCmanNode>;

/** @throws PreconditionFailed when a cluster.conf cannot be parsed; it is not changed */
export const inspectCmanNodes = (cluster: ClusterAddress): Promise<CmanInspection> =>
  inspectNodes(cluster, inspectCmanState);

/** @throws NodeUnusable, and PreconditionFailed when its cluster.conf cannot be parsed */
export async function inspectCmanState(session: Session): Promise<InspectedCmanNode> {
  const facts = await inspectCmanNode(session);
  return { session, facts, state: stateOf(session.node, facts) };
}

function stateOf(node: string, facts: CmanNodeFacts): CmanNodeState {
  const { conf: text, sysconfig, outputOf } = facts;
  const status = outputOf("status");
  const fence = outputOf("fence");
  return {
    node,
    hostName: outputOf("hostname").text.trim(),
    file: text === undefined ? undefined : { text, conf: parseConf(node, text) },
    cman: serviceState(node, "cman", facts),
    pacemaker: serviceState(node, "pacemaker", facts),
    status: status.exitCode === 0 ? parseStatus(status.text) : undefined,
    fencingPending: fence.exitCode === 0 && parseFenceState(fence.text).waitState === "fencing",
    startsAtBoot: (["cman", "pacemaker"] as const).every(
      (name) => parseBootLevels(name, outputOf(`${name}Boot`).text) === "on",
    ),
    quorumTimeout: sysconfig === undefined ? undefined : readQuorumTimeout(sysconfig),
    networkManager: outputOf("manager").exitCode === 0,
    foreignCorosync: /^cman is not running$/m.test(outputOf("cman").text),
  };
}

/** Tells a missing service by its text: EL6's `service` exits with 1 for that, and also for a stale pid file. */
function serviceState(
  node: string,
  name: Service,
  { outputOf }: CmanNodeFacts,
): CmanNodeState["cman"] {
  const { text, exitCode } = outputOf(name);
  const state = /unrecognized service/.test(text) ? undefined : parseServiceState(exitCode);
  if (state !== undefined) return state;
  const why = text.trim().split("\n").at(-1) ?? "";
  throw new NodeUnusable(
    node,
    `\`service ${name} status\` does not work there (exit code ${exitCode}: ${why}); install cman, pacemaker, ccs and fence-agents (yum install cman pacemaker ccs fence-agents)`,
  );
}

function parseConf(node: string, text: string): ReturnType<typeof parseCmanConf> {
  try {
    return parseCmanConf(text);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new PreconditionFailed(
      `${node}: /etc/cluster/cluster.conf cannot be understood: ${why}; it was left as it is: correct it, or move it away if the node is in no cluster`,
      { cause },
    );
  }
}
