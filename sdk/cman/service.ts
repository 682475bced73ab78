/** A service by the exit code of `service X status`, which its words do not add anything to that can be relied on. */
export type ServiceState = "running" | "stopped" | "stale";

/** LSB's exit codes of a status action; 1 and 2 are a pid or lock file that a dead daemon has left. */
const STATES: Readonly<Record<number, ServiceState>> = {
  0: "running",
  1: "stale",
  2: "stale",
  3: "stopped",
};

/** `undefined` when the code is none of a status: the command itself failed. */
export const parseServiceState = (exitCode: number): ServiceState | undefined => STATES[exitCode];

/** EL6 boots into one of these: text, or graphical. */
const BOOT_LEVELS = ["3", "5"];

/** Whether a service starts at boot, by `chkconfig --list X`; one that is not registered does not. */
export function parseStartsAtBoot(service: string, output: string): boolean {
  const line = output.split("\n").find((l) => l.split(/\s/)[0] === service) ?? "";
  const on = [...line.matchAll(/\b(\d):on\b/g)].map((m) => m[1]);
  return BOOT_LEVELS.every((level) => on.includes(level));
}
