import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { say } from "../progress";
import { waitUntil } from "./wait";

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** The process that holds the lock file, unless it has gone. */
function holder(file: string): number | undefined {
  try {
    const pid = Number(readFileSync(file, "utf8"));
    return isAlive(pid) ? pid : undefined;
  } catch {
    return undefined;
  }
}

function take(file: string): boolean {
  if (holder(file) === undefined) rmSync(file, { force: true });
  try {
    writeFileSync(file, String(process.pid), { flag: "wx" });
    return true;
  } catch {
    return false;
  }
}

/** Does `work` while no other process does the same; waits for one that does, half an hour at most. */
export async function exclusively<T>(file: string, work: () => Promise<T>): Promise<T> {
  mkdirSync(dirname(file), { recursive: true });
  const pid = holder(file);
  if (pid) say(`▸ waiting for process ${pid}, which does the same (${file})`);
  await waitUntil(`${file} is free`, 1800, () => Promise.resolve(take(file)));
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}
