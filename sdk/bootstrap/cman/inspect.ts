import { parseCmanConf } from "../../cman/cluster-conf";
import type { CmanNodeState } from "../../cman/node-state";
import { parseServiceState, parseStartsAtBoot } from "../../cman/service";
import { parseFenceState, parseStatus } from "../../cman/status";
import { readQuorumTimeout } from "../../cman/sysconfig";
import { NodeUnusable, PreconditionFailed } from "../../errors";
import {
  type CmanNodeFacts,
  type Service,
  inspectCmanNode,
} from "../../host/commands/cman-commands";
import type { ClusterAddress } from "../../host/ssh/connection";
import type { Session } from "../../host/ssh/session";
import { type Inspection, inspectNodes } from "../../cluster/every-node";

/** A node that could be reached, and what it showed. */
export interface InspectedCmanNode {
  readonly session: Session;
  readonly look: CmanNodeFacts;
  readonly state: CmanNodeState;
}

export type CmanInspection = Inspection<InspectedCmanNode>;

/** @throws Refused when a cluster.conf cannot be understood: it is left as it is */
export const inspectCmanNodes = (cluster: ClusterAddress): Promise<CmanInspection> =>
  inspectNodes(cluster, lookThrough);

async function lookThrough(session: Session): Promise<InspectedCmanNode> {
  const look = await inspectCmanNode(session);
  return { session, look, state: stateOf(session.node, look) };
}

function stateOf(node: string, look: CmanNodeFacts): CmanNodeState {
  const { conf: text, sysconfig, said } = look;
  const status = said("status");
  const fence = said("fence");
  return {
    node,
    hostName: said("hostname").text.trim(),
    file: text === undefined ? undefined : { text, conf: understood(node, text) },
    cman: service(node, "cman", look),
    pacemaker: service(node, "pacemaker", look),
    status: status.exitCode === 0 ? parseStatus(status.text) : undefined,
    fencing: fence.exitCode === 0 && parseFenceState(fence.text).waitState === "fencing",
    boots: (["cman", "pacemaker"] as const).every((name) =>
      parseStartsAtBoot(name, said(`${name}Boot`).text),
    ),
    quorumTimeout: sysconfig === undefined ? undefined : readQuorumTimeout(sysconfig),
    networkManager: said("manager").exitCode === 0,
    foreignCorosync: /^cman is not running$/m.test(said("cman").text),
  };
}

/** EL6's `service` has one exit code, 1, for a service that is not there and for a pid file that was left. */
function service(node: string, name: Service, { said }: CmanNodeFacts): CmanNodeState["cman"] {
  const { text, exitCode } = said(name);
  const state = /unrecognized service/.test(text) ? undefined : parseServiceState(exitCode);
  if (state !== undefined) return state;
  const why = text.trim().split("\n").at(-1) ?? "";
  throw new NodeUnusable(
    node,
    `\`service ${name} status\` does not work there (exit code ${exitCode}: ${why}); install cman, pacemaker, ccs and fence-agents (yum install cman pacemaker ccs fence-agents)`,
  );
}

function understood(node: string, text: string): ReturnType<typeof parseCmanConf> {
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
