import { isDeepStrictEqual } from "node:util";
import { backOff } from "exponential-backoff";
import type { Element } from "../cib/xml/element";
import { cibVersion } from "../cib/patch/patch-v2";
import { type PatchRefusal, PatchRefused, PreconditionFailed } from "../errors";
import { queryDialect } from "../host/commands/pacemaker-dialect";
import type { Session } from "../host/ssh/session";
import { toError } from "../kind/lifecycle";
import {
  BatchWindow,
  type AppliedEdits,
  type Edit,
  type EditTraits,
  type Job,
  applyEdits,
  type PatchPlan,
  sendPatch,
  targetVersion,
} from "./batch";
import { type BaseVersion, isFreshBase } from "./base-version";
import { explainRefusal } from "./schema-errors";
import type { ForeignWriters } from "./foreign-writers";
import { debug } from "../log";

/** Runs work on a usable node, and on the next node if that one fails. */
export type OnAnyNode = <T>(work: (session: Session) => Promise<T>) => Promise<T>;

/** The cluster on which transactions run. */
export interface TransactionSite {
  readonly onAnyNode: OnAnyNode;
  /** Reads the CIB, and requires that it may be written. @throws NodeUnusable, PreconditionFailed */
  readonly query: (session: Session) => Promise<Element>;
  readonly writers: ForeignWriters;
  /** Receives the CIB after a commit, as it is if no foreign writer interfered. */
  readonly onCommitted: (cib: Element) => void;
}

/**
 * Group commit. Edits that arrive while a transaction is prepared join it. Edits that arrive while it is in flight share
 * the next one. Each transaction is one patch that applies only to its base version: a CIB that was read, or the result
 * of the previous commit.
 */
export class Transactions {
  private waiting: Job[] = [];
  private running = false;
  private readonly batchWindow = new BatchWindow();
  /** The result of the last commit, unless a foreign writer interfered. */
  private cachedBase: BaseVersion | undefined;

  constructor(private readonly site: TransactionSite) {}

  /**
   * Commits an edit and returns its value.
   * @throws PreconditionFailed, PatchRefused, NoUsableNode; in each case nothing was changed
   */
  submit<T, P = undefined>(
    label: string,
    edit: Edit<T, P>,
    { ready = Promise.resolve(undefined as P), ofConfiguration = false }: EditTraits<P> = {},
  ): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      ready.catch(() => undefined); // waitUntilPrepared handles the rejection later
      const job = { label, edit: edit as Job["edit"], ready, ofConfiguration };
      this.waiting.push({ ...job, resolve: resolve as Job["resolve"], reject });
      this.batchWindow.noteArrival();
      if (!this.running) void this.drain();
    });
  }

  private async drain(): Promise<void> {
    this.running = true;
    while (this.waiting.length > 0) {
      await this.batchWindow.waitForBatch(() => this.waiting.length);
      const began = performance.now();
      const jobs = this.waiting.splice(0);
      await this.commitBatch(jobs);
      this.batchWindow.noteCommit(jobs.length, this.waiting.length, performance.now() - began);
    }
    this.running = false;
  }

  private async commitBatch(jobs: Job[]): Promise<void> {
    try {
      await this.retryCommit(jobs);
    } catch (e) {
      const error = toError(e);
      // A refusal does not name the edit at fault. Committed one by one, only that edit fails.
      if (jobs.length > 1 && error instanceof PatchRefused && !isTransient(error))
        for (const job of jobs) await this.commitBatch([job]);
      else for (const job of jobs) job.reject(this.explainGivingUp(error));
    }
  }

  private retryCommit(jobs: Job[]): Promise<void> {
    return backOff(() => this.site.onAnyNode((session) => this.attempt(session, jobs)), {
      numOfAttempts: ATTEMPTS,
      startingDelay: 20,
      maxDelay: 500,
      jitter: "full",
      retry: (e) => e instanceof PatchRefused && isTransient(e),
    });
  }

  private async attempt(session: Session, jobs: Job[]): Promise<void> {
    const preparations = await this.waitUntilPrepared(jobs);
    const { cachedBase } = this;
    this.cachedBase = undefined;
    if (
      cachedBase &&
      isFreshBase(cachedBase, session) &&
      jobs.every((job) => job.ofConfiguration)
    ) {
      const edits = applyEdits(cachedBase.cib, jobs, preparations);
      // If an edit is a no-op or fails on the cached CIB, the cache may be stale: retry on a fresh read.
      if (!edits.failed && edits.changes.length > 0) return this.commit(cachedBase, jobs, edits);
    }
    const readAt = Date.now();
    // Read only now, so that the CIB is newer than what a job knew when it arrived.
    const [cib] = await Promise.all([this.site.query(session), queryDialect(session)]);
    await this.commit({ session, cib, readAt }, jobs, applyEdits(cib, jobs, preparations));
  }

  /** Commits the jobs on the base version on which their edits were planned. */
  private async commit(
    { session, cib, readAt }: BaseVersion,
    jobs: readonly Job[],
    { cib: planned, changes, settlers }: AppliedEdits,
  ): Promise<void> {
    const labels = jobs.map((job) => job.label).join(", ");
    if (changes.length === 0) debug(`transaction: nothing to change for ${labels}`);
    else {
      const plan: PatchPlan = { from: cib, to: planned, changes };
      const { header, isUndisturbed } = await this.send(session, plan, jobs);
      const result = { ...planned, attributes: header.attributes };
      this.site.onCommitted(result);
      if (isUndisturbed) this.cachedBase = { session, cib: result, readAt };
      const count = `${changes.length} ${changes.length === 1 ? "change" : "changes"}`;
      const [before, after] = [cib, header].map((e) => cibVersion(e).epoch);
      debug(`transaction: epoch ${before} -> ${after}, ${count} for ${labels}`);
    }
    for (const settle of settlers) settle();
  }

  /** Waits until the jobs are prepared. Jobs that arrive meanwhile join the batch. */
  private async waitUntilPrepared(jobs: Job[]): Promise<readonly PromiseSettledResult<unknown>[]> {
    for (;;) {
      const preparations = await Promise.allSettled(jobs.map((job) => job.ready));
      if (this.waiting.length === 0) return preparations;
      jobs.push(...this.waiting.splice(0));
    }
  }

  /** Sends the patch. Returns the CIB's header after it, and whether no foreign writer has written since. */
  private async send(
    session: Session,
    plan: PatchPlan,
    jobs: readonly Job[],
  ): Promise<{ readonly header: Element; readonly isUndisturbed: boolean }> {
    const { writers } = this.site;
    const target = await targetVersion(session, plan);
    writers.expectVersion(target);
    try {
      const header = await sendPatch(session, plan);
      writers.noteVersion(header);
      return { header, isUndisturbed: isDeepStrictEqual(cibVersion(header), target) };
    } catch (e) {
      writers.forgetVersion(target);
      // A refused batch is committed again one by one, and explained then.
      throw e instanceof PatchRefused && jobs.length === 1
        ? await explainRefusal(session, plan.to, e)
        : e;
    }
  }

  private explainGivingUp(e: Error): Error {
    if (!(e instanceof PatchRefused) || !isTransient(e)) return e;
    const why = TRANSIENT_REFUSALS[e.kind] ?? e.text;
    return new PreconditionFailed(
      `gave up after ${ATTEMPTS} attempts, nothing was changed: ${why} (the last one: ${this.site.writers.lastWriter}); stop what keeps writing to the cluster's configuration, then run again`,
      { cause: e },
    );
  }
}

/** Against a writer that writes ten times a second, every third to tenth attempt succeeds. */
const ATTEMPTS = 100;

/**
 * Refusals after which another attempt may succeed. Nothing was applied, or the result is unknown; a retry plans the edit
 * again on the CIB that it reads then.
 */
const TRANSIENT_REFUSALS: Partial<Record<PatchRefusal, string>> = {
  stale: "every time another writer was faster",
  truncated: "every time the patch arrived truncated",
};

const isTransient = (e: PatchRefused): boolean => e.kind in TRANSIENT_REFUSALS;
