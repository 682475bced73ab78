/** From so many on, a program is large: a transaction for every two or three would be most of the cluster's work. */
const LARGE = 30;
/** Milliseconds. */
const LONGEST = 1000;

/**
 * Lets those travel together who come one after the other in a large program. The engine sends as many requests at once
 * as it has slots (`--parallel`), and each one that it has heard of costs it time, so they arrive in a stream: on two
 * cores 500 creations were 233 transactions, at each of which Pacemaker plans anew. A small program never waits.
 */
export class BatchWindow {
  private served = 0;
  /** The most that have travelled together: there are at least so many slots. */
  private most = 1;
  /** Milliseconds that the last transaction took. */
  private took = 0;
  /** Told of the next one who comes. */
  private greet: () => void = () => undefined;

  /** Waits until all slots wait, or nobody has come for as long as a transaction takes. */
  async waitForCompany(waiting: () => number): Promise<void> {
    if (this.served < LARGE) return;
    const end = performance.now() + LONGEST;
    for (let left = LONGEST; waiting() < this.most && left > 0; left = end - performance.now())
      if (!(await this.anotherOne(Math.min(this.took, left)))) return;
  }

  /** One more waits. */
  noteArrival(): void {
    this.greet();
  }

  /** Whether one comes within so many milliseconds. */
  private anotherOne(within: number): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), within);
      this.greet = () => {
        clearTimeout(timer);
        resolve(true);
      };
    });
  }

  /** So many have travelled, for that many milliseconds. */
  noteCommit(count: number, took: number): void {
    this.served += count;
    this.most = Math.max(this.most, count);
    this.took = took;
  }
}
