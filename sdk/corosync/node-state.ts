import type { ClusterConf } from "./cluster-conf";

/** What a node that could be reached showed. */
export interface NodeState {
  readonly node: string;
  /** `undefined` when it is in no cluster; Debian's stock file is none. */
  readonly conf: ClusterConf | undefined;
  /** It has Debian's stock corosync.conf, which has to go before pcs can work. */
  readonly stock: boolean;
  /** corosync and Pacemaker run. */
  readonly running: boolean;
  /** The cluster starts when the node boots. */
  readonly boots: boolean;
}

/** A node with a corosync.conf. */
export type MemberState = NodeState & { readonly conf: ClusterConf };

export const isMember = (state: NodeState): state is MemberState => state.conf !== undefined;

/** The member whose word counts: one that runs before one that does not. */
export const reference = (states: readonly NodeState[]): MemberState | undefined => {
  const members = states.filter(isMember);
  return members.find((m) => m.running) ?? members[0];
};
