import type { Element } from "../cib/xml/element";
import { type CibVersion, cibVersion } from "../cib/patch/patch-v2";
import { PreconditionFailed } from "../errors";

/** Number of versions to remember: no read that is still in flight is older. */
const REMEMBERED = 1000;

/** Milliseconds for which a foreign writer counts as still active. */
const RECENT = 10_000;

const keyOf = ({ adminEpoch, epoch }: CibVersion): string => `${adminEpoch}.${epoch}`;

/**
 * Tells the versions of the configuration that this process has made from those of foreign writers. The signature in the
 * CIB's header cannot: pcs, crm and this process all appear as `cibadmin` there.
 */
export class ForeignWriters {
  private readonly known = new Set<string>();
  private foreignAt = -Infinity;
  private header: Element["attributes"] = {};

  /** Reports a CIB that was read. The first one only sets the starting version. */
  noteVersion(cib: Element): void {
    const version = keyOf(cibVersion(cib));
    if (this.known.has(version)) return;
    if (this.known.size > 0 && !this.isBookkeeping(cib)) this.foreignAt = Date.now();
    this.remember(version);
    this.header = cib.attributes;
  }

  /**
   * Whether Pacemaker 1.1 made the version itself: it writes `last-lrm-refresh` after a cleanup. Its crmd never replaces
   * what others wrote.
   */
  private isBookkeeping(cib: Element): boolean {
    const { adminEpoch, epoch } = cibVersion(cib);
    const before = keyOf({ adminEpoch, epoch: epoch - 1 });
    return cib.attributes["update-client"] === "crmd" && this.known.has(before);
  }

  /** Reports the version that a patch of this process is about to make. */
  expectVersion(version: CibVersion): void {
    this.remember(keyOf(version));
  }

  /** Reports that the patch was refused: if that version appears now, a foreign writer made it. */
  forgetVersion(version: CibVersion): void {
    this.known.delete(keyOf(version));
  }

  private remember(version: string): void {
    this.known.add(version);
    const [oldest] = this.known;
    if (this.known.size > REMEMBERED && oldest !== undefined) this.known.delete(oldest);
  }

  /** The foreign writer, in words, that was seen later than ten seconds before that time (`Date.now()`). */
  describeSince(time: number): string | undefined {
    return this.foreignAt >= time - RECENT ? this.lastWriter : undefined;
  }

  /** The last foreign writer that was seen, as the CIB's header names it. */
  get lastWriter(): string {
    const { "update-client": client, "update-user": user, "update-origin": origin } = this.header;
    const { epoch } = this.header;
    return `update-client ${client ?? "?"}, update-user ${user ?? "?"}, update-origin ${origin ?? "?"}, epoch ${epoch ?? "?"}`;
  }
}

const ROUNDS = 5;

/**
 * Repeats an attempt that other writers undo.
 * @param attempt resolves to whether its change is still there
 * @param undone the effect of the other writers, such as `a: another writer overwrote it`
 * @param rounds the largest number of attempts
 * @throws PreconditionFailed when every change was undone
 */
export async function retryUntilKept(
  attempt: (round: number) => Promise<boolean>,
  undone: string,
  rounds = ROUNDS,
): Promise<void> {
  for (let round = 1; !(await attempt(round)); round++) limitRounds(round, undone, rounds);
}

/** Gives up after the last round. @throws PreconditionFailed */
export function limitRounds(round: number, undone: string, rounds = ROUNDS): void {
  if (round < rounds) return;
  throw new PreconditionFailed(
    `${undone} ${rounds} times; stop what else changes this cluster, then run again`,
  );
}

/** Names the foreign writer, if there is one: frequent changes keep Pacemaker from acting. */
export const remedyForDelay = (foreignWriter: string | undefined): string =>
  foreignWriter === undefined
    ? "raise waitTimeout if it needs longer"
    : `another writer has just changed the configuration (${foreignWriter}), and Pacemaker discards its plan after each change: stop that writer, or raise waitTimeout`;
