import { CommandFailed, NodeUnusable } from "../../errors";
import { debug } from "../../log";
import { buildCommandLine, buildStandardInput } from "./command-line";
import type { Connection, NodeAddress } from "./connection";
import { closeWire, closeWires } from "./connection-pool";
import { getLine, type Line } from "./line";
import { SessionRefused, type Executed } from "./wire";
import { resolveTarget, type Target } from "./target";
import { DeadlinePassed } from "./deadline";

/** Result of a command on a node, successful or not. */
export interface CommandResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

export interface RunOptions {
  /** Text for the command's standard input. Pass secrets here. */
  stdin?: string;
  /**
   * Seconds after which the command is stopped, on the node too.
   * @default 60
   */
  timeoutSeconds?: number;
  /** Short name for logs and errors. @default the arguments */
  label?: string;
}

/** A script for `sh -c`. It never contains a value: values are its arguments or its standard input. */
export interface Script {
  readonly label: string;
  readonly source: string;
}

/** Builds the argv that runs a script with arguments. */
export function scriptArgv({ source }: Script, ...args: readonly string[]): string[] {
  return ["sh", "-c", source, "sh", ...args];
}

/** An open connection to one node. */
export interface Session {
  /** The node's name. */
  readonly node: string;
  /**
   * Runs a program. An exit code other than 0 is a result, not an error.
   * @throws NodeUnusable when the connection is lost; the program may have completed
   * @throws CommandFailed (124) when the deadline has passed
   */
  run(argv: readonly string[], options?: RunOptions): Promise<CommandResult>;
  /** Closes the node's connection. The next `run` opens it again. */
  close(): void;
}

/** Runs a program and returns its output. @throws CommandFailed for an exit code other than 0 */
export async function runChecked(
  session: Session,
  argv: readonly string[],
  options: RunOptions = {},
): Promise<string> {
  const { exitCode, stderr, stdout } = await session.run(argv, options);
  const shown = options.label === undefined ? argv : [options.label];
  if (exitCode !== 0) throw new CommandFailed(session.node, shown, exitCode, stderr, stdout);
  return stdout;
}

/** One session per node and process, because caches are keyed by the session. */
const sessions = new Map<string, Session>();
const LOCAL_GRACE_SECONDS = 10;

/**
 * Opens a node's connection, or returns the open one: a process has one per node.
 * Caches a failure for 30 seconds, so that a dead node costs its timeout only once.
 * @throws NodeUnusable
 */
export async function openSession(node: NodeAddress, connection?: Connection): Promise<Session> {
  const target = resolveTarget(node, connection);
  await getLine(target);
  const key = JSON.stringify(target);
  const session = sessions.get(key) ?? createSession(target);
  sessions.set(key, session);
  return session;
}

function createSession(target: Target): Session {
  return {
    node: target.name,
    run: async (argv, options = {}) => {
      const line = await getLine(target);
      return line.limit(() => run(target, line, argv, options));
    },
    close: () => closeWire(target),
  };
}

/** Closes every connection of this process and forgets every failure. Only tests need that. */
export function closeSessions(): void {
  sessions.clear();
  closeWires();
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
      if (cause instanceof DeadlinePassed) throw timeoutError(target, label, seconds);
      if (cause instanceof SessionRefused) throw refusedError(target, cause);
      throw lostError(target, label, cause);
    });
  const exitCode = exitCodeOf(executed);
  if (exitCode === undefined) throw lostError(target, label);
  const ms = Math.round(performance.now() - started);
  debug(
    `ssh: ${target.name}: ${label}: exit ${exitCode} in ${ms} ms, ${executed.stdout.length} bytes`,
  );
  if (endedByTimeout(exitCode) && ms >= seconds * 1000) throw timeoutError(target, label, seconds);
  return { stdout: executed.stdout, stderr: executed.stderr, exitCode };
}

function exitCodeOf({ code, signal }: Executed): number | undefined {
  if (code !== null) return code;
  if (signal === null) return undefined;
  return 128 + (SIGNALS[signal] ?? 0);
}

/**
 * Numbers on Linux of the signals that SSH names (RFC 4254 6.10); sshd names no others. Those of this machine may differ:
 * SIGUSR1 is 30 on macOS, and Windows has no SIGPIPE.
 */
const SIGNALS: Readonly<Record<string, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGILL: 4,
  SIGABRT: 6,
  SIGFPE: 8,
  SIGKILL: 9,
  SIGUSR1: 10,
  SIGSEGV: 11,
  SIGUSR2: 12,
  SIGPIPE: 13,
  SIGALRM: 14,
  SIGTERM: 15,
};

/** Exit code 124 of `timeout` means TERM, 137 means KILL. */
const endedByTimeout = (exitCode: number) => exitCode === 124 || exitCode === 137;

function timeoutError({ name }: Target, label: string, seconds: number): CommandFailed {
  return new CommandFailed(
    name,
    [label],
    124,
    `it did not end within ${seconds} s and was stopped`,
  );
}

function lostError({ name }: Target, label: string, cause?: unknown): NodeUnusable {
  const why = cause instanceof Error ? ` (${cause.message})` : "";
  const what = `the connection was lost under \`${label}\`${why}; the command may or may not have completed`;
  return new NodeUnusable(name, what, { cause });
}

function refusedError({ name }: Target, cause: SessionRefused): NodeUnusable {
  const what = `sshd opens no session for a command (${cause.message}); look at its MaxSessions`;
  return new NodeUnusable(name, what, { cause });
}

/** Caches the result of a query per session. Does not cache a failure. */
export function cachePerSession<T>(
  query: (session: Session) => Promise<T>,
): (session: Session) => Promise<T> {
  const cache = new WeakMap<Session, Promise<T>>();
  return (session) => {
    const cached = cache.get(session);
    if (cached) return cached;
    const result = query(session);
    cache.set(session, result);
    result.catch(() => cache.delete(session));
    return result;
  };
}
