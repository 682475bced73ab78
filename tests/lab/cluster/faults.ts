import { type Machine, type NodeName, nodeNames, nodesOf } from "./addresses";
import { must } from "../command";
import { containerName } from "../docker/docker";
import { containerState } from "../docker/machines";
import { onAllNodes } from "./nodes";
import { LabError, say } from "../progress";
import type { LabRecord } from "./record";
import { cutGateway, cutPeers, cutSsh, healGateway, healPeers, healSsh } from "./wires";

/** `node` is the given node, or the first one by default. `named` is the given node, if any. */
type Fault = (record: LabRecord, node: NodeName, named?: NodeName) => Promise<void>;

/** Runs a Docker command unless the machine is already in the state. The command would fail then. */
async function bring(
  lab: string,
  machine: Machine,
  state: string,
  ...argv: string[]
): Promise<void> {
  if ((await containerState(lab, machine)) === state) return;
  await must(["docker", ...argv, containerName(lab, machine)]);
}

/** Kills a machine, like pulling the plug. */
const die = (lab: string, machine: Machine): Promise<void> =>
  bring(lab, machine, "exited", "kill", "--signal", "KILL");

const boot = (lab: string, machine: Machine): Promise<void> =>
  bring(lab, machine, "running", "start");

/** Restores the gateway for one node, or for all nodes. */
async function gatewayBack(record: LabRecord, _node: NodeName, only?: NodeName): Promise<void> {
  if (only) return healGateway(record, only);
  await boot(record.name, "gateway");
  await onAllNodes(record, (node) => healGateway(record, node));
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
  partition: (record, _node, only) =>
    only ? cutPeers(record, only) : onAllNodes(record, (node) => cutPeers(record, node)),
  "partition-healed": (record) => onAllNodes(record, (node) => healPeers(record, node)),
};

export const faultNames = Object.keys(faults);

/** Makes or reverts a fault. A repetition has no further effect. */
export async function makeFault(record: LabRecord, what: string, named?: string): Promise<void> {
  const fault = faults[what];
  if (!fault) throw new LabError(`no fault "${what}": one of ${faultNames.join(", ")}`);
  const nodes = nodesOf(record);
  const node = nodes.find((name) => name === (named ?? nodeNames[0]));
  if (!node) throw new LabError(`no node "${named}": one of ${nodes.join(", ")}`);
  await fault(record, node, named === undefined ? undefined : node);
  const affected = named ?? (/^(node|ssh)/.test(what) ? node : undefined);
  say(`✓ ${what}${affected === undefined ? "" : ` ${affected}`}`);
}

/** Reverts all network cuts. All machines must run. */
export async function healNetwork(record: LabRecord): Promise<void> {
  await onAllNodes(record, (node) => healSsh(record, node));
  await onAllNodes(record, (node) => healPeers(record, node));
  await onAllNodes(record, (node) => healGateway(record, node));
}
