import { setTimeout as delay } from "node:timers/promises";
import { isSuspended } from "../../cman/status";
import { NodeUnusable, NotConverged } from "../../errors";
import { activateConf } from "../../host/commands/cman-commands";
import type { Session } from "../../host/ssh/session";
import { type InspectedCmanNode, inspectCmanState } from "./inspect";

/** Seconds until all nodes must run with the version. CMAN itself retries every second. */
const VERIFY_SECONDS = 30;
/** Seconds before a look counts: a node that will be suspended shows no `Error` yet after 0.3 s (measured). */
const SETTLE_SECONDS = 2;

/**
 * Activates a version of cluster.conf that every node already has as file, and waits until each has taken it. The exit code
 * proves nothing about the other nodes.
 *
 * A suspended node gets no command, because the copy is its repair: it retries every second. `cman_tool version -r` there
 * loads the file before that retry, which then finds no newer version, so the node stays suspended (3 of 3 with cman 3.1.8).
 * @param limit seconds for all nodes
 * @throws NotConverged with every node that has not taken the version
 */
export async function activateVersion(
  running: readonly InspectedCmanNode[],
  version: number,
  limit = VERIFY_SECONDS,
): Promise<void> {
  const present = await Promise.all(running.map(({ session }) => lookAt(session)));
  const behind = present.find(
    (node) =>
      node?.state.status &&
      !isSuspended(node.state.status) &&
      node.state.status.configVersion < version,
  );
  const output = behind && (await activate(behind.session));
  const late = await waitForVersion(running, version, limit);
  if (late.length > 0) throw new NotConverged(late.map((node) => explain(node, version, output)));
}

/** Returns what the command says about its failure; `undefined` if it succeeded. */
async function activate(session: Session): Promise<string | undefined> {
  const { exitCode, stdout, stderr } = await activateConf(session);
  if (exitCode === 0) return undefined;
  return ` (cman_tool version -r -S exited with ${exitCode}: ${(stderr || stdout).trim()})`;
}

const explain = (node: string, version: number, output = ""): string =>
  `${node}: CMAN has not taken version ${version} of cluster.conf${output}; it does nothing until it has: look at /var/log/cluster/corosync.log there, and run pulumi up again, which raises the version where that helps`;

/** Inspects a node; `undefined` if it has become unreachable. */
const lookAt = (session: Session): Promise<InspectedCmanNode | undefined> =>
  inspectCmanState(session).catch((e: unknown) => {
    if (e instanceof NodeUnusable) return undefined;
    throw e;
  });

/** Waits until the nodes run with a version. Returns the nodes that do not in time. */
async function waitForVersion(
  nodes: readonly InspectedCmanNode[],
  version: number,
  limit: number,
): Promise<readonly string[]> {
  const deadline = Date.now() + limit * 1000;
  await delay(SETTLE_SECONDS * 1000);
  for (;;) {
    const looks = await Promise.all(nodes.map(({ session }) => lookAt(session)));
    const late = nodes.filter((_, i) => !hasTaken(looks[i], version)).map((n) => n.state.node);
    if (late.length === 0 || Date.now() >= deadline) return late;
    await delay(1000);
  }
}

const hasTaken = (node: InspectedCmanNode | undefined, version: number): boolean => {
  const status = node?.state.status;
  return status !== undefined && !isSuspended(status) && status.configVersion >= version;
};
