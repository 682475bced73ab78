import { type HistoryEntry, TIMED_OUT, lacksResult, operationHistory } from "../cib/status/history";
import { expandTemplate } from "../cib/model/template";
import { type Element, byId } from "../cib/xml/element";
import { redactText } from "../cib/xml/redact";
import { commandFor } from "../shell-quote";

// Pacemaker's names of the OCF return codes (crm_exit_str, pcmk).
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
  189: "connection died",
};

const NOT_INSTALLED = 7;
const UNIMPLEMENTED = 3;

const isProbe = (e: HistoryEntry): boolean => e.operation === "monitor" && e.interval === 0;

/** Whether an operation in the history explains why a resource does not run. */
function isFailure(e: HistoryEntry): boolean {
  if (e.status === TIMED_OUT || e.status === NOT_INSTALLED) return true;
  if (isProbe(e)) return [2, 4, 5, 6].includes(e.rc);
  return e.status !== -1 && ![0, 8, 193].includes(e.rc);
}

/**
 * Whether the agent itself is missing. Pacemaker 1.1.10 does not tell a missing agent from a missing requirement of the
 * agent, and keeps no exit reasons. A failed start does not count: the probe before it has found the agent, so the start
 * lacks something else, such as a device.
 */
const isMissing = (e: HistoryEntry): boolean =>
  e.status === NOT_INSTALLED || (e.rc === 5 && e.exitReason === "" && e.operation !== "start");

/** Finds the failures of a primitive in the history, one for each node and operation. Exit reasons are redacted. */
export function findFailures(cib: Element, primitive: string): readonly HistoryEntry[] {
  const seen = new Map<string, HistoryEntry>();
  for (const e of operationHistory(cib, primitive).filter(isFailure)) {
    const key = `${e.node} ${e.operation}`;
    if (!seen.has(key) || e.lastFailure) seen.set(key, e);
  }
  const own = byId(cib, primitive);
  const secretsHolder = own ? expandTemplate(cib, own) : cib;
  return [...seen.values()].map((e) => ({
    ...e,
    exitReason: e.exitReason && redactText(decodeOnce(e.exitReason), secretsHolder),
  }));
}

/** Nodes where a probe has found a primitive running that the cluster had not started. */
export const nodesFoundRunning = (cib: Element, primitive: string): readonly string[] =>
  operationHistory(cib, primitive).flatMap((e) =>
    isProbe(e) && e.lastFailure && e.status === 0 && [0, 8].includes(e.rc) ? [e.node] : [],
  );

/** Whether the agent lacks the repeated operation. The failure is permanent: Pacemaker repeats the operation forever. */
export const isUnimplemented = (e: HistoryEntry): boolean =>
  e.rc === UNIMPLEMENTED && e.interval > 0;

/**
 * Writes failures like `tomcat: start on rsha1 and rsha2 failed: not installed (5): no such file; <hint>`. Equal failures
 * of several nodes are one line. Each hint appears once, after the last failure that it is for.
 * @param log path or command that shows the log of the nodes
 */
export function explainFailures(failures: readonly HistoryEntry[], log: string): readonly string[] {
  const lines = groupEntries(failures, (e) => describeFailure(e, "\n"));
  const hints = groupEntries([...lines.values()].flat(), (e) => suggestRemedy(e, [], log));
  return lines.map((equal) => {
    const endingHere = hints.filter((entries) => entries.at(-1) === equal.at(-1));
    const [first] = equal as [HistoryEntry];
    const remedies = endingHere.map((entries) =>
      suggestRemedy(entries[0] as HistoryEntry, nodesOf(entries), log),
    );
    return [describeFailure(first, nodesOf(equal).join(" and ")), ...remedies].join("; ");
  });
}

function groupEntries(
  entries: readonly HistoryEntry[],
  by: (e: HistoryEntry) => string,
): readonly (readonly HistoryEntry[])[] {
  const groups = new Map<string, HistoryEntry[]>();
  for (const e of entries) groups.set(by(e), [...(groups.get(by(e)) ?? []), e]);
  return [...groups.values()];
}

/** The nodes of the entries, sorted: entries of several resources may share a hint. */
const nodesOf = (entries: readonly HistoryEntry[]): readonly string[] =>
  [...new Set(entries.map((e) => e.node))].sort();

function describeFailure(e: HistoryEntry, nodes: string): string {
  const code = e.status === TIMED_OUT ? "timed out" : `${CODES[e.rc] ?? "unknown"} (${e.rc})`;
  const reason = e.exitReason ? `: ${e.exitReason}` : "";
  return `${e.resource}: ${isProbe(e) ? "probe" : e.operation} on ${nodes} failed: ${code}${reason}`;
}

function suggestRemedy(e: HistoryEntry, nodes: readonly string[], log: string): string {
  // crm_resource: "Manual execution of the stonith standard is unsupported".
  const [, fenceAgent] = /^stonith:(.*)/.exec(e.agent) ?? [];
  const check = fenceAgent
    ? `${commandFor`${fenceAgent} --action=monitor`}, with the parameters of ${e.resource}`
    : commandFor`crm_resource --force-check -r ${e.resource}`;
  const inspect = `run on ${nodes.join(" or ")}: ${check}, and look at ${log}`;
  if (isMissing(e))
    return `install the agent, or what it needs, on ${nodes.join(" and ")}, or correct the resource's agent`;
  if (isUnimplemented(e))
    return `the agent has no ${e.operation}, so Pacemaker restarts the resource forever: take this operation out, or correct the resource's agent`;
  if (lacksResult(e)) {
    const back = `the cluster has lost ${nodes.join(" and ")}: bring it back, or make sure that it is off`;
    // Without fencing, what failed to stop there blocks the connection, which only a refresh frees (seen on 2.1.5). It
    // skips the connection's stop, and a member that starts it again without a stop loses it as soon as it is made:
    // lrmd_tls_connection_destroy frees the buffer that is read into, but keeps its size (2.1.5 to 3.0.3). So the
    // connection must go elsewhere first, and only a restart of Pacemaker makes the member able to have it again.
    const refresh = commandFor`crm_resource --refresh --resource ${e.node}`;
    return `${back}; if its connection has failed by then, move the resource that makes it to another member (crm_resource --move), run there: ${refresh}, and restart Pacemaker on the member that it came from before you clear the move (crm_resource --clear)`;
  }
  if (e.agent === "ocf:pacemaker:remote")
    return `see whether pacemaker_remote runs on ${e.resource}, whether its port (3121) is open to ${nodes.join(" and ")}, and whether /etc/pacemaker/authkey is the same file everywhere; look at ${log} there`;
  if (e.status === TIMED_OUT)
    return `give the ${e.operation} operation a longer timeout, or find out why it hangs; ${inspect}`;
  // IPaddr2 with run_arping. Without run_arping the agent does not check the address.
  if (/^Failed to add \S+$/.test(e.exitReason))
    return `see whether another machine has the address (arping -D); ${inspect}`;
  return inspect;
}

// Exit reasons from crm_mon are escaped twice (seen on 2.1.5). Those of the history are not, and contain no entities.
const decodeOnce = (reason: string): string =>
  reason.replace(/&apos;/g, "'").replace(/&quot;/g, '"');

/** Finds the failed stops of primitives. Pacemaker does not retry them. */
export const findFailedStops = (
  cib: Element,
  primitives: readonly string[],
): readonly HistoryEntry[] =>
  primitives.flatMap((p) => findFailures(cib, p)).filter((f) => f.operation === "stop");
