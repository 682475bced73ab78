import { constants } from "node:os";
import pLimit from "p-limit";
import { CommandFailed, NodeUnusable } from "../../errors";
import { debug } from "../../log";
import { buildCommandLine, buildStandardInput, type TimeoutProgram } from "./command-line";
import type { Connection, NodeAddress } from "./connection";
import { closeWire, closeWires, openWire } from "./connection-pool";
import { probeTimeoutProgram } from "./probe";
import { SessionRefused, type Executed, type Wire } from "./wire";
import { resolveTarget, type Target } from "./target";
import { DeadlinePassed } from "./deadline";

/** What a command on a node left behind, whether it succeeded or not. */
export interface CommandResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

export interface RunOptions {
  /** Text for the command's standard input; secrets travel here. */
  stdin?: string;
  /**
   * Seconds after which the command is ended, on the node too.
   * @default 60
   */
  timeoutSeconds?: number;
  /** Short name for logs and errors, instead of the arguments. */
  label?: string;
}

/** An open connection to one node. */
export interface Session {
  /** The node's name. */
  readonly node: string;
  /**
   * Runs a program; an exit code other than 0 is a result, not an error.
   * @throws NodeUnusable when the connection is lost; the program may have done its work
   * @throws CommandFailed (124) when the deadline has passed
   */
  run(argv: readonly string[], options?: RunOptions): Promise<CommandResult>;
  /** Closes the node's connection; the next `run` opens it again. */
  close(): void;
}

/** A connection on which commands are known to run, and the queue for them. */
interface Line {
  readonly wire: Wire;
  readonly limit: ReturnType<typeof pLimit>;
  readonly timeout: TimeoutProgram;
}

/** What is remembered of a node goes by its session: there is one for the whole process. */
const sessions = new Map<string, Session>();
const lines = new WeakMap<Wire, Promise<Line>>();
const CHANNELS = 8; // sshd's MaxSessions is 10
const LOCAL_GRACE_SECONDS = 10;

/**
 * Opens a node's connection, or returns the one that is open: there is one for the whole process.
 * A failure is remembered for 30 seconds, so that a dead node costs its time-out once.
 * @throws NodeUnusable
 */
export async function openSession(node: NodeAddress, connection?: Connection): Promise<Session> {
  const target = resolveTarget(node, connection);
  await lineTo(target);
  const key = JSON.stringify(target);
  const session = sessions.get(key) ?? sessionOf(target);
  sessions.set(key, session);
  return session;
}

function sessionOf(target: Target): Session {
  return {
    node: target.name,
    run: async (argv, options = {}) => {
      const line = await lineTo(target);
      return line.limit(() => run(target, line, argv, options));
    },
    close: () => closeWire(target),
  };
}

/** Closes every connection of this process and forgets every failure. */
export function closeSessions(): void {
  sessions.clear();
  closeWires();
}

async function lineTo(target: Target): Promise<Line> {
  const wire = await openWire(target);
  const open = lines.get(wire);
  if (open !== undefined) return open;
  const line = openLine(target, wire);
  lines.set(wire, line);
  return line;
}

async function openLine(target: Target, wire: Wire): Promise<Line> {
  try {
    return { wire, limit: pLimit(CHANNELS), timeout: await probeTimeoutProgram(target, wire) };
  } catch (error) {
    closeWire(target);
    throw error;
  }
}

async function run(
  target: Target,
  { wire, timeout }: Line,
  argv: readonly string[],
  { stdin, timeoutSeconds: seconds = 60, label = argv.join(" ") }: RunOptions,
): Promise<CommandResult> {
  const started = performance.now();
  const line = buildCommandLine(target, timeout, seconds, argv);
  const executed = await wire
    .exec(line, buildStandardInput(target, stdin), seconds + LOCAL_GRACE_SECONDS)
    .catch((cause: unknown) => {
      if (cause instanceof DeadlinePassed) throw timedOut(target, label, seconds);
      if (cause instanceof SessionRefused) throw refused(target, cause);
      throw lost(target, label, cause);
    });
  const exitCode = exitCodeOf(executed);
  if (exitCode === undefined) throw lost(target, label);
  const ms = Math.round(performance.now() - started);
  debug(
    `ssh: ${target.name}: ${label}: exit ${exitCode} in ${ms} ms, ${executed.stdout.length} bytes`,
  );
  if (endedByTimeout(exitCode) && ms >= seconds * 1000) throw timedOut(target, label, seconds);
  return { stdout: executed.stdout, stderr: executed.stderr, exitCode };
}

function exitCodeOf({ code, signal }: Executed): number | undefined {
  if (code !== null) return code;
  if (signal === null) return undefined;
  return 128 + constants.signals[signal as NodeJS.Signals];
}

/** 124: timeout's TERM was enough; 137: it needed KILL. */
const endedByTimeout = (exitCode: number) => exitCode === 124 || exitCode === 137;

function timedOut({ name }: Target, label: string, seconds: number): CommandFailed {
  return new CommandFailed(
    name,
    [label],
    124,
    `it did not end within ${seconds} s and was stopped`,
  );
}

function lost({ name }: Target, label: string, cause?: unknown): NodeUnusable {
  const why = cause instanceof Error ? ` (${cause.message})` : "";
  const what = `the connection was lost under \`${label}\`${why}; it may or may not have done its work`;
  return new NodeUnusable(name, what, { cause });
}

function refused({ name }: Target, cause: SessionRefused): NodeUnusable {
  const what = `sshd opens no session for a command (${cause.message}); look at its MaxSessions`;
  return new NodeUnusable(name, what, { cause });
}
