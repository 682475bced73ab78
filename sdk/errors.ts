/**
 * Base class of every failure that this library expects and words.
 * The message is for the user. `cause` keeps the underlying error.
 */
export abstract class PacemakerError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** A node is unusable: no connection, wrong key, unknown host key, or the cluster does not run there. */
export class NodeUnusable extends PacemakerError {
  constructor(
    readonly node: string,
    readonly reason: string,
    options?: ErrorOptions,
  ) {
    super(`${node}: ${reason}`, options);
  }
}

/** A node answers, but its scheduler does not work, so pending actions are unknown. Waiting does not repair that. */
export class SchedulerFailed extends NodeUnusable {}

/** A node answers, and belongs to no cluster. If that is so on every node, the cluster's objects are gone. */
export class NoClusterConfigured extends NodeUnusable {}

/** All nodes of a cluster are unusable. The message lists every node with its reason. */
export class NoUsableNode extends PacemakerError {
  constructor(readonly failures: readonly NodeUnusable[]) {
    super(
      `no node of the cluster can be used:\n${failures.map((f) => `  - ${f.message}`).join("\n")}`,
    );
  }
}

/** A command on a node failed. `argv` never holds a secret: secrets are passed by stdin. */
export class CommandFailed extends PacemakerError {
  /** The message without the node. */
  readonly reason: string;

  constructor(
    readonly node: string,
    readonly argv: readonly string[],
    readonly exitCode: number,
    readonly stderr: string,
    readonly stdout = "",
  ) {
    const output = stderr.trim() || stdout.trim() || "(no output)";
    const reason = `${argv.join(" ")} exited with ${exitCode}: ${output}`;
    super(`${node}: ${reason}`);
    this.reason = reason;
  }
}

/** Whether a command was stopped at its time limit: 124 is the exit code of `timeout`. */
export const isTimeout = (error: unknown): error is CommandFailed & { exitCode: 124 } =>
  error instanceof CommandFailed && error.exitCode === 124;

/** Why cibadmin did not apply a patch. Only `stale` is worth a retry. */
export type PatchRefusal =
  "stale" | "exists" | "missing" | "schema" | "does-not-apply" | "truncated" | "other";

/** The node refused a patch of the CIB, and applied nothing of it. `text` is the output of cibadmin. */
export class PatchRefused extends PacemakerError {
  constructor(
    readonly node: string,
    readonly kind: PatchRefusal,
    readonly exitCode: number,
    readonly text: string,
  ) {
    super(`${node}: the patch was refused (${kind}, exit code ${exitCode}): ${text}`);
  }
}

/** The declared configuration cannot be applied as it is. Nothing was changed. */
export class PreconditionFailed extends PacemakerError {}

/** An object cannot be deleted while others refer to it. Nothing was changed. */
export class StillReferenced extends PreconditionFailed {}

/** The configuration was committed, but the cluster did not reach the desired state. */
export class NotConverged extends PacemakerError {
  constructor(readonly reasons: readonly string[]) {
    super(reasons.join("\n"));
  }
}
