import type { Agent } from "../cib/agent";
import { diff } from "../cib/diff";
import { type Element, idOf } from "../cib/element";
import { byId, updateById } from "../cib/find";
import { hold } from "../cib/group";
import { referencesTo, removeOperatorConstraints } from "../cib/references";
import { longestTimeout, primitivesOf, unmanaged } from "../cib/resource-tree";
import { activeOn } from "../cib/status";
import { milliseconds } from "../cib/values";
import { versionOf } from "../cib/patch";
import { writeXml } from "../cib/xml";
import { NotConverged, Refused } from "../errors";
import { say } from "../log";
import { type Cluster, clusterAt } from "./cluster";
import { judge } from "./converge";
import {
  type Awaited,
  type CibKind,
  type CommonInputs,
  type Lifecycle,
  PartlyMade,
  type Put,
  type PutRequest,
} from "./kind";
import { replaces } from "./replaces";
import type { Committed, Edit } from "./transaction";

type Request<A> = Omit<PutRequest<A>, "agent"> & { readonly takeOver: boolean };

/**
 * The life of an object in the CIB: observe what is there, commit the smallest change, wait until the cluster has
 * carried it out. Create and update are the same, but that create asks before it takes over what differs.
 */
export function cibLifecycle<A extends CommonInputs>(kind: CibKind<A>): Lifecycle<A> {
  return {
    type: kind.type,
    validate: kind.validate,
    replaces: (before, args) => replaces(kind, before, args),
    create: async (args) => ({
      id: await converged(kind, { args, takeOver: args.adopt ?? false }, false),
    }),
    read: async (id, args) => kind.observe(await clusterAt(args.cluster).read(), id, args),
    update: async (id, before, args) => {
      await converged(kind, { id, args, before, takeOver: true }, true);
    },
    remove: (id, args) => remove(kind, id, args),
  };
}

const ROUNDS = 5;

/** Commits, waits, and looks whether another writer has overwritten it meanwhile. */
async function converged<A extends CommonInputs>(
  kind: CibKind<A>,
  request: Request<A>,
  repair: boolean,
): Promise<string> {
  const cluster = clusterAt(request.args.cluster);
  let wanted = request;
  for (let round = 1; ; round++) {
    const committed = await commit(cluster, kind, wanted);
    const { id } = committed.value;
    try {
      const seen = await settled(cluster, kind, id, wanted.args, committed, repair);
      if (!seen || !(await overwritten(cluster, kind, { ...wanted, id }, seen))) return id;
    } catch (e) {
      throw e instanceof NotConverged ? new PartlyMade(id, e) : e;
    }
    if (round === ROUNDS)
      throw new PartlyMade(
        id,
        new Error(
          `${id}: another writer overwrote it ${String(ROUNDS)} times; stop what else changes this cluster and run again`,
        ),
      );
    wanted = { ...wanted, id, takeOver: true };
  }
}

async function commit<A extends CommonInputs>(
  cluster: Cluster,
  kind: CibKind<A>,
  request: Request<A>,
): Promise<Committed<Put>> {
  const agents = new Map<string, Agent>();
  const prepare = async (): Promise<void> => {
    await Promise.all(
      (kind.agents?.(request.args) ?? []).map(async (name) => {
        const agent = await cluster.agent(name);
        if (agent) agents.set(name, agent);
      }),
    );
  };
  const committed = await cluster.transactions.submit(
    labelOf(kind, request),
    edit(kind, request, agents),
    prepare,
  );
  return committed;
}

const labelOf = <A extends CommonInputs>(kind: CibKind<A>, { id, args }: Request<A>): string =>
  id ?? args.name ?? args.label ?? kind.type;

/** The edit of one object: everything that decides is inside, because it may run again on a newer CIB. */
function edit<A extends CommonInputs>(
  kind: CibKind<A>,
  request: Request<A>,
  agents: ReadonlyMap<string, Agent>,
): Edit<Put> {
  return (cib) => {
    const present = kind.locate(cib, request.args, request.id);
    const id = request.id ?? (present && idOf(present) !== "" ? idOf(present) : undefined);
    const put = kind.put(cib, {
      ...request,
      ...(id === undefined ? {} : { id }),
      agent: agentOf(agents),
    });
    const differs = put.cib !== cib && diff(cib, put.cib).length > 0;
    if (present && differs && !request.takeOver)
      throw exists(kind, labelOf(kind, request), present);
    if (present && !request.before)
      say(`${put.id}: is already there${differs ? "" : " as declared"}, taken over`);
    if (differs) for (const note of put.notes ?? []) say(`${put.id}: ${note}`);
    return { cib: put.cib, value: put };
  };
}

const agentOf =
  (agents: ReadonlyMap<string, Agent>) =>
  (name: string): Agent => {
    const agent = agents.get(name);
    if (agent) return agent;
    throw new Refused(
      `agent: the cluster's node does not know the agent ${name}; install it on every node, or correct the name (crm_resource --list-agents shows what is there)`,
    );
  };

const exists = <A>(kind: CibKind<A>, label: string, present: Element): Refused =>
  new Refused(
    `${label} (${kind.type}) exists in the cluster already and differs from what is declared:\n  ${writeXml(present)}\n` +
      "Give it another name, or take it over and change it to what is declared: adopt: true",
  );

/** Waits as far as the program asks for it; `undefined` when it does not. */
async function settled<A extends CommonInputs>(
  cluster: Cluster,
  kind: CibKind<A>,
  id: string,
  args: A,
  committed: Committed<Put>,
  repair: boolean,
): Promise<Element | undefined> {
  if (args.waitFor === "none") return undefined;
  const goal = kind.awaits(committed.value.cib, id, args);
  if (goal.resources.length === 0 && goal.attribute === undefined) return undefined;
  if (repair) await cleanFailures(cluster, goal);
  const timeout = args.waitTimeout ? milliseconds(args.waitTimeout) : undefined;
  const moment = await cluster.observer.reach(
    id,
    goal,
    timeout ?? defaultTimeout(committed.value.cib, goal),
  );
  return moment.cib;
}

/** Pacemaker does not try again by itself what has failed everywhere: an update that comes to repair clears the way. */
async function cleanFailures(cluster: Cluster, goal: Awaited): Promise<void> {
  if (judge(goal, await cluster.observer.look()).state !== "failed") return;
  for (const resource of goal.resources) await cluster.cleanup(resource);
}

function defaultTimeout(cib: Element, goal: Awaited): number {
  const starts = goal.resources
    .flatMap((id) => primitivesOf(cib, id))
    .map((p) => longestTimeout(cib, p, "start", milliseconds));
  return Math.max(120_000, starts.reduce((sum, t) => sum + t, 0) + 30_000);
}

/** Whether somebody's full replacement of the configuration has wiped what we committed. */
async function overwritten<A extends CommonInputs>(
  cluster: Cluster,
  kind: CibKind<A>,
  request: Request<A>,
  seen: Element,
): Promise<boolean> {
  const agents = new Map<string, Agent>();
  for (const name of kind.agents?.(request.args) ?? []) {
    const agent = await cluster.agent(name);
    if (agent) agents.set(name, agent);
  }
  const again = kind.put(seen, { ...request, agent: agentOf(agents) });
  if (diff(seen, again.cib).length === 0) return false;
  const { "update-client": client, "update-origin": origin, "update-user": user } = seen.attributes;
  say(
    `${again.id}: overwritten by another writer (${client ?? "?"} of ${user ?? "?"} on ${origin ?? "?"}, epoch ${String(versionOf(seen).epoch)}), applying it again`,
  );
  return true;
}

/** Stops what runs, waits until it has stopped, then removes it together with what operators' commands left for it. */
async function remove<A extends CommonInputs>(
  kind: CibKind<A>,
  id: string,
  args: A,
): Promise<void> {
  const cluster = clusterAt(args.cluster);
  const first = await cluster.transactions.submit(`${id} (delete)`, (cib) => {
    if (!kind.locate(cib, args, id)) return { cib, value: undefined };
    refuseReferenced(cib, id, args, kind);
    const target = kind.stops?.(cib, id, args);
    if (target === undefined || !runs(cib, target))
      return { cib: removed(kind, cib, id, args), value: undefined };
    refuseUnmanaged(cib, target);
    return { cib: updateById(cib, target, hold), value: target };
  });
  const target = first.value;
  if (target === undefined) return;
  const timeout = args.waitTimeout ? milliseconds(args.waitTimeout) : undefined;
  await cluster.observer.reach(id, { resources: [target], stopped: true }, timeout ?? STOP_TIMEOUT);
  await cluster.transactions.submit(`${id} (delete)`, (cib) => ({
    cib: kind.locate(cib, args, id) ? removed(kind, cib, id, args) : cib,
    value: undefined,
  }));
}

const STOP_TIMEOUT = 120_000;

const removed = <A>(kind: CibKind<A>, cib: Element, id: string, args: A): Element =>
  removeOperatorConstraints(kind.remove(cib, id, args), id);

const runs = (cib: Element, target: string): boolean =>
  primitivesOf(cib, target).some((p) => activeOn(cib, p).length > 0);

function refuseReferenced<A>(cib: Element, id: string, args: A, kind: CibKind<A>): void {
  const names = (kind.named?.(id, args) ?? []).filter((n) => byId(cib, n));
  const foreign = names.flatMap((n) => referencesTo(cib, n));
  if (foreign.length === 0) return;
  throw new Refused(
    `${id} cannot be deleted while it is named by ${foreign.map((r) => r.text).join(", ")}, which this resource does not own; remove ${foreign.length === 1 ? "it" : "them"} first (pcs constraint delete, pcs resource ungroup, pcs tag delete), then run again`,
  );
}

function refuseUnmanaged(cib: Element, target: string): void {
  const why = primitivesOf(cib, target)
    .map((p) => unmanaged(cib, p))
    .find((w) => w !== undefined);
  if (why === undefined) return;
  throw new Refused(
    `${target} is running and cannot be deleted now: ${why}, so Pacemaker would not stop it in order. ` +
      `Give it back to Pacemaker first (pcs resource manage ${target}; pcs property set maintenance-mode=false), or keep it running without Pulumi: retainOnDelete: true`,
  );
}
