/** A promise did not settle in time. Its work continues. */
export class DeadlinePassed extends Error {
  constructor(readonly seconds: number) {
    super(`no answer within ${seconds} s`);
  }
}

/**
 * Returns the promise's result. Rejects with DeadlinePassed after that many seconds.
 * The timer alone does not keep the process alive.
 */
export async function withDeadline<T>(seconds: number, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new DeadlinePassed(seconds)), seconds * 1000).unref();
  });
  return Promise.race([promise, deadline]).finally(() => clearTimeout(timer));
}
