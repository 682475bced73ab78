import type { CorosyncNodeState } from "./node-state";
import type { CorosyncSpec } from "./spec";

export interface CorosyncPlanRequest {
  readonly spec: CorosyncSpec;
  /** What was declared last time. */
  readonly before?: CorosyncSpec;
  /** Whether a cluster that differs may be changed, when it was not declared before. */
  readonly adopt?: boolean;
  /** The declared nodes that could be reached, in the order of their declaration. */
  readonly states: readonly CorosyncNodeState[];
}
