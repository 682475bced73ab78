/** The last work of each key. It resolves even if the work fails. */
const last = new Map<string, Promise<unknown>>();

/** Runs work after all earlier work with the same key in this process. Two resources may own parts of one file. */
export function runInTurn<T>(key: string, work: () => Promise<T>): Promise<T> {
  const before = last.get(key);
  const done = Promise.resolve(before).then(work);
  last.set(
    key,
    done.catch(() => undefined),
  );
  return done;
}
