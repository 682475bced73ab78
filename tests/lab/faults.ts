import { type Machine, type NodeName, isNodeName, nodeNames } from "./addresses";
import { must } from "./command";
import { containerName } from "./docker";
import { containerState } from "./machines";
import { onAllNodes } from "./nodes";
import { LabError, say } from "./progress";
import type { LabRecord } from "./record";
import { cutPeers, cutSsh, healPeers, healSsh } from "./wires";

type Fault = (record: LabRecord, node: NodeName) => Promise<void>;

/** Brings a machine into a state with a Docker command, which fails on one that is there already. */
async function bring(
  lab: string,
  machine: Machine,
  state: string,
  ...argv: string[]
): Promise<void> {
  if ((await containerState(lab, machine)) === state) return;
  await must(["docker", ...argv, containerName(lab, machine)]);
}

/** Like pulling the plug. */
const die = (lab: string, machine: Machine): Promise<void> =>
  bring(lab, machine, "exited", "kill", "--signal", "KILL");

const boot = (lab: string, machine: Machine): Promise<void> =>
  bring(lab, machine, "running", "start");

const faults: Record<string, Fault> = {
  "gateway-lost": ({ name }) => die(name, "gateway"),
  "gateway-back": ({ name }) => boot(name, "gateway"),
  "node-dead": ({ name }, node) => die(name, node),
  "node-back": ({ name }, node) => boot(name, node),
  "node-frozen": ({ name }, node) => bring(name, node, "paused", "pause"),
  "node-thawed": ({ name }, node) => bring(name, node, "running", "unpause"),
  "ssh-cut": cutSsh,
  "ssh-back": healSsh,
  partition: (record) => onAllNodes((node) => cutPeers(record, node)),
  "partition-healed": (record) => onAllNodes((node) => healPeers(record, node)),
};

export const faultNames = Object.keys(faults);

/** Makes a fault, or takes it back. Doing it twice is like doing it once. */
export async function makeFault(
  record: LabRecord,
  what: string,
  node: string = nodeNames[0],
): Promise<void> {
  const fault = faults[what];
  if (!fault) throw new LabError(`no fault "${what}": one of ${faultNames.join(", ")}`);
  if (!isNodeName(node)) throw new LabError(`no node "${node}": one of ${nodeNames.join(", ")}`);
  await fault(record, node);
  say(`✓ ${what}${/^(node|ssh)/.test(what) ? ` ${node}` : ""}`);
}

/** Takes back all cuts, on machines that all run. */
export async function healNetwork(record: LabRecord): Promise<void> {
  await onAllNodes((node) => healSsh(record, node));
  await onAllNodes((node) => healPeers(record, node));
}
