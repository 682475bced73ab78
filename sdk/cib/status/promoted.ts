import type { Element } from "../xml/element";
import { type HistoryEntry, PENDING, operationHistory } from "./history";
import { isNewer } from "./status";

const CHANGES = ["start", "promote", "demote", "stop"];
/** Return codes of a monitor that found the resource promoted: well, failed, degraded. */
const PROMOTED = [8, 9, 191];

/** The nodes where an instance may be promoted, by the last operation that changed or found its role. */
export function promotedNodes(cib: Element, resource: string): readonly string[] {
  const last = new Map<string, HistoryEntry>();
  for (const e of operationHistory(cib, resource)) {
    if (e.interval !== 0 || !(CHANGES.includes(e.operation) || PROMOTED.includes(e.rc))) continue;
    const before = last.get(e.node);
    if (!before || isNewer(e, before)) last.set(e.node, e);
  }
  return [...last.values()].filter(mayBePromoted).map((e) => e.node);
}

/** A demotion that runs or has failed may have left it promoted. */
const mayBePromoted = ({ operation, rc, status }: HistoryEntry): boolean =>
  operation === "promote" ||
  operation === "monitor" ||
  (operation === "demote" && (status === PENDING || rc !== 0));
