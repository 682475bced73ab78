import { fstatSync } from "node:fs";

/**
 * Ends the provider process when the Pulumi CLI is gone (killed, out of memory). The engine does not report this, and
 * running operations would continue: a waiting delete would remove an object that the next `up` has adopted. The CLI holds
 * the other end of the process's standard input while it lives (plugin.go of the engine: StdinPipe).
 */
export function exitWithCli(): void {
  if (!isProviderProcess() || !isPipe()) return;
  const { stdin } = process;
  stdin.once("end", () => process.exit(1));
  stdin.once("error", () => process.exit(1));
  stdin.resume();
  stdin.unref(); // standard input alone does not keep the process alive
}

export const isProviderProcess = (): boolean => /dynamic-provider/.test(process.argv[1] ?? "");

function isPipe(): boolean {
  try {
    const stdin = fstatSync(0);
    return stdin.isFIFO() || stdin.isSocket();
  } catch {
    return false; // closed
  }
}
