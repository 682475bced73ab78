import { type Machine, type NodeName, nodeNames } from "./addresses";
import { type Result, type RunOptions, must, run } from "../command";
import { containerName } from "../docker/docker";

/** Runs a command in a machine of the lab; does not need its SSH. */
export function execIn(
  lab: string,
  machine: Machine,
  argv: string[],
  options: RunOptions = {},
): Promise<Result> {
  return run(["docker", "exec", "-i", containerName(lab, machine), ...argv], options);
}

/** The same for a command that has to succeed. */
export function mustIn(
  lab: string,
  machine: Machine,
  argv: string[],
  options: RunOptions = {},
): Promise<string> {
  return must(["docker", "exec", "-i", containerName(lab, machine), ...argv], options);
}

/** Does something on all nodes at once. */
export async function onAllNodes(work: (node: NodeName) => Promise<unknown>): Promise<void> {
  await Promise.all(nodeNames.map(work));
}
