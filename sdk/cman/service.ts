/** State of a service, from the exit code of `service X status`. The output is not reliable. */
export type ServiceState = "running" | "stopped" | "stale";

/** LSB exit codes of a status action. 1 and 2 mean that a dead daemon left a pid or lock file. */
const STATES: Readonly<Record<number, ServiceState>> = {
  0: "running",
  1: "stale",
  2: "stale",
  3: "stopped",
};

/** Returns `undefined` for any other exit code: the command itself failed. */
export const parseServiceState = (exitCode: number): ServiceState | undefined => STATES[exitCode];

/** Runlevels that EL6 boots into: text, and graphical. */
const BOOT_LEVELS = ["3", "5"];

/** Parses `chkconfig --list X`. A service that is not registered does not start at boot. */
export function parseStartsAtBoot(service: string, output: string): boolean {
  const line = output.split("\n").find((l) => l.split(/\s/)[0] === service) ?? "";
  const on = [...line.matchAll(/\b(\d):on\b/g)].map((m) => m[1]);
  return BOOT_LEVELS.every((level) => on.includes(level));
}
