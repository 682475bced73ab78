import { nodeNames } from "../../lab/cluster/addresses";
import type { Lab } from "../../lab/cluster/lab";
import { type Element, childNamed, idOf, walk } from "../../../sdk/cib/xml/element";
import { parseXml } from "../../../sdk/cib/xml/parse";

/** The part of `crm_mon`'s output that is the same in every run. */
export interface ClusterStatus {
  /** The nodes that are online. */
  readonly online: readonly string[];
  /** Each resource with its active nodes; `[]` if it is stopped. */
  readonly resources: Readonly<Record<string, readonly string[]>>;
  /** Groups and clones with their members. */
  readonly compounds: Readonly<Record<string, readonly string[]>>;
}

async function text(lab: Lab, node: string, ...argv: string[]): Promise<string> {
  const { stdout, stderr, exitCode } = await lab.exec(node as "rsha1", argv);
  if (exitCode !== 0)
    throw new Error(`${argv.join(" ")} on ${node} ended with ${exitCode}: ${stderr}`);
  return stdout;
}

/** Returns a node's view of the cluster. */
export async function clusterStatus(lab: Lab, node: string = nodeNames[0]): Promise<ClusterStatus> {
  const argv = ["/usr/sbin/crm_mon", "-1", "--output-as=xml", "--inactive"]; // not what the stand-in for EL6 imitates
  const mon = parseXml(await text(lab, node, ...argv));
  const nodes = childNamed(mon, "nodes")?.children ?? [];
  const top = childNamed(mon, "resources")?.children ?? [];
  const primitives = top.flatMap((e) => [...walk(e)]).filter((e) => e.name === "resource");
  return {
    online: nodes.filter((n) => n.attributes.online === "true").map((n) => n.attributes.name ?? ""),
    resources: placesOf(primitives),
    compounds: Object.fromEntries(
      top.filter((e) => e.name !== "resource").map((e) => [idOf(e), [...new Set(inside(e))]]),
    ),
  };
}

/** Returns the nodes that are online, as a node sees it; none while it is just booting, when it answers with an error. */
export const onlineNodes = async (
  lab: Lab,
  node: string = nodeNames[0],
): Promise<readonly string[]> =>
  (await clusterStatus(lab, node).catch(() => undefined))?.online ?? [];

const inside = (e: Element): string[] =>
  e.children.filter((c) => c.attributes.id !== undefined).map(idOf);

function placesOf(primitives: readonly Element[]): Record<string, string[]> {
  const places: Record<string, string[]> = {};
  for (const p of primitives) {
    const nodes = p.children.filter((c) => c.name === "node").map((c) => c.attributes.name ?? "");
    places[idOf(p)] = [...(places[idOf(p)] ?? []), ...nodes].sort();
  }
  return places;
}

/** Returns the configuration as `cibadmin` prints it. */
export const cib = async (lab: Lab, xpath = "//configuration"): Promise<string> =>
  (await lab.exec(nodeNames[0], ["cibadmin", "-Q", "--xpath", xpath])).stdout;

/** Returns the configuration's epoch, which changes with every write. */
export async function epoch(lab: Lab): Promise<number> {
  const { attributes } = parseXml(await text(lab, nodeNames[0], "cibadmin", "-Q", "--no-children"));
  return Number(attributes.epoch);
}
