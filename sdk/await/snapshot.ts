import { type Element, childNamed, idOf, walk } from "../cib/xml/element";
import { baseId } from "../cib/status/history";

/** One moment of a cluster: its CIB, and the scheduler's simulation of the same CIB. */
export interface Snapshot {
  readonly cib: Element;
  /** The result of `crm_simulate -S --output-as=xml`. */
  readonly simulation: Element;
  /** Path or command of the nodes' log, for hints in messages. */
  readonly log: string;
}

/** The observed state of one instance of a primitive. */
export interface Instance {
  readonly active: boolean;
  readonly failed: boolean;
  readonly blocked: boolean;
  readonly nodes: readonly string[];
}

/** Finds every instance of a primitive (a clone has several), in the state before the pending actions. */
export function findInstances(s: Snapshot, primitive: string): readonly Instance[] {
  const status = childNamed(s.simulation, "cluster_status");
  const found = status ? walk(status) : [];
  return found
    .filter((e) => e.name === "resource" && baseId(idOf(e)) === primitive)
    .map((e) => ({
      active: e.attributes.active === "true",
      failed: e.attributes.failed === "true",
      blocked: e.attributes.blocked === "true",
      nodes: e.children.filter((c) => c.name === "node").map((c) => c.attributes.name ?? ""),
    }));
}

/** Actions that the scheduler still plans for a primitive, such as `start on rsha1`. */
export function pendingActions(s: Snapshot, primitive: string): readonly string[] {
  const transition = childNamed(s.simulation, "transition");
  return (transition?.children ?? [])
    .filter((a) => a.name === "rsc_action" && baseId(a.attributes.resource ?? "") === primitive)
    .map((a) => `${a.attributes.op ?? "?"} on ${a.attributes.node ?? "?"}`);
}

/** Nodes that the scheduler fences before any other action. */
export function nodesToFence(s: Snapshot): readonly string[] {
  const transition = childNamed(s.simulation, "transition");
  return (transition?.children ?? [])
    .filter((a) => a.name === "fencing_action")
    .map((a) => a.attributes.target ?? a.attributes.node ?? "?");
}
