import { type Machine, address, nodeNames, repositoryExport, subnet } from "./addresses";
import { must, run } from "./command";
import { nodeKeyDir } from "./keys";
import type { LabRecord } from "./record";

/** Everything of a lab carries this label, so that it is found even without the lab's directory. */
export const labLabel = (lab: string): string => `pulumi-pacemaker.lab=${lab}`;

const objectName = (lab: string): string => `pulumi-pacemaker-${lab}`;
export const containerName = (lab: string, machine: Machine): string =>
  `${objectName(lab)}-${machine}`;

const isThere = async (kind: "network" | "volume", lab: string): Promise<boolean> =>
  (await run(["docker", kind, "inspect", objectName(lab)])).exitCode === 0;

/** Makes the lab's network; not when Docker says no, which it does when the addresses are in use. */
export async function makeNetwork(lab: string, octet: number): Promise<boolean> {
  const argv = ["docker", "network", "create", "--label", labLabel(lab)];
  const addresses = ["--subnet", subnet(octet), "--gateway", address(octet, "bridge")];
  return (await run([...argv, ...addresses, objectName(lab)])).exitCode === 0;
}

export const networkExists = (lab: string): Promise<boolean> => isThere("network", lab);

/** The third octets of all 10.60.x networks that Docker knows. */
export async function subnetsInUse(): Promise<string> {
  const ids = (await must(["docker", "network", "ls", "-q"])).split("\n").filter(Boolean);
  const format = "{{range .IPAM.Config}}{{.Subnet}} {{end}}";
  return must(["docker", "network", "inspect", "--format", format, ...ids]);
}

/** Makes the volume that stands for the NFS export, with something to serve. */
export async function ensureRepository(lab: string, image: string): Promise<void> {
  if (await isThere("volume", lab)) return;
  const name = objectName(lab);
  await must(["docker", "volume", "create", "--label", labLabel(lab), name]);
  const script = "echo 'The template repository of the lab.' > /export/README.txt";
  const argv = ["docker", "run", "--rm", "--network", "none", "--volume", `${name}:/export`];
  await must([...argv, "--entrypoint", "sh", image, "-c", script]);
}

/** What systemd, corosync and the agents need; no --privileged. */
const rights = [
  ...["SYS_ADMIN", "NET_ADMIN", "SYS_NICE", "IPC_LOCK"].flatMap((name) => ["--cap-add", name]),
  ...["seccomp=unconfined", "apparmor=unconfined"].flatMap((name) => ["--security-opt", name]),
  ...["/run", "/run/lock", "/tmp"].flatMap((path) => ["--tmpfs", `${path}:exec`]),
  ...["--cgroupns", "private"],
];

function common(record: LabRecord, machine: Machine): string[] {
  return [
    ...["docker", "create", "--name", containerName(record.name, machine)],
    ...["--label", labLabel(record.name), "--hostname", machine],
    ...["--network", objectName(record.name), "--ip", address(record.octet, machine)],
    ...nodeNames.flatMap((node) => ["--add-host", `${node}:${address(record.octet, node)}`]),
  ];
}

function createArguments(record: LabRecord, machine: Machine, image: string): string[] {
  const argv = common(record, machine);
  if (machine === "gateway")
    return [...argv, "--cap-add", "NET_ADMIN", "--init", image, "sleep", "infinity"];
  const volumes = [
    `${objectName(record.name)}:${repositoryExport}`,
    `${nodeKeyDir(record.name, machine)}:/etc/lab:ro`,
  ];
  const ssh = ["--publish", `127.0.0.1:${record.ports[machine]}:22`];
  return [
    ...argv,
    ...rights,
    ...ssh,
    ...volumes.flatMap((v) => ["--volume", v]),
    image,
    "/sbin/init",
  ];
}

/** `missing`, or Docker's word: created, running, paused, exited … */
export async function containerState(lab: string, machine: Machine): Promise<string> {
  const argv = ["docker", "container", "inspect", "--format", "{{.State.Status}}"];
  const { stdout, exitCode } = await run([...argv, containerName(lab, machine)]);
  return exitCode === 0 ? stdout.trim() : "missing";
}

/** Makes sure that a machine runs, whatever state it is in. */
export async function ensureRunning(
  record: LabRecord,
  machine: Machine,
  image: string,
): Promise<void> {
  const state = await containerState(record.name, machine);
  if (state === "running") return;
  if (state === "missing") await must(createArguments(record, machine, image));
  const verb = state === "paused" ? "unpause" : "start";
  await must(["docker", verb, containerName(record.name, machine)]);
}

/** Removes all that carries the lab's label. */
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
