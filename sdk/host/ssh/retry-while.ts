import { setTimeout as delay } from "node:timers/promises";

/** Pauses between attempts, in milliseconds. Each is twice as long as the one before. */
interface Pauses {
  readonly first: number;
  /** After a pause that would be longer, the error is thrown. */
  readonly longest: number;
  /** Ends the pauses early. */
  readonly stop?: AbortSignal;
}

/** Repeats an attempt while it fails with an error of that kind. Throws the last error. */
export async function retryWhile<T>(
  isTransient: (error: unknown) => boolean,
  attempt: () => Promise<T>,
  { first, longest, stop }: Pauses,
): Promise<T> {
  for (let pause = first; ; pause *= 2) {
    try {
      return await attempt();
    } catch (error) {
      if (!isTransient(error) || stop?.aborted || pause > longest) throw error;
    }
    await delay(pause, undefined, { ref: false, signal: stop });
  }
}
