import type { CorosyncConf } from "./cluster-conf";

/** What a node that could be reached showed. */
export interface CorosyncNodeState {
  readonly node: string;
  /** `undefined` when it is in no cluster; Debian's stock file is none. */
  readonly conf: CorosyncConf | undefined;
  /** It has Debian's stock corosync.conf, which has to go before pcs can work. */
  readonly stock: boolean;
  /** corosync and Pacemaker run. */
  readonly running: boolean;
  /** The cluster starts when the node boots. */
  readonly boots: boolean;
}

/** A node with a corosync.conf. */
export type CorosyncMemberState = CorosyncNodeState & { readonly conf: CorosyncConf };

export const isCorosyncMember = (state: CorosyncNodeState): state is CorosyncMemberState =>
  state.conf !== undefined;

/** The member whose word counts: one that runs before one that does not. */
export const findReferenceConf = (
  states: readonly CorosyncNodeState[],
): CorosyncMemberState | undefined => {
  const members = states.filter(isCorosyncMember);
  return members.find((m) => m.running) ?? members[0];
};
