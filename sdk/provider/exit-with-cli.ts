import { fstatSync } from "node:fs";

/**
 * Ends the provider process when the Pulumi CLI is gone (killed, out of memory). The engine never says so, and what it
 * had asked for would go on: a delete that still waits would remove an object which the next `up` has taken over.
 * The CLI holds the other end of the process's standard input as long as it lives (plugin.go of the engine: StdinPipe).
 */
export function exitWithCli(): void {
  if (!isProviderProcess() || !isPipe()) return;
  const { stdin } = process;
  stdin.once("end", () => process.exit(1));
  stdin.once("error", () => process.exit(1));
  stdin.resume();
  stdin.unref(); // it alone keeps no process alive
}

const isProviderProcess = (): boolean => /dynamic-provider/.test(process.argv[1] ?? "");

function isPipe(): boolean {
  try {
    const stdin = fstatSync(0);
    return stdin.isFIFO() || stdin.isSocket();
  } catch {
    return false; // closed
  }
}
