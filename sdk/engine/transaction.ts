import { backOff } from "exponential-backoff";
import { diff } from "../cib/diff";
import type { Element } from "../cib/element";
import { type Version, versionOf, writePatch } from "../cib/patch";
import { parseXml } from "../cib/xml";
import { NodeUnusable, PatchRefused, Refused } from "../errors";
import type { Session } from "../host/session";
import { applyPatch } from "../host/tools";
import { queryQuorate } from "./quorum";
import { explainRefusal } from "./schema";
import { debug } from "../log";

/** A pure edit of the configuration. It may run several times, each time on a newer CIB. */
export type Edit<T> = (cib: Element) => { readonly cib: Element; readonly value: T };

interface Job {
  readonly label: string;
  readonly edit: Edit<unknown>;
  readonly prepare: () => Promise<void>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** Runs work on a node that answers; the next node when that one fails. */
export type OnAnyNode = <T>(work: (session: Session) => Promise<T>) => Promise<T>;

/**
 * Group commit: what arrives while a transaction is in flight travels together in the next one. Each transaction is
 * one read, and one patch that applies only to the version that was read.
 */
export class Transactions {
  private waiting: Job[] = [];
  private running = false;

  constructor(
    private readonly onAnyNode: OnAnyNode,
    private readonly committed: () => void,
  ) {}

  /**
   * Commits an edit, and returns its value.
   * @param prepare runs before the read, for what the edit needs from the node (agents' meta-data)
   * @throws Refused, PatchRefused, NoUsableNode; nothing was changed then
   */
  submit<T>(
    label: string,
    edit: Edit<T>,
    prepare: () => Promise<void> = () => Promise.resolve(),
  ): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.waiting.push({ label, edit, prepare, resolve: resolve as Job["resolve"], reject });
      if (!this.running) void this.drain();
    });
  }

  private async drain(): Promise<void> {
    this.running = true;
    while (this.waiting.length > 0) await this.together(this.waiting.splice(0));
    this.running = false;
  }

  private async together(jobs: readonly Job[]): Promise<void> {
    try {
      await this.withRetries(jobs);
    } catch (e) {
      const error = e instanceof Error ? e : new Error(String(e));
      // A refusal names no culprit: alone, each says for itself whether it is the one.
      if (jobs.length > 1 && error instanceof PatchRefused && !transient(error))
        for (const job of jobs) await this.together([job]);
      else for (const job of jobs) job.reject(worded(error));
    }
  }

  private withRetries(jobs: readonly Job[]): Promise<void> {
    return backOff(() => this.onAnyNode((session) => this.attempt(session, jobs)), {
      numOfAttempts: ATTEMPTS,
      startingDelay: 20,
      maxDelay: 1000,
      jitter: "full",
      retry: (e) => e instanceof PatchRefused && transient(e),
    });
  }

  private async attempt(session: Session, jobs: readonly Job[]): Promise<void> {
    const prepared = await Promise.allSettled(jobs.map((job) => job.prepare()));
    const cib = await queryQuorate(session);
    const { cib: planned, settle } = applyEdits(cib, jobs, prepared);
    const changes = diff(cib, planned);
    const labels = jobs.map((job) => job.label).join(", ");
    if (changes.length === 0) debug(`transaction: nothing to change for ${labels}`);
    else {
      const from = versionOf(cib);
      const to = await send(session, writePatch(from, changes), planned, jobs.length === 1);
      this.committed();
      const count = `${changes.length} ${changes.length === 1 ? "change" : "changes"}`;
      debug(`transaction: epoch ${from.epoch} -> ${to.epoch}, ${count} for ${labels}`);
    }
    for (const done of settle) done();
  }
}

async function send(
  session: Session,
  patch: string,
  planned: Element,
  alone: boolean,
): Promise<Version> {
  try {
    return versionOf(parseXml(await applyPatch(session, patch)));
  } catch (e) {
    // In company the refusal names no culprit yet.
    throw e instanceof PatchRefused && alone ? await explainRefusal(session, planned, e) : e;
  }
}

const ATTEMPTS = 30;

/** Somebody was faster, or the patch did not arrive whole: nothing was applied, and another attempt may be. */
const transient = (e: PatchRefused): boolean => e.kind === "stale" || e.kind === "truncated";

const worded = (e: Error): Error =>
  e instanceof PatchRefused && transient(e)
    ? new Refused(
        `gave up after ${ATTEMPTS} attempts: every time something else changed the cluster's configuration first; stop what keeps writing to it (the attributes update-client, update-origin and update-user of \`cibadmin --query --no-children\` name the last writer), then run again`,
        { cause: e },
      )
    : e;

type Settle = () => void;

function applyEdits(
  start: Element,
  jobs: readonly Job[],
  prepared: readonly PromiseSettledResult<void>[],
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
