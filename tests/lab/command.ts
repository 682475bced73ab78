import { spawn, type ChildProcess, type StdioOptions } from "node:child_process";
import { LabError } from "./progress";

/** Result of a command. `exitCode` follows the shell: 127 = not found, 128 + n = ended by signal n. */
export interface Result {
  stdout: string;
  stderr: string;
  exitCode: number;
}

export interface RunOptions {
  stdin?: string;
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  /** Kills the command after this time in milliseconds. @default no limit */
  timeout?: number;
  /** Stream that also gets the output. @default none */
  show?: "stderr" | "stdout";
}

const children = new Set<ChildProcess>();

/** Signals the process group of a command, so that its child processes end too. */
function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (child.pid) process.kill(-child.pid, signal);
  } catch {
    // The group has ended, or the command belongs to the group of this process.
    child.kill(signal);
  }
}

/** The user pressed Ctrl-C: no new command starts, only cleanup runs. */
export class Interrupted extends Error {
  override name = "Interrupted";
}

let interrupted = 0;

/**
 * Forwards the user's interrupt to all running commands; a second interrupt kills them. No new command
 * starts then, so the work in progress fails and cleans up.
 */
export function endChildrenOnSignals(): void {
  const stop = (signal: NodeJS.Signals): void => {
    // Terminals and npm both deliver the same Ctrl-C.
    if (interrupted && Date.now() - interrupted < 1000) return;
    for (const child of children) signalGroup(child, interrupted ? "SIGKILL" : signal);
    interrupted ||= Date.now();
    process.exitCode = signal === "SIGINT" ? 130 : 143;
    setInterval(() => children.size === 0 && process.exit(), 3000).unref();
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
}

function collect(
  child: ChildProcess,
  name: "stdout" | "stderr",
  options: RunOptions,
): () => string {
  const chunks: Buffer[] = [];
  child[name]?.on("data", (chunk: Buffer) => {
    chunks.push(chunk);
    if (options.show) process[name === "stderr" ? "stderr" : options.show].write(chunk);
  });
  return () => Buffer.concat(chunks).toString("utf8");
}

function start(argv: string[], stdio: StdioOptions, options: RunOptions): ChildProcess {
  const [command = "", ...args] = argv;
  const { cwd, env } = options;
  if (interrupted) throw new Interrupted();
  const child = spawn(command, args, { cwd, env, stdio, detached: stdio !== "inherit" });
  children.add(child);
  return child;
}

const signalNumber = (signal: NodeJS.Signals | null): number =>
  ({ SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGTERM: 15 })[signal as string] ?? 0;

function ended(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.on("error", (error: NodeJS.ErrnoException) => {
      children.delete(child);
      if (error.code === "ENOENT") resolve(127);
      else reject(error);
    });
    child.on("close", (code, signal) => {
      children.delete(child);
      resolve(code ?? 128 + signalNumber(signal));
    });
  });
}

/** Runs a command to its end. A failure is a result, not an exception. */
export async function run(argv: string[], options: RunOptions = {}): Promise<Result> {
  const child = start(argv, ["pipe", "pipe", "pipe"], options);
  const stdout = collect(child, "stdout", options);
  const stderr = collect(child, "stderr", options);
  child.stdin?.on("error", () => undefined);
  child.stdin?.end(options.stdin ?? "");
  const timer = options.timeout && setTimeout(() => signalGroup(child, "SIGKILL"), options.timeout);
  const exitCode = await ended(child).finally(() => clearTimeout(timer || undefined));
  return { stdout: stdout(), stderr: stderr(), exitCode };
}

/** Runs a command with this process's own input and output. */
export const runAttached = async (argv: string[], options: RunOptions = {}): Promise<number> =>
  ended(start(argv, "inherit", options));

/**
 * Runs a command and returns its output.
 * @throws LabError if the command fails
 */
export async function must(argv: string[], options: RunOptions = {}): Promise<string> {
  const { stdout, stderr, exitCode } = await run(argv, options);
  if (exitCode === 0) return stdout;
  if (interrupted) throw new Interrupted();
  const tail = `${stdout}${stderr}`.trim().split("\n").slice(-20).join("\n  ");
  throw new LabError(`${argv.slice(0, 6).join(" ")} failed (exit code ${exitCode})\n  ${tail}`);
}
