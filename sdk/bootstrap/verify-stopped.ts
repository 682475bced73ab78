import { setTimeout as delay } from "node:timers/promises";
import { NodeUnusable } from "../errors";
import { findClusterProcesses } from "../host/commands/cluster-processes";
import type { Session } from "../host/ssh/session";

/** The stop that has ended, for the message. */
export interface EndedStop {
  /** The command line. */
  readonly command: string;
  /** What its output says about the failure. Empty if it says nothing. */
  readonly output?: string;
  /** What follows from the failure, and what to do, in words. */
  readonly remedy: string;
}

/** Seconds for daemons that exit just after their stop has ended. */
const EXIT_SECONDS = 3;

/**
 * Verifies that no daemon of a cluster runs on a node after a stop. Reason: Pacemaker's init script on EL6 exits with 0
 * although CMAN did not stop (measured with 1.1.18), and a second cluster beside the first runs every service twice.
 * @throws NodeUnusable when a daemon still runs
 */
export async function verifyStopped(
  session: Session,
  { command, output = "", remedy }: EndedStop,
): Promise<void> {
  const deadline = Date.now() + EXIT_SECONDS * 1000;
  for (;;) {
    const found = await findClusterProcesses(session);
    if (found.length === 0) return;
    if (Date.now() >= deadline) {
      const verb = found.length === 1 ? "runs" : "run";
      const why = output === "" ? "" : ` (${output})`;
      throw new NodeUnusable(
        session.node,
        `${found.join(" and ")} still ${verb} after \`${command}\`${why}; ${remedy}`,
      );
    }
    await delay(500);
  }
}
