import { type LabSize, type Machine, type NodeName, nodesOf } from "./addresses";
import { type Result, type RunOptions, must, run } from "../command";
import { containerName } from "../docker/docker";

/** Runs a command in a machine of the lab through Docker, without SSH. */
export function execIn(
  lab: string,
  machine: Machine,
  argv: string[],
  options: RunOptions = {},
): Promise<Result> {
  return run(["docker", "exec", "-i", containerName(lab, machine), ...argv], options);
}

/**
 * Runs a command in a machine of the lab and returns its output.
 * @throws LabError if the command fails
 */
export function mustIn(
  lab: string,
  machine: Machine,
  argv: string[],
  options: RunOptions = {},
): Promise<string> {
  return must(["docker", "exec", "-i", containerName(lab, machine), ...argv], options);
}

/** Does `work` on all nodes of a lab, also the remote ones, in parallel. */
export async function onAllNodes(
  size: LabSize,
  work: (node: NodeName) => Promise<unknown>,
): Promise<void> {
  await Promise.all(nodesOf(size).map(work));
}
