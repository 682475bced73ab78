import { memberNames } from "../corosync/cluster-conf";
import { NoUsableNode, type NodeUnusable, Refused } from "../errors";
import { destroyNode } from "../host/cluster-tools";
import { say } from "../log";
import { resourcesIn } from "./cluster-resources";
import type { CorosyncInputs } from "./corosync-inputs";
import { type Seen, lookAtNodes } from "./corosync-look";

/**
 * Ends a cluster on all its nodes, together or not at all.
 * @throws Refused while something would be left behind or lost, unless `force`
 */
export async function destroyCluster(args: CorosyncInputs): Promise<void> {
  const { clusterName: name, cluster, force = false } = args;
  const { seen, unreachable } = await lookAtNodes(cluster);
  if (seen.length === 0) throw new NoUsableNode(unreachable);
  const members = seen.filter(({ state }) => state.conf?.name === name);
  const reasons = force ? [] : await objections(args, members, unreachable);
  if (reasons.length > 0)
    throw new Refused(
      [
        `${name} is not destroyed:`,
        ...reasons,
        "or force: true (run pulumi up with it first)",
      ].join("\n"),
    );
  for (const failure of unreachable)
    say(`${name}: ${failure.message}; its part of the cluster stays`);
  await Promise.all(members.map(({ session }) => destroyNode(session)));
  await verifyGone(args);
}

async function objections(
  { nodes }: CorosyncInputs,
  members: readonly Seen[],
  unreachable: readonly NodeUnusable[],
): Promise<readonly string[]> {
  const present = [
    ...new Set(members.flatMap(({ state }) => state.conf && memberNames(state.conf))),
  ];
  const foreign = present.filter((n) => n !== undefined && !nodes.some((d) => d.name === n));
  const resources = await resourcesIn(
    members.map(({ session, state }) => ({ session, running: state.running })),
  );
  return [
    ...unreachable.map((f) => `${f.message}; its part of the cluster would go on: bring it back`),
    ...(foreign.length === 0
      ? []
      : [`it has ${foreign.join(", ")} as well: declare what belongs to it`]),
    ...(resources.length === 0
      ? []
      : [
          `it has resources that this program does not manage: ${resources.join(", ")}; remove them first (pcs resource delete)`,
        ]),
  ];
}

async function verifyGone({ clusterName, cluster }: CorosyncInputs): Promise<void> {
  const { seen } = await lookAtNodes(cluster);
  const left = seen.filter(({ state }) => state.conf?.name === clusterName);
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
