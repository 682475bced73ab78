import {
  type Machine,
  type NodeName,
  address,
  machinesOf,
  membersOf,
  repositoryMount,
  subnet,
} from "./addresses";
import { containerState } from "../docker/machines";
import { execIn } from "./nodes";
import type { LabRecord } from "./record";

/** Returns the cluster's status, as the first node that answers sees it. */
async function clusterText(record: LabRecord): Promise<string> {
  const { name } = record;
  for (const node of membersOf(record)) {
    if ((await containerState(name, node)) !== "running") continue;
    const { stdout, exitCode } = await execIn(name, node, ["crm_mon", "-1"], { timeout: 10_000 });
    if (exitCode === 0) return stdout.trimEnd();
  }
  return "no cluster is running";
}

async function nodeText(lab: string, node: NodeName): Promise<string> {
  const script = `
    state() { pgrep -x "$1" >/dev/null && echo runs || echo stopped; }
    printf 'corosync %s, pacemaker %s, ' "$(state corosync)" "$(state pacemakerd)"
    mountpoint -q ${repositoryMount} && printf 'repository mounted, ' || printf 'repository not mounted, '
    /etc/init.d/abiquo-tomcat status | sed 's/ (.*//'`;
  const { stdout } = await execIn(lab, node, ["sh", "-c", script], { timeout: 10_000 });
  return stdout.trim();
}

async function machineText({ name, octet, ports }: LabRecord, machine: Machine): Promise<string> {
  const state = await containerState(name, machine);
  const line = `${machine.padEnd(8)}${address(octet, machine).padEnd(14)}${state}`;
  if (machine === "gateway") return line;
  const inside = state === "running" ? await nodeText(name, machine) : "";
  return `${line.padEnd(30)} ssh 127.0.0.1:${ports[machine]}  ${inside}`.trimEnd();
}

/** Returns a readable summary of a lab. */
export async function statusText(record: LabRecord): Promise<string> {
  const machines = await Promise.all(machinesOf(record).map((m) => machineText(record, m)));
  const title = `lab "${record.name}", network ${subnet(record.octet)}`;
  return [title, ...machines, "", await clusterText(record)].join("\n");
}
