import type { Element } from "../cib/xml/element";
import { NodeUnusable } from "../errors";
import { type CibChange, diffCib } from "../cib/patch/diff";
import { type CibVersion, cibVersion, writePatchV2 } from "../cib/patch/patch-v2";
import { writePatchV1 } from "../cib/patch/patch-v1";
import { parseXml } from "../cib/xml/parse";
import type { Dialect } from "../host/commands/dialects";
import { queryDialect } from "../host/commands/pacemaker-dialect";
import { NUM_UPDATES } from "../host/commands/pacemaker-scripts";
import type { Session } from "../host/ssh/session";
import { applyPatch } from "../host/commands/pacemaker-commands";

/** An edit of the configuration. A retry runs it again on a newer CIB, so a repetition must have no further effect. */
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

/** The result of some edits. */
export interface AppliedEdits {
  readonly cib: Element;
  readonly changes: readonly CibChange[];
  /** Functions that resolve or reject the jobs. */
  readonly settlers: readonly (() => void)[];
  /** Whether an edit failed. */
  readonly failed: boolean;
}

/** Applies the edits one after the other. An edit that fails leaves the CIB as it is. */
export function applyEdits(
  start: Element,
  jobs: readonly Job[],
  preparations: readonly PromiseSettledResult<unknown>[],
): AppliedEdits {
  const settlers: (() => void)[] = [];
  let cib = start;
  let failed = false;
  for (const [i, job] of jobs.entries())
    try {
      const preparation = preparations[i];
      if (preparation?.status === "rejected") throw preparation.reason as Error;
      const edited = job.edit(cib, preparation?.value);
      cib = edited.cib;
      settlers.push(() => job.resolve(edited.value));
    } catch (e) {
      if (e instanceof NodeUnusable) throw e;
      failed = true;
      settlers.push(() => job.reject(e as Error));
    }
  return { cib, changes: diffCib(start, cib), settlers, failed };
}

/** Number of committed edits from which a program is large: smaller batches would dominate the cluster's work. */
const LARGE = 30;
/** Milliseconds. */
const LONGEST = 1000;

/**
 * Delays a commit briefly in large programs so that edits arriving back to back share one transaction. The engine sends
 * up to `--parallel` requests concurrently, but needs time for each, so edits arrive one by one. Without the delay, 500
 * creations were 233 transactions (two cores), and Pacemaker runs its scheduler after each. A small program never waits.
 */
export class BatchWindow {
  private committedEdits = 0;
  /** Number of edits that were under way at once, at most: the engine has at least as many slots. */
  private largestBatch = 1;
  /** Milliseconds that the last transaction took. */
  private lastDuration = 0;
  private onArrival: () => void = () => undefined;

  /** Waits until every slot has an edit waiting, or no edit has arrived for the duration of one transaction. */
  async waitForBatch(waiting: () => number): Promise<void> {
    if (this.committedEdits < LARGE) return;
    const end = performance.now() + LONGEST;
    for (
      let left = LONGEST;
      waiting() < this.largestBatch && left > 0;
      left = end - performance.now()
    )
      if (!(await this.waitForArrival(Math.min(this.lastDuration, left)))) return;
  }

  /** Reports that one more edit waits. */
  noteArrival(): void {
    this.onArrival();
  }

  /** Resolves to whether an edit arrives within that many milliseconds. */
  private waitForArrival(within: number): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), within);
      this.onArrival = () => {
        clearTimeout(timer);
        resolve(true);
      };
    });
  }

  /** Reports that a batch of `count` edits took `duration` milliseconds, and how many came meanwhile. */
  noteCommit(count: number, waiting: number, duration: number): void {
    this.committedEdits += count;
    this.largestBatch = Math.max(this.largestBatch, count + waiting);
    this.lastDuration = duration;
  }
}

/** A planned change of the configuration. */
export interface PatchPlan {
  readonly from: Element;
  readonly to: Element;
  readonly changes: readonly CibChange[];
}

/** How far a commit raises the epoch, by patch format: Pacemaker 1.1.10 adds one to the epoch of a format-1 patch. */
const EPOCH_STEPS: Readonly<Record<Dialect["patchFormat"], number>> = { 1: 2, 2: 1 };

/** The version that a plan makes on a node, unless another writer is faster. */
export async function targetVersion(session: Session, { from }: PatchPlan): Promise<CibVersion> {
  const { patchFormat } = await queryDialect(session);
  const version = cibVersion(from);
  return { ...version, epoch: version.epoch + EPOCH_STEPS[patchFormat] };
}

/**
 * Applies a plan with a patch in the format that the node understands. Returns the CIB's header after it.
 * @throws PatchRefused, NodeUnusable
 */
export async function sendPatch(
  session: Session,
  { from, to, changes }: PatchPlan,
): Promise<Element> {
  const { patchFormat, asksForUpdates } = await queryDialect(session);
  const version = cibVersion(from);
  const updates = asksForUpdates ? NUM_UPDATES : undefined;
  const patch =
    patchFormat === 2
      ? writePatchV2(version, changes, updates)
      : writePatchV1(version, NUM_UPDATES, from, to);
  return parseXml(await applyPatch(session, patch, updates && version));
}
