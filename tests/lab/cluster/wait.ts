import { setTimeout as sleep } from "node:timers/promises";
import { LabError } from "../progress";

/** Asks every `interval` milliseconds until the answer is yes; after `seconds` it is an error. */
export async function waitUntil(
  what: string,
  seconds: number,
  ask: () => Promise<boolean>,
  interval = 500,
): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  while (!(await ask())) {
    if (Date.now() > deadline) throw new LabError(`after ${seconds} s still not so: ${what}`);
    await sleep(interval);
  }
}
