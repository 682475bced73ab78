import { type Element, childNamed, childrenNamed, idOf } from "../xml/element";

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
}

export const nameOf = (state: Element): string => state.attributes.uname ?? "";

/** The node states, sorted by name, so that messages list nodes in one order. In the CIB they are in order of joining. */
export const nodeStates = (cib: Element): readonly Element[] =>
  [...childrenNamed(childNamed(cib, "status") ?? cib, "node_state")].sort((a, b) =>
    nameOf(a) < nameOf(b) ? -1 : 1,
  );

/** Strips the instance number: the history calls instances of an anonymous clone `ping` or `ping:0`. */
export const baseId = (resource: string): string => resource.replace(/:\d+$/, "");

/** Lists the operations of a resource in the history of every node. */
export function operationHistory(cib: Element, resource: string): readonly HistoryEntry[] {
  return nodeStates(cib).flatMap((state) => {
    const instances = resourcesIn(state).filter((r) => baseId(idOf(r)) === resource);
    return instances.flatMap((r) =>
      childrenNamed(r, "lrm_rsc_op").map((op) => readEntry(op, r, nameOf(state))),
    );
  });
}

export const resourcesIn = (state: Element): readonly Element[] =>
  childNamed(childNamed(state, "lrm") ?? state, "lrm_resources")?.children ?? [];

function readEntry(op: Element, of: Element, node: string): HistoryEntry {
  const a = op.attributes;
  const { class: standard, provider, type } = of.attributes;
  return {
    node,
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
  nodeStates(cib).flatMap((state) =>
    resourcesIn(state).flatMap((r) =>
      childrenNamed(r, "lrm_rsc_op")
        .map((op) => readEntry(op, r, nameOf(state)))
        .filter(({ status }) => status === PENDING),
    ),
  );

export const PENDING = -1;
