import { inspectNodes, runEverywhere } from "../../cluster/every-node";
import { CommandFailed, PreconditionFailed } from "../../errors";
import { removeNode } from "../../host/commands/pcs-commands";
import type { Session } from "../../host/ssh/session";
import type { CorosyncInputs } from "../../kind/cluster-inputs";
import { info, progress } from "../../log";
import { verifyNodeStopped } from "./destroy";
import { commandFor } from "../../shell-quote";

/** A removal of one node from a cluster. */
export interface Removal {
  readonly args: CorosyncInputs;
  /** The arguments with the access to a node that leaves. */
  readonly before: CorosyncInputs | undefined;
  /** A member that stays, from which pcs reaches the node. */
  readonly member: Session;
  readonly name: string;
}

/** Stops and removes a node that leaves the program. */
export async function removeCorosyncNode(removal: Removal): Promise<void> {
  const { clusterName, force = false } = removal.args;
  progress(`${clusterName}: removing ${removal.name}`);
  await removeNode(removal.member, removal.name, { force }).catch((cause: unknown) => {
    if (!(cause instanceof CommandFailed) || force) throw cause;
    const remedy = `with force: true a node that does not answer is removed too (run \`pcs cluster destroy\` there when it is back)`;
    throw new PreconditionFailed(`${cause.message.trim()}\n${remedy}`, { cause });
  });
  await verifyRemoved(removal);
}

/** Verifies that the node has stopped. One that is unreachable is reported: nothing else can be done about it. */
export async function verifyRemoved({ args, before, name }: Removal): Promise<void> {
  const { nodes, connection } = before?.cluster ?? args.cluster;
  const removed = { nodes: nodes.filter((n) => n.name === name), connection };
  const open = (session: Session): Promise<{ session: Session }> => Promise.resolve({ session });
  const { seen, unreachable } = await inspectNodes(removed, open);
  for (const failure of unreachable) info(`${args.clusterName}: ${failure.message}`);
  const command = commandFor`pcs cluster node remove ${name}`;
  await runEverywhere(seen, ({ session }) => verifyNodeStopped(session, command));
}
