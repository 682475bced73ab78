import { type Element, idOf, sectionOf, walk } from "../xml/element";
import { isRemoteNode } from "../model/remote-nodes";
import {
  type HistoryEntry,
  PENDING,
  baseId,
  isRemote,
  nameOf,
  nodeStates,
  operationHistory,
  resourcesIn,
} from "./history";

/** The active nodes of a resource, by the last operation that changed or found its state. */
export const activeNodes = (cib: Element, resource: string): readonly string[] =>
  activeEntries(cib, resource).map((e) => e.node);

/**
 * Whether a resource may run somewhere. On a remote or guest node it may also while the cluster is not connected to that node:
 * Pacemaker may still wait for its stop there.
 */
export const mayBeActive = (cib: Element, resource: string): boolean => {
  const remote = nodeStates(cib).filter(isRemote).map(nameOf);
  const nodes = [...onlineNodes(cib), ...remote];
  return lastActiveEntries(cib, resource).some((e) => nodes.includes(e.node));
};

/**
 * The remote nodes where a resource was active when the cluster lost the connection. Their history is erased by fencing, and
 * when they connect again. Guest nodes do not count: Pacemaker knows from the machine what the loss means.
 */
export function lostNodesWith(cib: Element, resource: string): readonly string[] {
  const online = onlineNodes(cib);
  const nodes = lastActiveEntries(cib, resource).map((e) => e.node);
  return nodes.filter((node) => !online.includes(node) && isRemoteNode(cib, node));
}

/** The active nodes where a monitor found the resource running and the history has no start, as after a cleanup. */
export function nodesProbedOnly(cib: Element, resource: string): readonly string[] {
  const changed = operationHistory(cib, resource).filter(
    (e) => e.interval === 0 && e.operation !== "monitor",
  );
  const active = activeEntries(cib, resource).filter((e) => e.operation === "monitor");
  return active.map((e) => e.node).filter((node) => !changed.some((e) => e.node === node));
}

function activeEntries(cib: Element, resource: string): readonly HistoryEntry[] {
  const online = onlineNodes(cib);
  return lastActiveEntries(cib, resource).filter((e) => online.includes(e.node));
}

/** Classes of resources that are services of the operating system. */
const SERVICES = ["lsb", "systemd", "service"];

/**
 * The nodes where the cluster runs a script of /etc/init.d or a unit of systemd. An offline node counts with its last known
 * state, because the service may still run there.
 */
export function nodesRunningService(cib: Element, service: string): readonly string[] {
  const ids = resourcesOfService(cib, service);
  return [...new Set(ids.flatMap((id) => lastActiveEntries(cib, id).map((e) => e.node)))];
}

/** The ids of the resources of a service, from the configuration and the history. */
export function resourcesOfService(cib: Element, service: string): readonly string[] {
  const isOfService = ({ attributes: { class: standard = "", type } }: Element): boolean =>
    SERVICES.includes(standard) && (type === service || type === `${service}.service`);
  const configured = walk(sectionOf(cib, "resources"));
  const templates = configured.filter((e) => e.name === "template" && isOfService(e)).map(idOf);
  const primitives = configured.filter(
    (e) =>
      e.name === "primitive" && (isOfService(e) || templates.includes(e.attributes.template ?? "")),
  );
  const remembered = nodeStates(cib)
    .flatMap((state) => resourcesIn(state))
    .filter(isOfService);
  return [...new Set([...primitives, ...remembered].map((r) => baseId(idOf(r))))];
}

/** Finds the last operation on each node, where it shows that the resource may be active. */
function lastActiveEntries(cib: Element, resource: string): readonly HistoryEntry[] {
  const last = new Map<string, HistoryEntry>();
  for (const e of operationHistory(cib, resource)) {
    const before = last.get(e.node);
    if (showsState(e) && (!before || isNewer(e, before))) last.set(e.node, e);
  }
  return [...last.values()].filter(mayRun);
}

/**
 * Whether an entry shows whether the resource is active. A recurring monitor shows only that it is: its failure leaves the
 * resource to be stopped, and a monitor of the role Stopped expects "not running".
 */
const showsState = (e: HistoryEntry): boolean =>
  e.interval === 0
    ? !["notify", "cancel", "delete"].includes(e.operation)
    : e.operation === "monitor" && mayRun(e);

/** Return codes of a monitor that found the resource: ok, promoted, failed in that role, degraded in both. */
const RUNNING = [0, 8, 9, 190, 191];

/** Whether an entry is newer than another. A pending operation has no call id yet. */
export const isNewer = (e: HistoryEntry, before: HistoryEntry): boolean =>
  e.status === PENDING || (before.status !== PENDING && before.callId <= e.callId);

/**
 * Whether the resource may run after an operation. A pending or failed start may have started the resource, unless its
 * return code is 5 to 7.
 */
function mayRun({ operation, rc, status }: HistoryEntry): boolean {
  if (operation === "stop") return status === PENDING || rc !== 0;
  if (operation === "monitor") return status !== PENDING && RUNNING.includes(rc);
  return status === PENDING || ![5, 6, 7].includes(rc);
}

/** The nodes that are online: members of the cluster, and remote, guest and bundle nodes. */
export function onlineNodes(cib: Element): readonly string[] {
  const states = nodeStates(cib);
  const members = states.filter(isOnlineMember).map(nameOf);
  return states.filter((s) => isOnlineMember(s) || isConnected(cib, s, members)).map(nameOf);
}

/**
 * Whether a remote, guest or bundle node is online. Its state has no `crmd`: it is online while its connection runs, which
 * is a resource with the name of the node.
 */
const isConnected = (cib: Element, state: Element, members: readonly string[]): boolean =>
  isRemote(state) &&
  lastActiveEntries(cib, nameOf(state)).some((e) => members.includes(e.node) && e.rc === 0);

const isOnlineMember = (s: Element): boolean =>
  (isMember(s.attributes.in_ccm) && s.attributes.crmd === "online") || hasJoinTime(s);

const isMember = (inCcm: string | undefined): boolean => inCcm === "true" || Number(inCcm) > 0;

// Since feature set 3.18 in_ccm and crmd contain the time when the node joined, or 0 for an offline node.
const hasJoinTime = (s: Element): boolean =>
  isMember(s.attributes.in_ccm) && Number(s.attributes.crmd) > 0;
