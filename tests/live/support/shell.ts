import { type NodeName, nodeNames } from "../../lab/cluster/addresses";
import type { Lab } from "../../lab/cluster/lab";

/**
 * Runs a shell script on a node and returns its output.
 * @throws Error if the script fails
 */
export async function on(lab: Lab, node: NodeName, source: string): Promise<string> {
  const { exitCode, stdout, stderr } = await lab.exec(node, ["bash", "-c", source]);
  if (exitCode === 0) return stdout.trim();
  throw new Error(`on ${node}: ${source}\nexited with ${exitCode}: ${stdout}${stderr}`);
}

/** Runs a shell script on both nodes in parallel. */
export const onBoth = (lab: Lab, source: string): Promise<string[]> =>
  Promise.all(nodeNames.map((node) => on(lab, node, source)));
