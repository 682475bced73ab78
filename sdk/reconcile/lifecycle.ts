import { diffCib } from "../cib/patch/diff";
import type { Element } from "../cib/xml/element";
import { isStoppedForDeletion } from "../cib/model/stop-for-deletion";
import { info } from "../log";
import { type Cluster, clusterAt } from "../cluster/cluster";
import { type Request, commit, prepared } from "./apply";
import { retryUntilKept } from "../cluster/retry-until-kept";
import {
  type CibKind,
  type CommonInputs,
  type Lifecycle,
  type Made,
  PartlyMade,
} from "../kind/cib-kind";
import { remove } from "./delete";
import { findReplacement } from "../kind/replacement";
import { stopUnstarted } from "./restart-adopted";
import { defaultTimeout, settled, timeoutOf } from "./wait-started";
import { stopped } from "./wait-stopped";

/**
 * The life of an object in the CIB: observe what is there, commit the smallest change, wait until the cluster has
 * carried it out. Create and update are the same, but that create asks before it takes over what differs.
 */
export function cibLifecycle<A extends CommonInputs>(kind: CibKind<A>): Lifecycle<A> {
  return {
    type: kind.type,
    validate: kind.validate,
    replaces: (before, args) => findReplacement(kind, before, args),
    create: (args) => converged(kind, { args, takeOver: args.adopt ?? false }),
    read: async (id, args) => observed(kind, await clusterAt(args.cluster).read(), id, args),
    update: (id, before, args) => converged(kind, { id, args, before, takeOver: true }),
    remove: (id, args) => remove(kind, id, args),
    parts: (args) => kind.parts?.(args) ?? [],
  };
}

/** What is declared as it is there, and whether a deletion that was interrupted has stopped it. */
function observed<A extends CommonInputs>(
  kind: CibKind<A>,
  cib: Element,
  id: string,
  { stoppedForDeletion, ...declared }: A,
): A | undefined {
  const args = declared as CommonInputs as A;
  const seen = kind.observe(cib, id, args);
  const target = seen && kind.stops?.(cib, id, args);
  const isStopped = target !== undefined && isStoppedForDeletion(cib, target);
  return seen && isStopped ? { ...seen, stoppedForDeletion: true } : seen;
}

/** Commits, waits, and looks whether another writer has overwritten it meanwhile. */
async function converged<A extends CommonInputs>(
  kind: CibKind<A>,
  first: Request<A>,
): Promise<Made> {
  const cluster = clusterAt(first.args.cluster);
  await makeWay(cluster, kind, first);
  await stopUnstarted(cluster, kind, first);
  let made = await commit(cluster, kind, first);
  const { id } = made;
  if (made.takenOver) info(`${id}: is already there, taken over`);
  const request = { ...first, id, takeOver: true };
  const attempt = async (round: number): Promise<boolean> => {
    if (round > 1) made = await commit(cluster, kind, request);
    return stays(cluster, kind, request, { cib: made.cib, at: Date.now() });
  };
  await partly(() => made, retryUntilKept(attempt, `${id}: another writer overwrote it`));
  return made;
}

/** Stops what leaves before what takes its place starts: both may own one address or one mount. */
async function makeWay<A extends CommonInputs>(
  cluster: Cluster,
  kind: CibKind<A>,
  { id = "", args, before }: Request<A>,
): Promise<void> {
  const { yields } = kind;
  if (!yields || !before) return;
  const { agent } = await prepared(cluster, kind, args);
  const stop = (cib: Element): Element => yields(cib, { args, before })?.cib ?? cib;
  const attempt = async (): Promise<boolean> => {
    const stopping = await cluster.transactions.submit(id, (cib) => {
      const step = yields(cib, { args, before });
      if (!step) return { cib, value: undefined };
      // What will be refused must not have stopped anything.
      kind.put(cib, { id, args, before, agent });
      const timeout = timeoutOf(args) ?? defaultTimeout(cib, step.resources, "stop");
      const { resources } = step;
      return { cib: step.cib, value: { resources, before: cib, stop, timeout } };
    });
    return stopping ? stopped(cluster, id, stopping) : true;
  };
  await retryUntilKept(attempt, `${id}: another writer started again what leaves it`);
}

/** Whatever fails after the commit leaves an object behind, which has to be in the state. */
async function partly(made: () => Made, work: Promise<void>): Promise<void> {
  try {
    await work;
  } catch (e) {
    const { id, noted } = made();
    throw new PartlyMade(id, e instanceof Error ? e : new Error(String(e)), noted);
  }
}

/** Waits, and looks whether what was committed is still there; if it is not, the wait tells nothing. */
async function stays<A extends CommonInputs>(
  cluster: Cluster,
  kind: CibKind<A>,
  request: Request<A>,
  { cib, at }: { readonly cib: Element; readonly at: number },
): Promise<boolean> {
  const waited = await settled(cluster, kind, request, cib).catch((e: unknown) => e as Error);
  const moment = waited instanceof Error ? undefined : waited;
  const seen = (await cluster.readAfterForeignWriters(at)) ?? moment;
  if (seen && (await overwritten(cluster, kind, request, seen))) return false;
  if (waited instanceof Error) throw waited;
  return true;
}

/** Whether somebody's full replacement of the configuration has wiped what we committed. */
async function overwritten<A extends CommonInputs>(
  cluster: Cluster,
  kind: CibKind<A>,
  request: Request<A>,
  seen: Element,
): Promise<boolean> {
  const { agent } = await prepared(cluster, kind, request.args);
  const again = kind.put(seen, { ...request, agent });
  if (diffCib(seen, again.cib).length === 0) return false;
  info(`${again.id}: overwritten by another writer (${cluster.otherWriter}), applying it again`);
  return true;
}
