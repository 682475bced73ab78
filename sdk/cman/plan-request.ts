import type { CmanNodeState } from "./node-state";
import type { CmanSpec } from "./spec";

/** What is declared beside the file. */
export interface WantedCman extends CmanSpec {
  /** Seconds that a start waits for quorum. @default 0 */
  readonly quorumTimeout?: number;
  /** @default true */
  readonly boot?: boolean;
  readonly adopt?: boolean;
  readonly restartPolicy?: "refuse" | "all";
}

export interface CmanPlanRequest {
  readonly spec: WantedCman;
  /** What was declared last time. */
  readonly before?: WantedCman | undefined;
  /** The declared nodes that could be reached, in the order of their declaration. */
  readonly states: readonly CmanNodeState[];
  /** The declared nodes that could not, each with the reason. */
  readonly unreachable: readonly string[];
}
