import type { CorosyncSpec } from "../../corosync/spec";
import type { CommonInputs } from "../../kind/cib-kind";

/** What a corosync cluster has in its inputs. */
export interface CorosyncInputs extends CommonInputs, CorosyncSpec {
  /** Secret. */
  readonly haclusterPassword?: string;
  readonly force?: boolean;
}
