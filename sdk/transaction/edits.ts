import type { Element } from "../cib/xml/element";
import { NodeUnusable } from "../errors";

/** A pure edit of the configuration. A retry runs it again, on a newer CIB. */
export type Edit<T, P = undefined> = (
  cib: Element,
  prepared: P,
) => { readonly cib: Element; readonly value: T };

/** An edit that waits for its transaction. */
export interface Job {
  readonly label: string;
  readonly edit: Edit<unknown, unknown>;
  readonly ready: Promise<unknown>;
  readonly ofConfiguration: boolean;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** Properties of an edit that the transaction uses. */
export interface EditTraits<P> {
  /** Becomes what the edit needs from the node (agents' meta-data). The CIB is read after that. */
  readonly ready?: Promise<P>;
  /** The edit reads no status. It can be planned on the CIB that this process has just committed, without a read. */
  readonly ofConfiguration?: boolean;
}

type Settle = () => void;

/** Applies the edits one after the other. An edit that fails leaves the CIB as it is. */
export function applyEdits(
  start: Element,
  jobs: readonly Job[],
  preparations: readonly PromiseSettledResult<unknown>[],
): { readonly cib: Element; readonly settlers: readonly Settle[]; readonly failed: boolean } {
  let cib = start;
  let failed = false;
  const settlers = jobs.map((job, i): Settle => {
    try {
      const preparation = preparations[i];
      if (preparation?.status === "rejected") throw preparation.reason as Error;
      const edited = job.edit(cib, preparation?.value);
      cib = edited.cib;
      return () => job.resolve(edited.value);
    } catch (e) {
      if (e instanceof NodeUnusable) throw e;
      failed = true;
      return () => job.reject(e as Error);
    }
  });
  return { cib, settlers, failed };
}
