import { cmanMemberNames } from "../../cman/cluster-conf";
import { withQuorumTimeoutLine } from "../../cman/sysconfig";
import { NoUsableNode } from "../../errors";
import { SYSCONFIG, forgetKeptLine, readKeptLine } from "../../host/commands/cman-commands";
import { editFile } from "../../hosts/edit-file";
import { retireNode, stopNodes } from "./services";
import type { CmanInputs } from "../../kind/cluster-inputs";
import { type InspectedCmanNode, inspectCmanNodes } from "./inspect";
import { refuseDestroy } from "../refuse-destroy";
import { runEverywhere } from "../../cluster/every-node";

/**
 * Stops a cluster on all its nodes, services in order, and turns off its start at boot. Keeps cluster.conf under another
 * name.
 * @throws PreconditionFailed while something would be left behind or lost, unless `force` is set
 */
export async function destroyCmanCluster(args: CmanInputs): Promise<void> {
  const { clusterName: name, cluster, force = false } = args;
  const { seen, unreachable } = await inspectCmanNodes(cluster);
  if (seen.length === 0) throw new NoUsableNode(unreachable);
  // A node without its file, or with another one, may still run.
  const members = seen.filter(({ state }) =>
    [state.file?.conf.name, state.status?.clusterName].includes(name),
  );
  await refuseDestroy({
    name,
    declared: args.nodes.map((n) => n.name),
    present: members.flatMap(({ state }) => (state.file ? cmanMemberNames(state.file.conf) : [])),
    members: members.map(({ session, state }) => ({
      session,
      running: state.pacemaker === "running",
    })),
    unreachable,
    force,
    remedy: "remove them first",
  });
  await stopNodes(members);
  await runEverywhere(members, async (member) => {
    await retireNode(member);
    await restoreQuorumTimeout(member);
  });
}

/**
 * Restores only the line that this library has set, because the rest of the file may have changed since. Removes a file that
 * has nothing else.
 */
async function restoreQuorumTimeout({ session }: InspectedCmanNode): Promise<void> {
  const line = await readKeptLine(session);
  if (line === undefined) return;
  await editFile(session, SYSCONFIG, (text = "") => {
    const restored = withQuorumTimeoutLine(text, line === "" ? undefined : line);
    return restored === "" ? undefined : restored;
  });
  await forgetKeptLine(session);
}
