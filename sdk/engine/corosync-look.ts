import { isStock, readClusterConf } from "../corosync/cluster-conf";
import type { NodeState } from "../corosync/node-state";
import { NodeUnusable, Refused } from "../errors";
import { type NodeLook, lookAtNode } from "../host/cluster-tools";
import type { ClusterAddress, NodeAddress } from "../host/connection";
import { warnOfUnverified } from "../host/host-key";
import { type Session, openSession } from "../host/session";

/** A node that could be reached, and what it showed. */
export interface Seen {
  readonly session: Session;
  readonly look: NodeLook;
  readonly state: NodeState;
}

export interface Looks {
  readonly seen: readonly Seen[];
  readonly unreachable: readonly NodeUnusable[];
}

/** Looks at all nodes at once; those that cannot be reached are kept with the reason. */
export async function lookAtNodes(cluster: ClusterAddress): Promise<Looks> {
  warnOfUnverified(cluster);
  const { nodes, connection } = cluster;
  const looks = await Promise.all(
    nodes.map((node: NodeAddress) =>
      openSession(node, connection).then(lookThrough).catch(unusable),
    ),
  );
  return {
    seen: looks.filter((look): look is Seen => !(look instanceof NodeUnusable)),
    unreachable: looks.filter((look): look is NodeUnusable => look instanceof NodeUnusable),
  };
}

function unusable(error: unknown): NodeUnusable {
  if (error instanceof NodeUnusable) return error;
  throw error;
}

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
