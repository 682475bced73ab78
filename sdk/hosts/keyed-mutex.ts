/** The end of the last work on a thing, whether it succeeded or not. */
const last = new Map<string, Promise<unknown>>();

/** Does work on a thing after all other work of this process on it: two resources may have parts of one file. */
export function runInTurn<T>(thing: string, work: () => Promise<T>): Promise<T> {
  const before = last.get(thing);
  const done = Promise.resolve(before).then(work);
  last.set(
    thing,
    done.catch(() => undefined),
  );
  return done;
}
