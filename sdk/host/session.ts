import type { Connection, NodeAddress } from "./connection";

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
   * @throws NodeUnusable when the connection is lost
   * @throws CommandFailed (124) when the deadline has passed
   */
  run(argv: readonly string[], options?: RunOptions): Promise<CommandResult>;
  close(): void;
}

/**
 * Opens a node's connection, or returns the one that is open.
 * @throws NodeUnusable
 */
export function openSession(_node: NodeAddress, _connection?: Connection): Promise<Session> {
  return Promise.reject(new Error("not yet"));
}

/** Closes every connection of this process. */
export function closeSessions(): void {
  // nothing is open yet
}
