import type { WantedCman } from "../../cman/plan";
import type { CmanNodeSpec } from "../../cman/spec";
import type { CommonInputs } from "../../kind/cib-kind";

/** What a refresh finds on a node that is not as the others, or not as declared; no program declares it. */
export interface CmanNodeInputs extends CmanNodeSpec {
  readonly drift?: readonly string[];
}

/** What a CMAN cluster has in its inputs. */
export interface CmanInputs extends CommonInputs, Omit<WantedCman, "adopt"> {
  readonly nodes: readonly CmanNodeInputs[];
  readonly force?: boolean;
}
