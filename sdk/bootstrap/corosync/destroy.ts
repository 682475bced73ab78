import { corosyncMemberNames } from "../../corosync/corosync-conf";
import { isNamed } from "../../corosync/differences";
import { NoUsableNode } from "../../errors";
import { destroyNode } from "../../host/commands/pcs-commands";
import type { CorosyncInputs } from "../../kind/cluster-inputs";
import { inspectCorosyncNodes } from "./inspect";
import { refuseDestroy } from "../refuse-destroy";
import { verifyStopped } from "../verify-stopped";
import { runEverywhere } from "../../cluster/every-node";
import type { Session } from "../../host/ssh/session";

/**
 * Destroys a cluster on all its nodes, or refuses and changes none.
 * @throws PreconditionFailed while something would be left behind or lost, unless `force` is set
 */
export async function destroyCorosyncCluster(args: CorosyncInputs): Promise<void> {
  const { clusterName: name, cluster, force = false } = args;
  const { seen, unreachable } = await inspectCorosyncNodes(cluster);
  if (seen.length === 0) throw new NoUsableNode(unreachable);
  const members = seen.filter(({ state }) => state.conf && isNamed(state.conf, name));
  await refuseDestroy({
    name,
    declared: args.nodes.map((n) => n.name),
    present: members.flatMap(({ state }) => (state.conf ? corosyncMemberNames(state.conf) : [])),
    members: members.map(({ session, state }) => ({ session, running: state.running })),
    unreachable,
    force,
    remedy: "remove them first (pcs resource delete)",
  });
  await runEverywhere(members, ({ session }) => destroyCorosyncNode(session));
  await verifyGone(args);
}

/** Stops a node, removes its files, and verifies that nothing runs there. */
export async function destroyCorosyncNode(session: Session): Promise<void> {
  await destroyNode(session);
  await verifyNodeStopped(session, "pcs cluster destroy");
}

export const verifyNodeStopped = (session: Session, command: string): Promise<void> =>
  verifyStopped(session, {
    command,
    remedy:
      "run `systemctl stop pacemaker corosync` there until `pidof corosync pacemakerd` prints nothing, and run again",
  });

async function verifyGone({ clusterName, cluster }: CorosyncInputs): Promise<void> {
  const { seen } = await inspectCorosyncNodes(cluster);
  const left = seen.filter(({ state }) => state.conf && isNamed(state.conf, clusterName));
  if (left.length === 0) return;
  throw new Error(
    left
      .map(
        ({ state }) =>
          `${state.node}: pcs cluster destroy has left /etc/corosync/corosync.conf; run it there by hand`,
      )
      .join("\n"),
  );
}
