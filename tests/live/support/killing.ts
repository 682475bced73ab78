import { waitUntil } from "../../lab/cluster/wait";
import { alive, providerOf } from "../cli/processes";
import type { Running } from "../cli/stack";

/** How a run is ended. */
export type Victim = "kill -9 of the provider" | "kill -9 of the CLI" | "^C twice";

const STEP = /^ [ +~-] +pulumi-nodejs:\S+ (\S+) (creating|created|deleting|deleted) \(/gm;
const WAIT = /^ [ +~-] +pulumi:pulumi:Stack \S+ .*?(\S+): waiting for /gm;

/** Lists the steps of a run in the CLI's output. The same step of another run has the same text. */
export const stepsOf = (printed: string): string[] => [
  ...[...printed.matchAll(STEP)].map(([, name = "", what = ""]) => `${name} ${what}`),
  ...[...printed.matchAll(WAIT)].map(([, name = ""]) => `${name} waits`),
];

/** Checks whether the engine is waiting for the cluster to act on a resource. */
function isWaiting(printed: string): boolean {
  const steps = new Set(stepsOf(printed));
  const names = [...steps].flatMap((step) => /^(\S+) waits$/.exec(step)?.[1] ?? []);
  return names.some((name) => !steps.has(`${name} created`) && !steps.has(`${name} deleted`));
}

/** State of a run when it was killed. */
export interface Moment {
  /** Output so far. */
  readonly printed: string;
  readonly waiting: boolean;
}

/**
 * Kills a run as soon as `isSoFar` is true. Returns `undefined` if the run has ended by itself.
 * @throws Error if the run has failed by itself: an earlier killed run left something that blocks it
 */
export async function killed(
  run: Running,
  victim: Victim,
  isSoFar: (printed: string) => boolean | Promise<boolean>,
): Promise<Moment | undefined> {
  const end = { isReached: false };
  void run.ended.then(() => (end.isReached = true));
  // A destroy of an empty stack starts no provider.
  const begun = (): boolean => end.isReached || providerOf(run.pid) !== undefined;
  await waitUntil("the provider runs", 60, () => Promise.resolve(begun()), 50);
  const provider = providerOf(run.pid) ?? 0;
  const isMoment = async (): Promise<boolean> => end.isReached || (await isSoFar(run.printed()));
  await waitUntil(`the run has reached the moment for ${victim}`, 120, isMoment, 5);
  const printed = run.printed();
  if (/error:|failed/.test(printed)) throw new Error(`failed before it was killed:\n${printed}`);
  if (!end.isReached) await send(run, provider, victim);
  const { exitCode } = await run.ended;
  await withoutCli(provider, run.printed());
  return exitCode === 0 ? undefined : { printed, waiting: isWaiting(printed) };
}

/**
 * Waits until the provider has ended. Kills it if the CLI was killed before its first request: the process has not loaded
 * the library then, and Pulumi's own code does not end it.
 */
async function withoutCli(provider: number, printed: string): Promise<void> {
  if (/ (created|deleted) \(|waiting for/.test(printed)) await ended(provider);
  else kill(provider, "SIGKILL");
}

async function send({ pid, printed }: Running, provider: number, victim: Victim): Promise<void> {
  if (victim !== "^C twice") {
    kill(victim === "kill -9 of the CLI" ? pid : provider, "SIGKILL");
    return;
  }
  kill(pid, "SIGINT");
  const isHeard = (): boolean => printed().includes("^C received") || alive([pid]).length === 0;
  await waitUntil("the CLI has received ^C", 30, () => Promise.resolve(isHeard()), 20);
  kill(pid, "SIGINT");
}

/** Kills a process. Ignores one that has just ended, and 0, which would be this process's own group. */
function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    if (pid > 0) process.kill(pid, signal);
  } catch (e) {
    if ((e as NodeJS.ErrnoException).code !== "ESRCH") throw e;
  }
}

const ended = (pid: number): Promise<void> =>
  waitUntil("the provider has ended", 20, () => Promise.resolve(alive([pid]).length === 0));
