import { type Element, childNamed, childrenNamed, idOf } from "../xml/element";
import { sectionOf, walk } from "../xml/find";

/** One entry of a node's operation history (`lrm_rsc_op`). */
export interface HistoryEntry {
  readonly node: string;
  readonly resource: string;
  readonly operation: string;
  readonly interval: number;
  readonly callId: number;
  readonly rc: number;
  readonly status: number;
  readonly exitReason: string;
  /** Kept by Pacemaker as the last failure of this operation. */
  readonly lastFailure: boolean;
  /** Of a fence device, its agent. */
  readonly fenceAgent?: string;
}

/** By name: they stand in the CIB in the order in which the nodes have joined, and messages name them in one. */
const nodeStates = (cib: Element): readonly Element[] =>
  [...childrenNamed(childNamed(cib, "status") ?? cib, "node_state")].sort((a, b) =>
    (a.attributes.uname ?? "") < (b.attributes.uname ?? "") ? -1 : 1,
  );

/** Instances of an anonymous clone are `ping` or `ping:0` in the history. */
export const baseId = (resource: string): string => resource.replace(/:\d+$/, "");

/** Every remembered operation of a resource on every node. */
export function operationHistory(cib: Element, resource: string): readonly HistoryEntry[] {
  return nodeStates(cib).flatMap((state) => {
    const mine = resourcesIn(state).filter((r) => baseId(idOf(r)) === resource);
    return mine.flatMap((r) =>
      childrenNamed(r, "lrm_rsc_op").map((op) => ({
        ...entry(op, state.attributes.uname ?? "", resource),
        ...fenceAgent(r),
      })),
    );
  });
}

const fenceAgent = ({ attributes }: Element): Pick<HistoryEntry, "fenceAgent"> =>
  attributes.class === "stonith" ? { fenceAgent: attributes.type ?? "" } : {};

const resourcesIn = (state: Element): readonly Element[] =>
  childNamed(childNamed(state, "lrm") ?? state, "lrm_resources")?.children ?? [];

function entry(op: Element, node: string, resource: string): HistoryEntry {
  const a = op.attributes;
  return {
    node,
    resource,
    operation: a.operation ?? "",
    interval: Number(a.interval ?? 0),
    callId: Number(a["call-id"] ?? -1),
    rc: Number(a["rc-code"] ?? 0),
    status: Number(a["op-status"] ?? 0),
    exitReason: a["exit-reason"] ?? "",
    lastFailure: idOf(op).includes("_last_failure_"),
  };
}

/** The nodes on which a resource is active, by the last operation that changed or found its state. */
export const activeNodes = (cib: Element, resource: string): readonly string[] =>
  active(cib, resource).map((e) => e.node);

/** Those of them where it was found running, and no start is remembered (as after a cleanup). */
export const nodesProbedOnly = (cib: Element, resource: string): readonly string[] =>
  active(cib, resource).flatMap((e) => (e.operation === "monitor" ? [e.node] : []));

function active(cib: Element, resource: string): readonly HistoryEntry[] {
  const online = onlineNodes(cib);
  return lastActive(cib, resource).filter((e) => online.includes(e.node));
}

/** Classes of resources that are services of the operating system. */
const SERVICES = ["lsb", "systemd", "service"];

/**
 * The nodes where the cluster runs a script of /etc/init.d or a unit of systemd. A node that is away counts as it was seen
 * last: it may go on by itself.
 */
export function nodesRunningService(cib: Element, service: string): readonly string[] {
  const ids = resourcesOfService(cib, service);
  return [...new Set(ids.flatMap((id) => lastActive(cib, id).map((e) => e.node)))];
}

/** The ids of the resources that are a service, by the configuration and by the history. */
export function resourcesOfService(cib: Element, service: string): readonly string[] {
  const isIt = ({ attributes: { class: standard = "", type } }: Element): boolean =>
    SERVICES.includes(standard) && (type === service || type === `${service}.service`);
  const configured = walk(sectionOf(cib, "resources"));
  const templates = configured.filter((e) => e.name === "template" && isIt(e)).map(idOf);
  const primitives = configured.filter(
    (e) => e.name === "primitive" && (isIt(e) || templates.includes(e.attributes.template ?? "")),
  );
  const remembered = nodeStates(cib)
    .flatMap((state) => resourcesIn(state))
    .filter(isIt);
  return [...new Set([...primitives, ...remembered].map((r) => baseId(idOf(r))))];
}

/** What is active by the last operation of each node. */
function lastActive(cib: Element, resource: string): readonly HistoryEntry[] {
  const last = new Map<string, HistoryEntry>();
  for (const e of operationHistory(cib, resource)) {
    const before = last.get(e.node);
    const tells = e.interval === 0 && !["notify", "cancel", "delete"].includes(e.operation);
    if (tells && (!before || isNewer(e, before))) last.set(e.node, e);
  }
  return [...last.values()].filter(mayRun);
}

const PENDING = -1;

/** What is under way has no call id yet. */
const isNewer = (e: HistoryEntry, before: HistoryEntry): boolean =>
  e.status === PENDING || (before.status !== PENDING && before.callId <= e.callId);

/** A start that is under way or has failed may have started something; 5 to 7 say that it has not. */
function mayRun({ operation, rc, status }: HistoryEntry): boolean {
  if (operation === "stop") return status === PENDING || rc !== 0;
  if (operation === "monitor") return status !== PENDING && (rc === 0 || rc === 8);
  return status === PENDING || ![5, 6, 7].includes(rc);
}

/** The nodes that are members of the cluster now. */
export const onlineNodes = (cib: Element): readonly string[] =>
  nodeStates(cib)
    .filter((s) => (member(s.attributes.in_ccm) && s.attributes.crmd === "online") || isRecent(s))
    .map((s) => s.attributes.uname ?? "");

const member = (inCcm: string | undefined): boolean => inCcm === "true" || Number(inCcm) > 0;

// Since feature set 3.18 in_ccm and crmd hold the time when the node joined, 0 when it is away.
const isRecent = (s: Element): boolean =>
  member(s.attributes.in_ccm) && Number(s.attributes.crmd) > 0;

/** A transient attribute of each node that has it, such as `pingd`. */
export function nodeAttributeValues(cib: Element, name: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [node, pairs] of transientAttributes(cib)) {
    const pair = pairs.find((p) => p.attributes.name === name);
    if (pair) found.set(node, pair.attributes.value ?? "");
  }
  return found;
}

/** The attributes that each node has until it leaves the cluster. */
export const transientAttributes = (cib: Element): ReadonlyMap<string, readonly Element[]> =>
  new Map(
    nodeStates(cib).map((state) => [
      state.attributes.uname ?? "",
      (childNamed(state, "transient_attributes")?.children ?? []).flatMap((set) => set.children),
    ]),
  );
