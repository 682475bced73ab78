import type { CorosyncNodeState } from "./node-state";
import type { CorosyncSpec } from "./spec";

export interface CorosyncPlanRequest {
  readonly spec: CorosyncSpec;
  /** The spec of the previous run. */
  readonly before?: CorosyncSpec;
  /** Whether the first run may change an existing cluster that differs. */
  readonly adopt?: boolean;
  /** The reachable declared nodes, in the order of their declaration. */
  readonly states: readonly CorosyncNodeState[];
}
