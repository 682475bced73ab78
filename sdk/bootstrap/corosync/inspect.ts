import { isStock, readClusterConf } from "../../corosync/cluster-conf";
import type { NodeState } from "../../corosync/node-state";
import { Refused } from "../../errors";
import { type NodeLook, lookAtNode } from "../../host/commands/pcs-commands";
import type { ClusterAddress } from "../../host/ssh/connection";
import type { Session } from "../../host/ssh/session";
import { type LooksAt, lookAtAll } from "../../cluster/inspect-nodes";

/** A node that could be reached, and what it showed. */
export interface Seen {
  readonly session: Session;
  readonly look: NodeLook;
  readonly state: NodeState;
}

export type Looks = LooksAt<Seen>;

export const lookAtNodes = (cluster: ClusterAddress): Promise<Looks> =>
  lookAtAll(cluster, lookThrough);

async function lookThrough(session: Session): Promise<Seen> {
  const look = await lookAtNode(session);
  return { session, look, state: stateOf(session.node, look) };
}

function stateOf(node: string, { conf: text, active, enabled }: NodeLook): NodeState {
  const conf = text === undefined ? undefined : understood(node, text);
  const stock = conf !== undefined && isStock(conf);
  return {
    node,
    conf: stock ? undefined : conf,
    stock,
    running: active.includes("corosync") && active.includes("pacemaker"),
    boots: enabled.length === 2,
  };
}

function understood(node: string, text: string): ReturnType<typeof readClusterConf> {
  try {
    return readClusterConf(text);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Refused(
      `${node}: /etc/corosync/corosync.conf cannot be understood: ${why}; correct it, or remove it with \`pcs cluster destroy\` if the node is in no cluster`,
      { cause },
    );
  }
}
