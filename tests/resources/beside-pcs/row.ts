import type { CibKind } from "../../../sdk/kind/cib-kind";

/** A declaration, and the commands of pcs that write the same configuration. */
export interface BesidePcs {
  readonly title: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- kinds of different arguments in one list
  readonly kind: CibKind<any>;
  readonly args: object;
  /** Commands of pcs that make what both need. @default none */
  readonly before?: readonly (readonly string[])[];
  /** What follows `pcs -f FILE`, after the resources a, b, c and d of `ocf:pacemaker:Dummy` exist. */
  readonly pcs: readonly (readonly string[])[];
  /** The commands are of crm, because pcs has none: what follows `crm -F configure`. Ids and default operations are left out. */
  readonly byCrm?: true;
  /** The first version of pcs that knows the command. */
  readonly since?: string;
  /** The last version of pcs that writes the same. */
  readonly until?: string;
  /** Why the result is not equal. */
  readonly differs?: string;
}
