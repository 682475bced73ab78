import { type Machine, type NodeName, isNodeName, nodeNames } from "./addresses";
import { must } from "../command";
import { containerName } from "../docker/docker";
import { containerState } from "../docker/machines";
import { onAllNodes } from "./nodes";
import { LabError, say } from "../progress";
import type { LabRecord } from "./record";
import { cutGateway, cutPeers, cutSsh, healGateway, healPeers, healSsh } from "./wires";

/** `node` is the first one where none is given; `named` is none then. */
type Fault = (record: LabRecord, node: NodeName, named?: NodeName) => Promise<void>;

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

/** For everybody, or for one node only. */
async function gatewayBack(record: LabRecord, _node: NodeName, only?: NodeName): Promise<void> {
  if (only) return healGateway(record, only);
  await boot(record.name, "gateway");
  await onAllNodes((node) => healGateway(record, node));
}

const faults: Record<string, Fault> = {
  "gateway-lost": (record, _node, only) =>
    only ? cutGateway(record, only) : die(record.name, "gateway"),
  "gateway-back": gatewayBack,
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
export async function makeFault(record: LabRecord, what: string, named?: string): Promise<void> {
  const node = named ?? nodeNames[0];
  const fault = faults[what];
  if (!fault) throw new LabError(`no fault "${what}": one of ${faultNames.join(", ")}`);
  if (!isNodeName(node)) throw new LabError(`no node "${node}": one of ${nodeNames.join(", ")}`);
  await fault(record, node, named === undefined ? undefined : node);
  const whose = named ?? (/^(node|ssh)/.test(what) ? node : undefined);
  say(`✓ ${what}${whose === undefined ? "" : ` ${whose}`}`);
}

/** Takes back all cuts, on machines that all run. */
export async function healNetwork(record: LabRecord): Promise<void> {
  await onAllNodes((node) => healSsh(record, node));
  await onAllNodes((node) => healPeers(record, node));
  await onAllNodes((node) => healGateway(record, node));
}
