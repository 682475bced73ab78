/** Reports each step, and its duration every 20 s. Writes to stderr, because stdout is for results. */

const running = new Map<string, number>();
let ticker: NodeJS.Timeout | undefined;

/** A failure that is printed without its stack trace. */
export class LabError extends Error {
  override name = "LabError";
}

export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** `75_000` is `1:15`. */
export function clock(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

function tick(): void {
  for (const [what, start] of running) say(`  … ${what}: ${clock(Date.now() - start)}`);
}

function begin(what: string): void {
  running.set(what, Date.now());
  ticker ??= setInterval(tick, 20_000).unref();
}

function end(what: string): void {
  running.delete(what);
  if (running.size > 0) return;
  clearInterval(ticker);
  ticker = undefined;
}

/** Prints `what`, then does `work`. `note` announces the expected duration. */
export async function step<T>(what: string, work: () => Promise<T>, note?: string): Promise<T> {
  const start = Date.now();
  say(`▸ ${what}${note ? ` (${note})` : ""}`);
  begin(what);
  try {
    const result = await work();
    if (Date.now() - start > 2000) say(`✓ ${what}: ${clock(Date.now() - start)}`);
    return result;
  } finally {
    end(what);
  }
}
