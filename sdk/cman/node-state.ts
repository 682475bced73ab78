import { type CmanConf } from "./cluster-conf";
import type { ServiceState } from "./service";
import { type CmanStatus, isSuspended } from "./status";

/** What a node that could be reached showed. */
export interface CmanNodeState {
  readonly node: string;
  /** What `uname -n` says. */
  readonly hostName: string;
  /** Its cluster.conf, where there is one. */
  readonly file: { readonly text: string; readonly conf: CmanConf } | undefined;
  readonly cman: ServiceState;
  readonly pacemaker: ServiceState;
  /** What CMAN says of itself, where it runs. */
  readonly status: CmanStatus | undefined;
  /** fenced waits for a fencing that does not come to its end. */
  readonly fencing: boolean;
  /** Both services start when the node boots. */
  readonly boots: boolean;
  /** As `/etc/sysconfig/cman` has it. */
  readonly quorumTimeout: string | undefined;
  readonly networkManager: boolean;
  /** corosync runs, but not as a part of CMAN. */
  readonly foreignCorosync: boolean;
}

/** A node with a cluster.conf. */
export type CmanMemberState = CmanNodeState & { readonly file: NonNullable<CmanNodeState["file"]> };

export const isCmanMember = (state: CmanNodeState): state is CmanMemberState =>
  state.file !== undefined;

export const runsCman = ({ cman, pacemaker }: CmanNodeState): boolean =>
  cman === "running" && pacemaker === "running";

const versionOf = ({ file }: CmanMemberState): number => file.conf.version ?? 0;

const highest = (members: readonly CmanMemberState[]): CmanMemberState | undefined =>
  members.reduce<CmanMemberState | undefined>(
    (best, m) => (best === undefined || versionOf(m) > versionOf(best) ? m : best),
    undefined,
  );

/** CMAN runs with the very file that is on the node. */
const isActive = (m: CmanMemberState): boolean =>
  m.status !== undefined &&
  !isSuspended(m.status) &&
  m.status.configVersion === m.file.conf.version;

/** The node whose file counts: one with which CMAN runs before one that is only newer; the first of equals. */
export const findReferenceMember = (
  states: readonly CmanNodeState[],
): CmanMemberState | undefined => {
  const members = states.filter(isCmanMember);
  return highest(members.filter(isActive)) ?? highest(members);
};

/** Which file counts where they differ, and why, in words; nothing where they are the same. */
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

/** The highest version that any file or any CMAN has. */
export const highestVersion = (states: readonly CmanNodeState[]): number =>
  Math.max(
    0,
    ...states.map((s) => s.file?.conf.version ?? 0),
    ...states.map((s) => s.status?.configVersion ?? 0),
  );
