import { readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { providerOf } from "../live/cli/processes";
import type { Running } from "../live/cli/stack";

/** Returns the peak memory of a run's provider process in MB (VmHWM of proc(5)); 0 if there was none. */
export async function memoryOf({ pid, ended }: Running): Promise<number> {
  const over = ended.then(() => true);
  let peak = 0;
  while (!(await Promise.race([over, delay(100, false)])))
    peak = Math.max(peak, mostOf(providerOf(pid)));
  return peak;
}

function mostOf(pid: number | undefined): number {
  try {
    const status = pid === undefined ? "" : readFileSync(`/proc/${pid}/status`, "utf8");
    return Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) / 1000;
  } catch {
    return 0; // the process has just ended
  }
}
