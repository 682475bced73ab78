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
