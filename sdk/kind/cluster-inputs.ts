import type { WantedCman } from "../cman/plan-request";
import type { CmanNodeSpec } from "../cman/spec";
import type { CorosyncSpec } from "../corosync/spec";
import type { CommonInputs } from "./lifecycle";

/** The inputs of a corosync cluster. */
export interface CorosyncInputs extends CommonInputs, CorosyncSpec {
  /** Secret. */
  readonly haclusterPassword?: string;
  readonly force?: boolean;
}

/** A node of a CMAN cluster. A refresh adds `drift`: differences from the other nodes or from the declaration. */
export interface CmanNodeInputs extends CmanNodeSpec {
  readonly drift?: readonly string[];
}

/** The inputs of a CMAN cluster. */
export interface CmanInputs extends CommonInputs, Omit<WantedCman, "adopt"> {
  readonly nodes: readonly CmanNodeInputs[];
  readonly force?: boolean;
}
