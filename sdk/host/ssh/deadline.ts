/** A promise did not settle in time. Its work continues. */
export class DeadlinePassed extends Error {
  constructor(readonly seconds: number) {
    super(`no answer within ${seconds} s`);
  }
}

/** Milliseconds of one part of a deadline, at most. */
const TICK_MS = 250;

/**
 * Returns the promise's result. Rejects with DeadlinePassed after that many seconds.
 * The timer alone does not keep the process alive.
 *
 * Counts in ticks, so that seconds in which this process computes, and cannot read an answer that is there, count as one
 * tick: the key exchange with one old sshd must not cost the others their time.
 */
export async function withDeadline<T>(seconds: number, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    const wait = (left: number): void => {
      const tick = Math.min(TICK_MS, left, seconds * 100);
      const next = (): void =>
        left - tick < 1 ? reject(new DeadlinePassed(seconds)) : wait(left - tick);
      timer = setTimeout(next, tick).unref();
    };
    wait(seconds * 1000);
  });
  return Promise.race([promise, deadline]).finally(() => clearTimeout(timer));
}
