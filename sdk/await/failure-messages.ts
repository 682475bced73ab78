import { type HistoryEntry, operationHistory } from "../cib/status/status";
import type { Element } from "../cib/xml/element";
import { byId } from "../cib/xml/find";
import { redactText } from "../cib/xml/redact";

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
const UNIMPLEMENTED = 3;

const isProbe = (e: HistoryEntry): boolean => e.operation === "monitor" && e.interval === 0;

/** A remembered operation that explains why a resource does not run. */
function isFailure(e: HistoryEntry): boolean {
  if (e.status === TIMED_OUT || e.status === NOT_INSTALLED) return true;
  if (isProbe(e)) return [2, 4, 5, 6].includes(e.rc);
  return e.status !== -1 && ![0, 8, 193].includes(e.rc);
}

/**
 * To Pacemaker 1.1.10 a missing agent is the same as one that lacks something, and it remembers no reasons. A start comes
 * after a probe that has found the agent, and may lack another thing: a device.
 */
const isMissing = (e: HistoryEntry): boolean =>
  e.status === NOT_INSTALLED || (e.rc === 5 && e.exitReason === "" && e.operation !== "start");

/** Every remembered failure of a primitive, one for each node and operation. */
export function findFailures(cib: Element, primitive: string): readonly HistoryEntry[] {
  const seen = new Map<string, HistoryEntry>();
  for (const e of operationHistory(cib, primitive).filter(isFailure)) {
    const key = `${e.node} ${e.operation}`;
    if (!seen.has(key) || e.lastFailure) seen.set(key, e);
  }
  const own = byId(cib, primitive) ?? cib;
  return [...seen.values()].map((e) => ({
    ...e,
    exitReason: e.exitReason && redactText(decodeOnce(e.exitReason), own),
  }));
}

/** The nodes where a probe has found a resource running that the cluster had not started. */
export const nodesFoundRunning = (cib: Element, primitive: string): readonly string[] =>
  operationHistory(cib, primitive).flatMap((e) =>
    isProbe(e) && e.lastFailure && e.status === 0 && [0, 8].includes(e.rc) ? [e.node] : [],
  );

/** Pacemaker repeats a monitor that the agent does not have for ever: it never gets better. */
export const isUnimplemented = (e: HistoryEntry): boolean =>
  e.rc === UNIMPLEMENTED && e.interval > 0;

/**
 * `tomcat: start on rsha1 and rsha2 failed: not installed (5): no such file; what to do`: one line for each failure,
 * however many nodes have it, and each hint once, behind the last failure that it is for.
 * @param log where to read what the nodes did
 */
export function explainFailures(failures: readonly HistoryEntry[], log: string): readonly string[] {
  const lines = grouped(failures, (e) => words(e, "\n"));
  const hints = grouped([...lines.values()].flat(), (e) => hint(e, [], log));
  return lines.map((alike) => {
    const ending = hints.filter((of) => of.at(-1) === alike.at(-1));
    const [first] = alike as [HistoryEntry];
    const advice = ending.map((of) => hint(of[0] as HistoryEntry, nodesOf(of), log));
    return [words(first, nodesOf(alike).join(" and ")), ...advice].join("; ");
  });
}

function grouped(
  entries: readonly HistoryEntry[],
  by: (e: HistoryEntry) => string,
): readonly (readonly HistoryEntry[])[] {
  const groups = new Map<string, HistoryEntry[]>();
  for (const e of entries) groups.set(by(e), [...(groups.get(by(e)) ?? []), e]);
  return [...groups.values()];
}

/** Sorted, because entries of several resources may share a hint. */
const nodesOf = (entries: readonly HistoryEntry[]): readonly string[] =>
  [...new Set(entries.map((e) => e.node))].sort();

function words(e: HistoryEntry, nodes: string): string {
  const code = e.status === TIMED_OUT ? "timed out" : `${CODES[e.rc] ?? "unknown"} (${e.rc})`;
  const reason = e.exitReason ? `: ${e.exitReason}` : "";
  return `${e.resource}: ${isProbe(e) ? "probe" : e.operation} on ${nodes} failed: ${code}${reason}`;
}

function hint(e: HistoryEntry, nodes: readonly string[], log: string): string {
  // crm_resource: "Manual execution of the stonith standard is unsupported".
  const check = e.fenceAgent
    ? `${e.fenceAgent} --action=monitor, with the parameters of ${e.resource}`
    : `crm_resource --force-check -r ${e.resource}`;
  const look = `run on ${nodes.join(" or ")}: ${check}, and look at ${log}`;
  if (isMissing(e))
    return `install the agent, or what it needs, on ${nodes.join(" and ")}, or correct the resource's agent`;
  if (isUnimplemented(e))
    return `the agent has no ${e.operation}, so Pacemaker restarts the resource for ever: take this operation out, or correct the resource's agent`;
  if (e.status === TIMED_OUT)
    return `give the ${e.operation} operation a longer timeout, or find out why it hangs; ${look}`;
  // IPaddr2 with run_arping; without it the agent does not look.
  if (/^Failed to add \S+$/.test(e.exitReason))
    return `see whether another machine has the address (arping -D); ${look}`;
  return look;
}

// crm_mon's exit reasons arrive escaped twice (seen on 2.1.5); those of the history do not, and hold no entities.
const decodeOnce = (reason: string): string =>
  reason.replace(/&apos;/g, "'").replace(/&quot;/g, '"');
