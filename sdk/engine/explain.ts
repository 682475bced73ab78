import { type HistoryEntry, history, onlineNodes } from "../cib/status";
import type { Element } from "../cib/element";
import { byId } from "../cib/find";
import { fencingWithoutDevice } from "../cib/properties";
import { standbyNodes } from "../cib/resource-tree";
import { withoutSecrets } from "../cib/secret";

// crm_exit_str / pcmk's names of the OCF return codes.
const CODES: Readonly<Record<number, string>> = {
  1: "error",
  2: "invalid parameter",
  3: "unimplemented feature",
  4: "insufficient privileges",
  5: "not installed",
  6: "not configured",
  7: "not running",
  8: "running (promoted)",
  9: "failed (promoted)",
};

const TIMED_OUT = 2;
const NOT_INSTALLED = 7;

/** A remembered operation that explains why a resource does not run. */
function isFailure(e: HistoryEntry): boolean {
  if (e.status === TIMED_OUT || e.status === NOT_INSTALLED) return true;
  const probe = e.operation === "monitor" && e.interval === 0;
  if (probe) return [2, 4, 5, 6].includes(e.rc);
  return e.status !== -1 && ![0, 8, 193].includes(e.rc);
}

/** Every remembered failure of a primitive, one for each node and operation. */
export function failuresOf(cib: Element, primitive: string): readonly HistoryEntry[] {
  const seen = new Map<string, HistoryEntry>();
  for (const e of history(cib, primitive).filter(isFailure)) {
    const key = `${e.node} ${e.operation}`;
    if (!seen.has(key) || e.lastFailure) seen.set(key, e);
  }
  const own = byId(cib, primitive) ?? cib;
  return [...seen.values()].map((e) => ({
    ...e,
    exitReason: e.exitReason && withoutSecrets(decodeOnce(e.exitReason), own),
  }));
}

/** `tomcat-service: start on rsha1 failed: not installed (5): no such file. Hint.` */
export function describe(e: HistoryEntry): string {
  const code = e.status === TIMED_OUT ? "timed out" : `${CODES[e.rc] ?? "unknown"} (${e.rc})`;
  const reason = e.exitReason ? `: ${e.exitReason}` : "";
  return `${e.resource}: ${e.operation === "monitor" && e.interval === 0 ? "probe" : e.operation} on ${e.node} failed: ${code}${reason}${hint(e)}`;
}

function hint(e: HistoryEntry): string {
  const where = `; run on ${e.node}: crm_resource --force-check -r ${e.resource}, and look at journalctl -u pacemaker`;
  if (e.status === NOT_INSTALLED)
    return "; install the agent on that node, or correct the resource's agent";
  if (e.status === TIMED_OUT)
    return `; give the ${e.operation} operation a longer timeout, or find out why it hangs${where}`;
  return where;
}

// crm_mon's exit reasons arrive escaped twice (seen on 2.1.5); those of the history do not, and hold no entities.
const decodeOnce = (reason: string): string =>
  reason.replace(/&apos;/g, "'").replace(/&quot;/g, '"');

/** Why nothing runs although nothing failed. */
export function nothingFailed(cib: Element, primitive: string): string {
  if (fencingWithoutDevice(cib))
    return `${primitive}: not started: stonith-enabled is true (the default) and there is no fence device, so Pacemaker starts nothing; declare a stonith: resource, or stonithEnabled: false in PacemakerProperties`;
  if (cib.attributes["have-quorum"] === "0")
    return `${primitive}: not started: the partition has no quorum; bring the other nodes back`;
  const online = onlineNodes(cib);
  const usable = online.filter((n) => !standbyNodes(cib).includes(n));
  if (usable.length === 0) return `${primitive}: not started: no node is online and out of standby`;
  return `${primitive}: not started: no node may run it; look for a constraint that forbids ${usable.join(", ")} (pcs constraint --full; crm_simulate -sL shows the scores)`;
}
