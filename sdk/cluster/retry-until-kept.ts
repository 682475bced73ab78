import { Refused } from "../errors";

const ROUNDS = 5;

/**
 * Does something again as long as other writers undo it, five times at most.
 * @param attempt tells whether what it did has stayed
 * @param undone what the others did, in words: `a: another writer overwrote it`
 * @throws Refused when it never stayed
 */
export async function retryUntilKept(
  attempt: (round: number) => Promise<boolean>,
  undone: string,
): Promise<void> {
  for (let round = 1; round <= ROUNDS; round++) if (await attempt(round)) return;
  throw new Refused(
    `${undone} ${ROUNDS} times; stop what else changes this cluster, then run again`,
  );
}
