import { setTimeout as sleep } from "node:timers/promises";
import { LabError } from "../progress";

/**
 * Polls a condition every `interval` milliseconds until it is true.
 * @param what the condition in words, for the error
 * @throws LabError after `seconds`
 */
export async function waitUntil(
  what: string,
  seconds: number,
  ask: () => Promise<boolean>,
  interval = 500,
): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  while (!(await ask())) {
    if (Date.now() > deadline) throw new LabError(`not true after ${seconds} s: ${what}`);
    await sleep(interval);
  }
}
