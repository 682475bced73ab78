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

/** Returns the process that holds the lock file, if it still runs. */
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

/**
 * Does `work` while it holds a lock file.
 * @throws LabError if another process holds the lock for 30 minutes
 */
export async function exclusively<T>(file: string, work: () => Promise<T>): Promise<T> {
  mkdirSync(dirname(file), { recursive: true });
  const pid = holder(file);
  if (pid) say(`▸ waiting for process ${pid}, which holds the lock ${file}`);
  await waitUntil(`${file} is free`, 1800, () => Promise.resolve(take(file)));
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}
