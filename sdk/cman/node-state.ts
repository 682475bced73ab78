import { type CmanConf } from "./cluster-conf";
import type { ServiceState } from "./service";
import { type CmanStatus, isSuspended } from "./status";

/** What a node that could be reached showed. */
export interface NodeState {
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
export type MemberState = NodeState & { readonly file: NonNullable<NodeState["file"]> };

export const isMember = (state: NodeState): state is MemberState => state.file !== undefined;

export const runs = ({ cman, pacemaker }: NodeState): boolean =>
  cman === "running" && pacemaker === "running";

const versionOf = ({ file }: MemberState): number => file.conf.version ?? 0;

const highest = (members: readonly MemberState[]): MemberState | undefined =>
  members.reduce<MemberState | undefined>(
    (best, m) => (best === undefined || versionOf(m) > versionOf(best) ? m : best),
    undefined,
  );

/** CMAN runs with the very file that is on the node. */
const isActive = (m: MemberState): boolean =>
  m.status !== undefined &&
  !isSuspended(m.status) &&
  m.status.configVersion === m.file.conf.version;

/** The node whose file counts: one with which CMAN runs before one that is only newer; the first of equals. */
export const reference = (states: readonly NodeState[]): MemberState | undefined => {
  const members = states.filter(isMember);
  return highest(members.filter(isActive)) ?? highest(members);
};

/** Which file counts where they differ, and why, in words; nothing where they are the same. */
export function disagreement(states: readonly NodeState[], known: MemberState): readonly string[] {
  const others = states.filter(isMember).filter((m) => m.file.text !== known.file.text);
  if (others.length === 0) return [];
  const version = (m: MemberState): string => `${m.node} (version ${m.file.conf.version ?? "?"})`;
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
export const highestVersion = (states: readonly NodeState[]): number =>
  Math.max(
    0,
    ...states.map((s) => s.file?.conf.version ?? 0),
    ...states.map((s) => s.status?.configVersion ?? 0),
  );
