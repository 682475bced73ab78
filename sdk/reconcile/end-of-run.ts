type Work = () => Promise<unknown>;

const works = new Set<Work>();

/**
 * The CLI interrupts its providers at the end of a run, and kills them five seconds later (pulumi/pulumi#19603, since 2025;
 * an older CLI kills them at once). On Windows it sends CTRL_BREAK.
 */
const SIGNALS = ["SIGINT", "SIGBREAK"] as const;

/** Does some work at the end of the run. Nobody hears of its failures: only what a later run can do as well belongs here. */
export function workAtEnd(work: Work): void {
  if (works.size === 0) for (const signal of SIGNALS) process.once(signal, workAndEnd);
  works.add(work);
}

/**
 * A signal that has a listener does not end the process, so the signal is sent again when it has none. Windows can send no
 * SIGBREAK (libuv: ENOSYS).
 */
function workAndEnd(signal: NodeJS.Signals): void {
  const all = [...works].map((work) => work());
  works.clear();
  void Promise.allSettled(all).then(() => {
    if (signal === "SIGBREAK") process.exit(1);
    else process.kill(process.pid, signal);
  });
}
