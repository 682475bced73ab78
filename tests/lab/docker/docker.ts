import { type Machine, address, subnet } from "../cluster/addresses";
import { must, run } from "../command";

/** Label of all Docker objects of a lab, so that they are found without the lab's directory. */
export const labLabel = (lab: string): string => `pulumi-pacemaker.lab=${lab}`;

export const objectName = (lab: string): string => `pulumi-pacemaker-${lab}`;
export const containerName = (lab: string, machine: Machine): string =>
  `${objectName(lab)}-${machine}`;

/** Makes the lab's network. Returns `false` if Docker refuses, as it does for addresses in use. */
export async function makeNetwork(lab: string, octet: number): Promise<boolean> {
  const argv = ["docker", "network", "create", "--label", labLabel(lab)];
  const addresses = ["--subnet", subnet(octet), "--gateway", address(octet, "bridge")];
  return (await run([...argv, ...addresses, objectName(lab)])).exitCode === 0;
}

export const networkExists = async (lab: string): Promise<boolean> =>
  (await run(["docker", "network", "inspect", objectName(lab)])).exitCode === 0;

/** Lists the subnets of all Docker networks. Ignores a failure: a network may vanish meanwhile. */
export async function subnetsInUse(): Promise<string> {
  const ids = (await must(["docker", "network", "ls", "-q"])).split("\n").filter(Boolean);
  const format = "{{range .IPAM.Config}}{{.Subnet}} {{end}}";
  return (await run(["docker", "network", "inspect", "--format", format, ...ids])).stdout;
}

/** Makes the volume that replaces the NFS export. */
export async function ensureVolume(lab: string): Promise<void> {
  await must(["docker", "volume", "create", "--label", labLabel(lab), objectName(lab)]);
}

/** Removes all Docker objects with the lab's label. */
export async function removeObjects(lab: string): Promise<void> {
  const filter = ["--filter", `label=${labLabel(lab)}`];
  const removals: [string[], string[]][] = [
    [
      ["ps", "-aq"],
      ["rm", "--force", "--volumes"],
    ],
    [
      ["network", "ls", "-q"],
      ["network", "rm"],
    ],
    [
      ["volume", "ls", "-q"],
      ["volume", "rm", "--force"],
    ],
  ];
  for (const [list, remove] of removals) {
    const ids = (await must(["docker", ...list, ...filter])).split("\n").filter(Boolean);
    if (ids.length > 0) await must(["docker", ...remove, ...ids]);
  }
}
