import type { CmanNodeState } from "./node-state";
import type { CmanSpec } from "./spec";

/** The declared cluster: the content of cluster.conf, and settings outside of that file. */
export interface WantedCman extends CmanSpec {
  /** Seconds to wait for quorum at a start. @default 0 */
  readonly quorumTimeout?: number;
  /** Whether the services start at boot. @default true */
  readonly boot?: boolean;
  readonly adopt?: boolean;
  readonly restartPolicy?: "refuse" | "all";
}

export interface CmanPlanRequest {
  readonly spec: WantedCman;
  /** The spec of the previous run. */
  readonly before?: WantedCman | undefined;
  /** The reachable declared nodes, in the order of their declaration. */
  readonly states: readonly CmanNodeState[];
  /** Names of the unreachable declared nodes, each with the reason. */
  readonly unreachable: readonly string[];
}
