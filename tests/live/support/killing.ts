import { waitUntil } from "../../lab/cluster/wait";
import { alive, providerOf } from "./processes";
import type { Running } from "./stack";

/** What ends a run. */
export type Victim = "kill -9 of the provider" | "kill -9 of the CLI" | "^C twice";

const STEP = /^ [ +~-] +pulumi-nodejs:\S+ (\S+) (creating|created|deleting|deleted) \(/gm;
const WAIT = /^ [ +~-] +pulumi:pulumi:Stack \S+ .*?(\S+): waiting for /gm;

/** What a run has come to by what the CLI has printed; the same step of another run has the same text. */
export const stepsOf = (printed: string): string[] => [
  ...[...printed.matchAll(STEP)].map(([, name = "", what = ""]) => `${name} ${what}`),
  ...[...printed.matchAll(WAIT)].map(([, name = ""]) => `${name} waits`),
];

/** Whether the engine waits at this moment for what the cluster does with a resource. */
function isWaiting(printed: string): boolean {
  const steps = new Set(stepsOf(printed));
  const names = [...steps].flatMap((step) => /^(\S+) waits$/.exec(step)?.[1] ?? []);
  return names.some((name) => !steps.has(`${name} created`) && !steps.has(`${name} deleted`));
}

/** How a run was when it was killed. */
export interface Moment {
  /** What it had printed. */
  readonly printed: string;
  readonly waiting: boolean;
}

/**
 * Kills a run as soon as it is so far; `undefined` when it had come to its end by itself.
 * @throws when it had failed by itself: what was killed before it had left something with which it cannot go on
 */
export async function killed(
  run: Running,
  victim: Victim,
  isSoFar: (printed: string) => boolean | Promise<boolean>,
): Promise<Moment | undefined> {
  const end = { isThere: false };
  void run.ended.then(() => (end.isThere = true));
  // A destroy with nothing left to destroy starts no provider.
  const begun = (): boolean => end.isThere || providerOf(run.pid) !== undefined;
  await waitUntil("the provider runs", 60, () => Promise.resolve(begun()), 50);
  const provider = providerOf(run.pid) ?? 0;
  const isThere = async (): Promise<boolean> => end.isThere || (await isSoFar(run.printed()));
  await waitUntil(`the moment for ${victim}`, 120, isThere, 5);
  const printed = run.printed();
  if (/error:|failed/.test(printed)) throw new Error(`failed before it was killed:\n${printed}`);
  if (!end.isThere) await send(run, provider, victim);
  const { exitCode } = await run.ended;
  await withoutCli(provider, run.printed());
  return exitCode === 0 ? undefined : { printed, waiting: isWaiting(printed) };
}

/** Killed before it has asked for anything, the CLI leaves a process that has loaded nothing of ours: Pulumi's own. */
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
  await waitUntil("the CLI has heard ^C", 30, () => Promise.resolve(isHeard()), 20);
  kill(pid, "SIGINT");
}

/** A process may have come to its end just now; 0 would be this process's own group. */
function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    if (pid > 0) process.kill(pid, signal);
  } catch (e) {
    if ((e as NodeJS.ErrnoException).code !== "ESRCH") throw e;
  }
}

const ended = (pid: number): Promise<void> =>
  waitUntil("the provider has ended", 20, () => Promise.resolve(alive([pid]).length === 0));
