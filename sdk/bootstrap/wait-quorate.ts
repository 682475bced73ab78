import { setTimeout as delay } from "node:timers/promises";
import { type Element, childNamed, childrenNamed } from "../cib/xml/element";
import { onlineNodes } from "../cib/status/status";
import { parseXml } from "../cib/xml/parse";
import { NoUsableNode, NodeUnusable, NotConverged } from "../errors";
import { queryCib } from "../host/commands/pacemaker-commands";
import { progress } from "../log";
import type { OnAnyNode } from "../transaction/group-commit";

/** Milliseconds between two queries. */
const POLL_INTERVAL = 1000;

/** Returns the online nodes that have joined the coordinator (DC). */
function joinedNodes(cib: Element): readonly string[] {
  const states = childrenNamed(childNamed(cib, "status") ?? cib, "node_state");
  const joined = states.filter((s) => s.attributes.join === "member");
  return onlineNodes(cib).filter((n) => joined.some((s) => s.attributes.uname === n));
}

/** Describes what a cluster still lacks until it is complete; `undefined` if it lacks nothing. */
export function describeMissing(cib: Element, nodes: readonly string[]): string | undefined {
  const joined = joinedNodes(cib);
  const absent = nodes.filter((n) => !joined.includes(n));
  const online = nodes.filter((n) => joined.includes(n));
  const words = [
    ...(absent.length > 0 ? [absent.join(", ")] : []),
    ...(cib.attributes["have-quorum"] === "1" ? [] : ["quorum"]),
    ...(cib.attributes["dc-uuid"] === undefined ? ["a coordinator (DC)"] : []),
  ];
  if (words.length === 0) return undefined;
  return `${online.length > 0 ? `${online.join(", ")} online, ` : ""}waiting for ${words.join(", ")}`;
}

/**
 * Waits until every node is online in one quorate partition that has a DC.
 * @param whereToInspect where an administrator finds why the wait fails, in words
 * @throws NotConverged after the time-out (milliseconds), with what the cluster still lacks
 */
export async function waitUntilQuorate(
  label: string,
  onAnyNode: OnAnyNode,
  nodes: readonly string[],
  { timeout, whereToInspect }: { readonly timeout: number; readonly whereToInspect: string },
): Promise<void> {
  const deadline = Date.now() + timeout;
  let lastLine: string | undefined;
  for (;;) {
    const line = await queryMissing(onAnyNode, nodes);
    if (line === undefined) return;
    if (Date.now() >= deadline)
      throw new NotConverged([
        `${label}: not there in time: ${line}; look at ${whereToInspect} on the nodes, and whether UDP ports 5404 to 5412 are open between them; raise waitTimeout if it needs longer`,
      ]);
    if (line !== lastLine) progress(`${label}: ${line}`);
    lastLine = line;
    await delay(POLL_INTERVAL);
  }
}

/** Queries what the cluster lacks. Daemons do not answer right after their start, so that is no failure. */
async function queryMissing(
  onAnyNode: OnAnyNode,
  nodes: readonly string[],
): Promise<string | undefined> {
  try {
    return describeMissing(parseXml(await onAnyNode(queryCib)), nodes);
  } catch (e) {
    if (e instanceof NoUsableNode || e instanceof NodeUnusable)
      return `waiting for Pacemaker on ${nodes.join(", ")}`;
    throw e;
  }
}
