import { type CmanConf } from "./cluster-conf";
import type { ServiceState } from "./service";
import { type CmanStatus, isSuspended } from "./status";

/** State of a reachable node. */
export interface CmanNodeState {
  readonly node: string;
  /** Output of `uname -n`. */
  readonly hostName: string;
  /** `undefined` without a cluster.conf. */
  readonly file: { readonly text: string; readonly conf: CmanConf } | undefined;
  readonly cman: ServiceState;
  readonly pacemaker: ServiceState;
  /** Output of `cman_tool status`. `undefined` while CMAN does not run. */
  readonly status: CmanStatus | undefined;
  /** Whether fenced waits for a fencing to complete. */
  readonly fencingPending: boolean;
  /** Whether both services start at boot. */
  readonly startsAtBoot: boolean;
  /** Value of CMAN_QUORUM_TIMEOUT in `/etc/sysconfig/cman`. */
  readonly quorumTimeout: string | undefined;
  readonly networkManager: boolean;
  /** Whether corosync runs outside of CMAN. */
  readonly foreignCorosync: boolean;
}

/** A node with a cluster.conf. */
export type CmanMemberState = CmanNodeState & { readonly file: NonNullable<CmanNodeState["file"]> };

export const isCmanMember = (state: CmanNodeState): state is CmanMemberState =>
  state.file !== undefined;

export const runsCman = ({ cman, pacemaker }: CmanNodeState): boolean =>
  cman === "running" && pacemaker === "running";

const versionOf = ({ file }: CmanMemberState): number => file.conf.version ?? 0;

const findHighestVersion = (members: readonly CmanMemberState[]): CmanMemberState | undefined =>
  members.reduce<CmanMemberState | undefined>(
    (best, m) => (best === undefined || versionOf(m) > versionOf(best) ? m : best),
    undefined,
  );

/** Whether CMAN runs with the version of the node's file. */
const isActive = (m: CmanMemberState): boolean =>
  m.status !== undefined &&
  !isSuspended(m.status) &&
  m.status.configVersion === m.file.conf.version;

/** Finds the node whose file is the reference: an active file beats a newer one. Among equals the first node wins. */
export const findReferenceMember = (
  states: readonly CmanNodeState[],
): CmanMemberState | undefined => {
  const members = states.filter(isCmanMember);
  return findHighestVersion(members.filter(isActive)) ?? findHighestVersion(members);
};

/** Explains which file is the reference, and why. Empty if all files are equal. */
export function describeDisagreement(
  states: readonly CmanNodeState[],
  known: CmanMemberState,
): readonly string[] {
  const others = states.filter(isCmanMember).filter((m) => m.file.text !== known.file.text);
  if (others.length === 0) return [];
  const version = (m: CmanMemberState): string =>
    `${m.node} (version ${m.file.conf.version ?? "?"})`;
  const why = isActive(known)
    ? "CMAN runs with it"
    : others.every((m) => versionOf(m) < versionOf(known))
      ? "its version is the highest"
      : "it is the first of the highest version";
  return [
    `cluster.conf on ${others.map(version).join(", ")} differs from that on ${version(known)}, which counts: ${why}`,
  ];
}

/** The highest version of any file and any running CMAN. */
export const highestVersion = (states: readonly CmanNodeState[]): number =>
  Math.max(
    0,
    ...states.map((s) => s.file?.conf.version ?? 0),
    ...states.map((s) => s.status?.configVersion ?? 0),
  );
