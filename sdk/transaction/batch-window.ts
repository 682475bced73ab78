/** Number of committed edits from which a program is large: smaller batches would dominate the cluster's work. */
const LARGE = 30;
/** Milliseconds. */
const LONGEST = 1000;

/**
 * Delays a commit briefly in large programs so that edits arriving back to back share one transaction. The engine sends
 * as many requests at once as it has slots (`--parallel`), and each request costs it time, so edits arrive in a stream.
 * Measured without the delay, on two cores: 500 creations were 233 transactions, and Pacemaker plans anew at each.
 * A small program never waits.
 */
export class BatchWindow {
  private committedEdits = 0;
  /** Size of the largest batch so far: the engine has at least as many slots. */
  private largestBatch = 1;
  /** Milliseconds that the last transaction took. */
  private lastDuration = 0;
  private onArrival: () => void = () => undefined;

  /** Waits until every slot has an edit waiting, or no edit has arrived for the duration of one transaction. */
  async waitForCompany(waiting: () => number): Promise<void> {
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

  /** Reports that a batch of `count` edits took `duration` milliseconds. */
  noteCommit(count: number, duration: number): void {
    this.committedEdits += count;
    this.largestBatch = Math.max(this.largestBatch, count);
    this.lastDuration = duration;
  }
}
