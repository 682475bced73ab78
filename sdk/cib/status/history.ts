import { type Element, childNamed, childrenNamed, idOf } from "../xml/element";
import { parseBoolean } from "../xml/values";

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
  /** Whether Pacemaker keeps the entry as the last failure of the operation. */
  readonly lastFailure: boolean;
  /** The agent, such as `ocf:pacemaker:remote`. */
  readonly agent: string;
  /** Whether the node is a remote, guest or bundle node. */
  readonly isRemote: boolean;
}

export const nameOf = (state: Element): string => state.attributes.uname ?? "";

/** Whether a node is a remote, guest or bundle node. */
export const isRemote = ({ attributes: a }: Element): boolean =>
  parseBoolean(a.remote_node ?? "") === true;

/** The node states, sorted by name, so that messages list nodes in one order. In the CIB they are in order of joining. */
export const nodeStates = (cib: Element): readonly Element[] =>
  [...childrenNamed(childNamed(cib, "status") ?? cib, "node_state")].sort((a, b) =>
    nameOf(a) < nameOf(b) ? -1 : 1,
  );

/** Strips the instance number: the history calls instances of an anonymous clone `ping` or `ping:0`. */
export const baseId = (resource: string): string => resource.replace(/:\d+$/, "");

/** Lists the operations of a resource in the history of every node. */
export function operationHistory(cib: Element, resource: string): readonly HistoryEntry[] {
  return nodeStates(cib).flatMap((state) => entriesOf(state, (r) => baseId(idOf(r)) === resource));
}

/** Whether the cluster has operated a resource somewhere, and not only looked whether it runs. */
export const hasRun = (cib: Element, resource: string): boolean =>
  operationHistory(cib, resource).some(({ operation }) => operation !== "monitor");

const entriesOf = (
  state: Element,
  isWanted: (resource: Element) => boolean = () => true,
): readonly HistoryEntry[] =>
  resourcesIn(state)
    .filter(isWanted)
    .flatMap((r) => childrenNamed(r, "lrm_rsc_op").map((op) => readEntry(op, r, state)));

export const resourcesIn = (state: Element): readonly Element[] =>
  childNamed(childNamed(state, "lrm") ?? state, "lrm_resources")?.children ?? [];

function readEntry(op: Element, of: Element, state: Element): HistoryEntry {
  const a = op.attributes;
  const { class: standard, provider, type } = of.attributes;
  return {
    node: nameOf(state),
    isRemote: isRemote(state),
    resource: baseId(idOf(of)),
    agent: [standard, provider, type].filter((part) => part !== undefined).join(":"),
    operation: a.operation ?? "",
    interval: Number(a.interval ?? 0),
    callId: Number(a["call-id"] ?? -1),
    rc: Number(a["rc-code"] ?? 0),
    status: Number(a["op-status"] ?? 0),
    exitReason: a["exit-reason"] ?? "",
    lastFailure: idOf(op).includes("_last_failure_"),
  };
}

/** Lists the operations that run on nodes at the moment. Pacemaker before 1.1.17 or so does not record them. */
export const runningOperations = (cib: Element): readonly HistoryEntry[] =>
  nodeStates(cib)
    .flatMap((state) => entriesOf(state))
    .filter(({ status }) => status === PENDING);

export const PENDING = -1;

export const TIMED_OUT = 2;

/** `PCMK_EXEC_NOT_CONNECTED`: the connection to the remote or guest node was down. */
const NOT_CONNECTED = 8;

/** `PCMK_OCF_CONNECTION_DIED`, which versions before 2.0.3 say in its place. */
const CONNECTION_DIED = 189;

/**
 * Whether nobody knows the result of an operation, because the remote or guest node is not to be reached: pacemaker-controld
 * says so if the connection is down, or gives up by itself (`call-id="-1"`, te_actions.c) if the member that has the
 * connection has not answered in time.
 */
export const lacksResult = ({ status, rc, callId, isRemote: isThere }: HistoryEntry): boolean =>
  status === NOT_CONNECTED ||
  rc === CONNECTION_DIED ||
  (isThere && status === TIMED_OUT && callId === -1);

/** Names the nodes that the cluster has lost the connection to. Their history is erased when they connect again. */
export const unansweringNodes = (cib: Element): readonly string[] =>
  nodeStates(cib).flatMap((state) => (entriesOf(state).some(lacksResult) ? [nameOf(state)] : []));
