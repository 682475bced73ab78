import type { CorosyncConf } from "./corosync-conf";

/** State of a reachable node. */
export interface CorosyncNodeState {
  readonly node: string;
  /** `undefined` when the node is in no cluster. Debian's stock file does not count as a cluster. */
  readonly conf: CorosyncConf | undefined;
  /** Whether the node has Debian's stock corosync.conf, which must be removed before pcs works. */
  readonly stock: boolean;
  /** Whether corosync and Pacemaker run. */
  readonly running: boolean;
  /** Whether the cluster starts at boot. */
  readonly boots: boolean;
}

/** A node with a corosync.conf. */
export type CorosyncMemberState = CorosyncNodeState & { readonly conf: CorosyncConf };

export const isCorosyncMember = (state: CorosyncNodeState): state is CorosyncMemberState =>
  state.conf !== undefined;

/** Finds the node whose file is the reference: a running member is preferred. */
export const findReferenceConf = (
  states: readonly CorosyncNodeState[],
): CorosyncMemberState | undefined => {
  const members = states.filter(isCorosyncMember);
  return members.find((m) => m.running) ?? members[0];
};
