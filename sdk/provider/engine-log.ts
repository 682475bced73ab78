import { setEngineLog } from "../log";
import { isProviderProcess } from "./exit-with-cli";

/** What this file uses of @pulumi/pulumi. */
interface Pulumi {
  readonly runtime: { resetOptions: (...args: readonly unknown[]) => void };
  readonly log: Readonly<
    Record<
      "info" | "warn",
      (line: string, resource?: undefined, stream?: number, ephemeral?: boolean) => unknown
    >
  >;
}

/**
 * Sends lines to the engine, whose address is the provider process's first argument. Only so there are warnings, and lines
 * that the CLI shows while something happens and does not repeat at the end: it repeats all standard output.
 */
export function logToEngine(): void {
  const [, , engine] = process.argv;
  const { main } = require;
  if (!isProviderProcess() || engine === undefined || !main) return;
  try {
    // The copy of the SDK that runs this process is loaded already.
    const { runtime, log } = main.require("../..") as Pulumi;
    runtime.resetOptions("", "", -1, engine, "", false, "");
    setEngineLog({
      progress: (line) => void log.info(line, undefined, undefined, true),
      warn: (line) => void log.warn(line),
    });
  } catch {
    // Another layout of the SDK: the lines go to standard output.
  }
}
