import { type Machine, address, nodesOf, repositoryExport } from "../cluster/addresses";
import { must, run } from "../command";
import { containerName, labLabel, objectName } from "./docker";
import { nodeKeyDir } from "../cluster/keys";
import { say } from "../progress";
import type { LabRecord } from "../cluster/record";

/** Rights that systemd, corosync and the agents need, instead of --privileged. */
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
    ...nodesOf(record).flatMap((node) => ["--add-host", `${node}:${address(record.octet, node)}`]),
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

async function inspect(lab: string, machine: Machine, format: string): Promise<string | undefined> {
  const argv = ["docker", "container", "inspect", "--format", format];
  const { stdout, exitCode } = await run([...argv, containerName(lab, machine)]);
  return exitCode === 0 ? stdout.trim() : undefined;
}

/** Returns `missing`, or Docker's state: created, running, paused, exited … */
export const containerState = async (lab: string, machine: Machine): Promise<string> =>
  (await inspect(lab, machine, "{{.State.Status}}")) ?? "missing";

/** Removes a machine whose image is outdated, together with its cluster. */
async function removeOutdated(lab: string, machine: Machine, image: string): Promise<void> {
  const current = await inspect(lab, machine, "{{.Config.Image}}");
  if (current === undefined || current === image) return;
  say(`  ${machine} is replaced: its image has changed`);
  await must(["docker", "rm", "--force", containerName(lab, machine)]);
}

/** Makes, starts or unpauses a machine, so that it runs. */
export async function ensureRunning(
  record: LabRecord,
  machine: Machine,
  image: string,
): Promise<void> {
  await removeOutdated(record.name, machine, image);
  const state = await containerState(record.name, machine);
  if (state === "running") return;
  if (state === "missing") await must(createArguments(record, machine, image));
  const verb = state === "paused" ? "unpause" : "start";
  await must(["docker", verb, containerName(record.name, machine)]);
}
