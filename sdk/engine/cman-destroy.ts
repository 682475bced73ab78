import { memberNames } from "../cman/cluster-conf";
import { withQuorumTimeoutLine } from "../cman/sysconfig";
import { NoUsableNode, type NodeUnusable, Refused } from "../errors";
import { keptLine, restoreSysconfig } from "../host/cman-tools";
import { say } from "../log";
import { retire } from "./cman-build";
import type { CmanInputs } from "./cman-inputs";
import { type CmanSeen, lookAtCmanNodes } from "./cman-look";
import { everywhere } from "./everywhere";
import { resourcesIn } from "./cluster-resources";

/**
 * Stops a cluster on all its nodes, services in order, and keeps it stopped; cluster.conf stays under another name.
 * @throws Refused while something would be left behind or lost, unless `force`
 */
export async function destroyCmanCluster(args: CmanInputs): Promise<void> {
  const { clusterName: name, cluster, force = false } = args;
  const { seen, unreachable } = await lookAtCmanNodes(cluster);
  if (seen.length === 0) throw new NoUsableNode(unreachable);
  const members = seen.filter(({ state }) => state.file?.conf.name === name);
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
  await everywhere(members, async (member) => {
    await retire(member);
    await restoreLine(member);
  });
}

/** Only the line that this library has set: the rest of the file may have changed since. */
async function restoreLine({ session, look }: CmanSeen): Promise<void> {
  const line = await keptLine(session);
  if (line === undefined) return;
  const text = withQuorumTimeoutLine(look.sysconfig ?? "", line === "" ? undefined : line);
  await restoreSysconfig(session, text);
}

async function objections(
  { nodes }: CmanInputs,
  members: readonly CmanSeen[],
  unreachable: readonly NodeUnusable[],
): Promise<readonly string[]> {
  const present = [
    ...new Set(members.flatMap((m) => (m.state.file ? memberNames(m.state.file.conf) : []))),
  ];
  const foreign = present.filter((n) => !nodes.some((d) => d.name === n));
  const resources = await resourcesIn(
    members.map(({ session, state }) => ({ session, running: state.pacemaker === "running" })),
  );
  return [
    ...unreachable.map((f) => `${f.message}; its part of the cluster would go on: bring it back`),
    ...(foreign.length === 0
      ? []
      : [`it has ${foreign.join(", ")} as well: declare what belongs to it`]),
    ...(resources.length === 0
      ? []
      : [
          `it has resources that this program does not manage: ${resources.join(", ")}; remove them first`,
        ]),
  ];
}
