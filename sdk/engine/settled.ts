import type { Element } from "../cib/element";
import { longestTimeout, primitivesOf } from "../cib/resource-tree";
import { milliseconds } from "../cib/values";
import type { Cluster } from "./cluster";
import type { Request } from "./commit";
import { judge } from "./converge";
import type { Awaited, CibKind, CommonInputs } from "./kind";

/**
 * Waits for an object as far as the program asks for it; returns the CIB as it was at the end, `undefined` when there
 * was nothing to wait for.
 * @throws NotConverged
 */
export async function settled<A extends CommonInputs>(
  cluster: Cluster,
  kind: CibKind<A>,
  { id = "", args, before }: Request<A>,
  committed: Element,
): Promise<Element | undefined> {
  if (args.waitFor === "none") return undefined;
  const goal = kind.awaits(committed, id, args);
  if (goal.resources.length === 0 && goal.attribute === undefined) return undefined;
  if (before) await clearFailures(cluster, goal);
  const timeout = timeoutOf(args) ?? defaultTimeout(committed, goal.resources, "start");
  return (await cluster.observer.reach(id, goal, timeout)).cib;
}

/** `waitTimeout` in milliseconds, where it is given. */
export const timeoutOf = ({ waitTimeout }: CommonInputs): number | undefined =>
  waitTimeout === undefined ? undefined : milliseconds(waitTimeout);

/** Pacemaker does not try again by itself what has failed everywhere; an update comes to repair it. */
async function clearFailures(cluster: Cluster, goal: Awaited): Promise<void> {
  if (judge(goal, await cluster.observer.look()).state !== "failed") return;
  for (const resource of goal.resources) await cluster.cleanup(resource);
}

const LEAST = 120_000;
const MARGIN = 30_000;

/** Milliseconds that an operation of some resources may take, one after the other, by their own time-outs. */
export function defaultTimeout(
  cib: Element,
  resources: readonly string[],
  operation: "start" | "stop",
): number {
  const primitives = resources.flatMap((id) => primitivesOf(cib, id));
  const times = primitives.map((p) => longestTimeout(cib, p, operation, milliseconds));
  return Math.max(LEAST, times.reduce((sum, t) => sum + t, 0) + MARGIN);
}
