import { isStockConf, parseCorosyncConf } from "../../corosync/corosync-conf";
import type { CorosyncNodeState } from "../../corosync/node-state";
import { PreconditionFailed } from "../../errors";
import { type CorosyncNodeFacts, inspectCorosyncNode } from "../../host/commands/pcs-commands";
import type { ClusterAddress } from "../../host/ssh/connection";
import type { Session } from "../../host/ssh/session";
import { type Inspection, inspectNodes } from "../../cluster/every-node";

/** A reachable node, its facts and its state. */
export interface InspectedCorosyncNode {
  readonly session: Session;
  readonly facts: CorosyncNodeFacts;
  readonly state: CorosyncNodeState;
}

export type CorosyncInspection = Inspection<InspectedCorosyncNode>;

export const inspectCorosyncNodes = (cluster: ClusterAddress): Promise<CorosyncInspection> =>
  inspectNodes(cluster, inspectNode);

async function inspectNode(session: Session): Promise<InspectedCorosyncNode> {
  const facts = await inspectCorosyncNode(session);
  return { session, facts, state: stateOf(session.node, facts) };
}

function stateOf(
  node: string,
  { conf: text, active, enabled }: CorosyncNodeFacts,
): CorosyncNodeState {
  const conf = text === undefined ? undefined : parseConf(node, text);
  const stock = conf !== undefined && isStockConf(conf);
  return {
    node,
    conf: stock ? undefined : conf,
    stock,
    running: active.includes("corosync") && active.includes("pacemaker"),
    boots: enabled.length === 2,
  };
}

function parseConf(node: string, text: string): ReturnType<typeof parseCorosyncConf> {
  try {
    return parseCorosyncConf(text);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new PreconditionFailed(
      `${node}: /etc/corosync/corosync.conf cannot be understood: ${why}; correct it, or remove it with \`pcs cluster destroy\` if the node is in no cluster`,
      { cause },
    );
  }
}
