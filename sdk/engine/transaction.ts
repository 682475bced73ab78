import { backOff } from "exponential-backoff";
import { diff } from "../cib/diff";
import type { Element } from "../cib/element";
import { type Version, versionOf } from "../cib/patch";
import { NodeUnusable, type PatchRefusal, PatchRefused, Refused } from "../errors";
import { dialectOf } from "../host/dialect";
import type { Session } from "../host/session";
import { Crowd } from "./crowd";
import { explainRefusal } from "./schema";
import { type Plan, sendPatch, targetOf } from "./send-patch";
import type { Writers } from "./writers";
import { debug } from "../log";

/** A pure edit of the configuration. It may run several times, each time on a newer CIB. */
export type Edit<T> = (cib: Element) => { readonly cib: Element; readonly value: T };

interface Job {
  readonly label: string;
  readonly edit: Edit<unknown>;
  /** What the edit needs from the node, asked for as soon as the job arrives. */
  readonly ready: Promise<unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** Runs work on a node that answers; the next node when that one fails. */
export type OnAnyNode = <T>(work: (session: Session) => Promise<T>) => Promise<T>;

/** Where transactions take place. */
export interface Site {
  readonly onAnyNode: OnAnyNode;
  /** The CIB, where it may be written. @throws NodeUnusable, Refused */
  readonly query: (session: Session) => Promise<Element>;
  readonly writers: Writers;
  readonly committed: () => void;
}

/**
 * Group commit: what arrives while a transaction is prepared travels along, and what arrives while it is in flight travels
 * together in the next one. Each transaction is one read, and one patch that applies only to the version that was read.
 */
export class Transactions {
  private waiting: Job[] = [];
  private running = false;
  private readonly crowd = new Crowd();

  constructor(private readonly site: Site) {}

  /**
   * Commits an edit, and returns its value.
   * @param ready what the edit needs from the node (agents' meta-data); the read comes after it
   * @throws Refused, PatchRefused, NoUsableNode; nothing was changed then
   */
  submit<T>(label: string, edit: Edit<T>, ready: Promise<unknown> = Promise.resolve()): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      ready.catch(() => undefined); // it is looked at when its turn comes
      this.waiting.push({ label, edit, ready, resolve: resolve as Job["resolve"], reject });
      if (!this.running) void this.drain();
    });
  }

  private async drain(): Promise<void> {
    this.running = true;
    while (this.waiting.length > 0) {
      await this.crowd.gathers(() => this.waiting.length);
      const began = performance.now();
      const jobs = this.waiting.splice(0);
      await this.together(jobs);
      this.crowd.left(jobs.length, performance.now() - began);
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
    // Only now, so that it is newer than whatever a job knew when it arrived.
    const [cib] = await Promise.all([this.site.query(session), dialectOf(session)]);
    const { cib: planned, settle } = applyEdits(cib, jobs, prepared);
    const changes = diff(cib, planned);
    const labels = jobs.map((job) => job.label).join(", ");
    if (changes.length === 0) debug(`transaction: nothing to change for ${labels}`);
    else {
      const plan: Plan = { from: cib, to: planned, changes };
      const { epoch } = await this.send(session, plan, jobs.length === 1);
      this.site.committed();
      const count = `${changes.length} ${changes.length === 1 ? "change" : "changes"}`;
      debug(`transaction: epoch ${versionOf(cib).epoch} -> ${epoch}, ${count} for ${labels}`);
    }
    for (const done of settle) done();
  }

  /** Waits until the jobs are prepared; those that arrive meanwhile travel along. */
  private async prepared(jobs: Job[]): Promise<readonly PromiseSettledResult<unknown>[]> {
    for (;;) {
      const prepared = await Promise.allSettled(jobs.map((job) => job.ready));
      if (this.waiting.length === 0) return prepared;
      jobs.push(...this.waiting.splice(0));
    }
  }

  private async send(session: Session, plan: Plan, alone: boolean): Promise<Version> {
    const { writers } = this.site;
    const target = await targetOf(session, plan);
    writers.expect(target);
    try {
      const header = await sendPatch(session, plan);
      writers.saw(header);
      return versionOf(header);
    } catch (e) {
      writers.unexpect(target);
      // In company the refusal names no culprit yet.
      throw e instanceof PatchRefused && alone ? await explainRefusal(session, plan.to, e) : e;
    }
  }

  private worded(e: Error): Error {
    if (!(e instanceof PatchRefused) || !transient(e)) return e;
    const why = HINDRANCE[e.kind] ?? e.text;
    return new Refused(
      `gave up after ${ATTEMPTS} attempts, nothing was changed: ${why} (the last one: ${this.site.writers.words}); stop what keeps writing to the cluster's configuration, then run again`,
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
): { readonly cib: Element; readonly settle: readonly Settle[] } {
  let cib = start;
  const settle = jobs.map((job, i): Settle => {
    try {
      const ready = prepared[i];
      if (ready?.status === "rejected") throw ready.reason as Error;
      const edited = job.edit(cib);
      cib = edited.cib;
      return () => job.resolve(edited.value);
    } catch (e) {
      if (e instanceof NodeUnusable) throw e;
      return () => job.reject(e as Error);
    }
  });
  return { cib, settle };
}
