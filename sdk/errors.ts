/**
 * Base of every failure that this library expects and words itself.
 * The message is what the user reads; `cause` keeps what led to it.
 */
export abstract class PacemakerError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** A node cannot be used: no connection, wrong key, unknown host key, or the cluster does not run there. */
export class NodeUnusable extends PacemakerError {
  constructor(
    readonly node: string,
    readonly reason: string,
    options?: ErrorOptions,
  ) {
    super(`${node}: ${reason}`, options);
  }
}

/** A node answers, but its scheduler cannot be asked what is still to be done; waiting alone does not mend that. */
export class SchedulerFailed extends NodeUnusable {}

/** No node of a cluster can be used; every one is listed with its reason. */
export class NoUsableNode extends PacemakerError {
  constructor(readonly failures: readonly NodeUnusable[]) {
    super(
      `no node of the cluster can be used:\n${failures.map((f) => `  - ${f.message}`).join("\n")}`,
    );
  }
}

/** A command ran on a node and failed. `argv` never holds a secret: secrets travel by stdin. */
export class CommandFailed extends PacemakerError {
  constructor(
    readonly node: string,
    readonly argv: readonly string[],
    readonly exitCode: number,
    readonly stderr: string,
    readonly stdout = "",
  ) {
    const said = stderr.trim() || stdout.trim() || "(no output)";
    super(`${node}: ${argv.join(" ")} exited with ${exitCode}: ${said}`);
  }
}

/** Why cibadmin did not apply a patch: `stale` is the one that another attempt may cure. */
export type PatchRefusal =
  "stale" | "exists" | "missing" | "schema" | "does-not-apply" | "truncated" | "other";

/** The node refused a patch of the CIB; nothing of it was applied. `text` is what cibadmin said. */
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

/** The declared configuration cannot be applied as it is; nothing was changed. */
export class Refused extends PacemakerError {}

/** The configuration was committed, but the cluster did not reach the declared state. */
export class NotConverged extends PacemakerError {
  constructor(readonly reasons: readonly string[]) {
    super(reasons.join("\n"));
  }
}
