import { isDeepStrictEqual } from "node:util";
import { backOff } from "exponential-backoff";
import { diffCib } from "../cib/patch/diff";
import type { Element } from "../cib/xml/element";
import { cibVersion } from "../cib/patch/patch-v2";
import { NodeUnusable, type PatchRefusal, PatchRefused, Refused } from "../errors";
import { queryDialect } from "../host/commands/pacemaker-version";
import type { Session } from "../host/ssh/session";
import { BatchWindow } from "./batch-window";
import { type BaseVersion, isFreshBase } from "./base-version";
import { explainRefusal } from "./schema-errors";
import { type PatchPlan, sendPatch, targetVersion } from "./send-patch";
import type { ForeignWriters } from "./foreign-writers";
import { debug } from "../log";

/** A pure edit of the configuration. It may run several times, each time on a newer CIB. */
export type Edit<T> = (cib: Element) => { readonly cib: Element; readonly value: T };

interface Job {
  readonly label: string;
  readonly edit: Edit<unknown>;
  readonly ready: Promise<unknown>;
  readonly ofConfiguration: boolean;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** What a transaction may know of an edit. */
export interface EditTraits {
  /** What the edit needs from the node (agents' meta-data); the read comes after it. */
  readonly ready?: Promise<unknown>;
  /** The edit looks at no status, so the CIB that this process has just made will do, and is not read again. */
  readonly ofConfiguration?: boolean;
}

/** Runs work on a node that answers; the next node when that one fails. */
export type OnAnyNode = <T>(work: (session: Session) => Promise<T>) => Promise<T>;

/** Where transactions take place. */
export interface TransactionSite {
  readonly onAnyNode: OnAnyNode;
  /** The CIB, where it may be written. @throws NodeUnusable, Refused */
  readonly query: (session: Session) => Promise<Element>;
  readonly writers: ForeignWriters;
  /** Told of what is in the cluster now, if nobody else has written. */
  readonly committed: (cib: Element) => void;
}

/**
 * Group commit: what arrives while a transaction is prepared travels along, and what arrives while it is in flight travels
 * together in the next one. Each transaction is one patch that applies only to the version on which it was planned: one
 * that is read, or that the commit before has left.
 */
export class Transactions {
  private waiting: Job[] = [];
  private running = false;
  private readonly crowd = new BatchWindow();
  /** What the last commit left, where nobody else has written. */
  private left: BaseVersion | undefined;

  constructor(private readonly site: TransactionSite) {}

  /**
   * Commits an edit, and returns its value.
   * @throws Refused, PatchRefused, NoUsableNode; nothing was changed then
   */
  submit<T>(
    label: string,
    edit: Edit<T>,
    { ready = Promise.resolve(), ofConfiguration = false }: EditTraits = {},
  ): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      ready.catch(() => undefined); // it is looked at when its turn comes
      const done = { resolve: resolve as Job["resolve"], reject };
      this.waiting.push({ label, edit, ready, ofConfiguration, ...done });
      this.crowd.noteArrival();
      if (!this.running) void this.drain();
    });
  }

  private async drain(): Promise<void> {
    this.running = true;
    while (this.waiting.length > 0) {
      await this.crowd.waitForCompany(() => this.waiting.length);
      const began = performance.now();
      const jobs = this.waiting.splice(0);
      await this.together(jobs);
      this.crowd.noteCommit(jobs.length, performance.now() - began);
    }
    this.running = false;
  }

  private async together(jobs: Job[]): Promise<void> {
    try {
      await this.withRetries(jobs);
    } catch (e) {
      const error = e instanceof Error ? e : new Error(String(e));
      // A refusal names no culprit: alone, each says for itself whether it is the one.
      if (jobs.length > 1 && error instanceof PatchRefused && !transient(error))
        for (const job of jobs) await this.together([job]);
      else for (const job of jobs) job.reject(this.worded(error));
    }
  }

  private withRetries(jobs: Job[]): Promise<void> {
    return backOff(() => this.site.onAnyNode((session) => this.attempt(session, jobs)), {
      numOfAttempts: ATTEMPTS,
      startingDelay: 20,
      maxDelay: 500,
      jitter: "full",
      retry: (e) => e instanceof PatchRefused && transient(e),
    });
  }

  private async attempt(session: Session, jobs: Job[]): Promise<void> {
    const prepared = await this.prepared(jobs);
    const { left } = this;
    const willDo = left && isFreshBase(left, session) && jobs.every((job) => job.ofConfiguration);
    // Whoever comes to nothing on it may have another writer to thank, and looks for himself.
    if (willDo && (await this.on(left, jobs, prepared, true))) return;
    const readAt = Date.now();
    // Only now, so that it is newer than whatever a job knew when it arrived.
    const [cib] = await Promise.all([this.site.query(session), queryDialect(session)]);
    await this.on({ session, cib, readAt }, jobs, prepared, false);
  }

  /** Carries the jobs out on a CIB; `false` when they are to look at a newer one. */
  private async on(
    { session, cib, readAt }: BaseVersion,
    jobs: readonly Job[],
    prepared: readonly PromiseSettledResult<unknown>[],
    mayBeOld: boolean,
  ): Promise<boolean> {
    this.left = undefined;
    const { cib: planned, settle, failed } = applyEdits(cib, jobs, prepared);
    const changes = diffCib(cib, planned);
    if (mayBeOld && (failed || changes.length === 0)) return false;
    const labels = jobs.map((job) => job.label).join(", ");
    if (changes.length === 0) debug(`transaction: nothing to change for ${labels}`);
    else {
      const plan: PatchPlan = { from: cib, to: planned, changes };
      const { header, mine } = await this.send(session, plan, jobs.length === 1);
      const now = { ...planned, attributes: header.attributes };
      this.site.committed(now);
      if (mine) this.left = { session, cib: now, readAt };
      const count = `${changes.length} ${changes.length === 1 ? "change" : "changes"}`;
      const [before, after] = [cib, header].map((e) => cibVersion(e).epoch);
      debug(`transaction: epoch ${before} -> ${after}, ${count} for ${labels}`);
    }
    for (const done of settle) done();
    return true;
  }

  /** Waits until the jobs are prepared; those that arrive meanwhile travel along. */
  private async prepared(jobs: Job[]): Promise<readonly PromiseSettledResult<unknown>[]> {
    for (;;) {
      const prepared = await Promise.allSettled(jobs.map((job) => job.ready));
      if (this.waiting.length === 0) return prepared;
      jobs.push(...this.waiting.splice(0));
    }
  }

  /** Returns the CIB's header after it, and whether nobody has written since. */
  private async send(
    session: Session,
    plan: PatchPlan,
    alone: boolean,
  ): Promise<{ readonly header: Element; readonly mine: boolean }> {
    const { writers } = this.site;
    const target = await targetVersion(session, plan);
    writers.expectVersion(target);
    try {
      const header = await sendPatch(session, plan);
      writers.noteVersion(header);
      return { header, mine: isDeepStrictEqual(cibVersion(header), target) };
    } catch (e) {
      writers.forgetVersion(target);
      // In company the refusal names no culprit yet.
      throw e instanceof PatchRefused && alone ? await explainRefusal(session, plan.to, e) : e;
    }
  }

  private worded(e: Error): Error {
    if (!(e instanceof PatchRefused) || !transient(e)) return e;
    const why = HINDRANCE[e.kind] ?? e.text;
    return new Refused(
      `gave up after ${ATTEMPTS} attempts, nothing was changed: ${why} (the last one: ${this.site.writers.describeLast}); stop what keeps writing to the cluster's configuration, then run again`,
      { cause: e },
    );
  }
}

/** Against somebody who writes ten times a second all the time an attempt succeeds about every tenth to third time. */
const ATTEMPTS = 100;

/** Nothing was applied, or nobody knows, and another attempt may be: the edit is made anew on what is there then. */
const HINDRANCE: Partial<Record<PatchRefusal, string>> = {
  stale: "every time another writer was faster",
  truncated: "the patch never arrived whole",
};

const transient = (e: PatchRefused): boolean => e.kind in HINDRANCE;

type Settle = () => void;

function applyEdits(
  start: Element,
  jobs: readonly Job[],
  prepared: readonly PromiseSettledResult<unknown>[],
): { readonly cib: Element; readonly settle: readonly Settle[]; readonly failed: boolean } {
  let cib = start;
  let failed = false;
  const settle = jobs.map((job, i): Settle => {
    try {
      const ready = prepared[i];
      if (ready?.status === "rejected") throw ready.reason as Error;
      const edited = job.edit(cib);
      cib = edited.cib;
      return () => job.resolve(edited.value);
    } catch (e) {
      if (e instanceof NodeUnusable) throw e;
      failed = true;
      return () => job.reject(e as Error);
    }
  });
  return { cib, settle, failed };
}
