import { NoUsableNode, Refused } from "../errors";
import type { Session } from "../host/ssh/session";
import { info } from "../log";
import { runEverywhere } from "../cluster/all-or-reasons";
import { retryUntilKept } from "../cluster/retry-until-kept";
import { type CommonInputs, type Lifecycle, PartlyMade } from "../kind/cib-kind";
import { runInTurn } from "./keyed-mutex";
import { type Inspection, inspectNodes } from "../cluster/inspect-nodes";
import { findReplacement } from "../kind/replacement";
import { isUnknown } from "../kind/unknown-values";

/** What every resource has in its inputs that is the same on every node of a cluster. */
export interface HostInputs extends CommonInputs {
  /** What a refresh finds, one line each; no program declares it, so the next update mends it. */
  readonly drift?: readonly string[];
}

/** What one node showed. */
export interface SeenNode<S> {
  readonly session: Session;
  readonly state: S;
}

/** A change of one node. What can be prepared is prepared on all nodes before anything counts on any. */
export interface NodeChange {
  prepare?(): Promise<void>;
  /** `false` when the node is not as it was seen any more; nothing was done then. */
  carryOut(): Promise<boolean>;
  /** Takes back what was prepared. */
  discard?(): Promise<void>;
}

/** Something outside of Pacemaker that is the same on every node; the life cycle knows nothing else of it. */
export interface HostKind<A extends HostInputs, S> extends Pick<Lifecycle<A>, "type" | "validate"> {
  /** Arguments whose change makes another object. */
  readonly identity: readonly (keyof A & string)[];
  readonly id: (args: A) => string;
  /** What only one change at a time may touch. */
  readonly touches: (args: A) => string;
  readonly parts?: (args: A) => readonly string[];
  readonly look: (session: Session, args: A) => Promise<S>;
  /** Why a node cannot have what is declared, without the node's name. `before` is missing at create. */
  readonly refusals: (state: S, args: A, before?: A) => readonly string[];
  /** What of a node is not as declared, one line each, without the node's name. */
  readonly drift: (state: S, args: A) => readonly string[];
  /** What has to be done; `undefined` when there is nothing. */
  readonly change: (seen: SeenNode<S>, args: A, before?: A) => NodeChange | undefined;
  /** Whether a node shows that the object is gone. Without it, the object never is. */
  readonly isGone?: (state: S) => boolean;
  /** Without it, what is on the nodes stays when the resource is deleted. */
  readonly remove?: (seen: SeenNode<S>, args: A) => Promise<void>;
}

/** The life of what is the same on every node: look at all nodes, refuse with all reasons or change what differs. */
export const hostLifecycle = <A extends HostInputs, S>(kind: HostKind<A, S>): Lifecycle<A> => ({
  type: kind.type,
  validate: kind.validate,
  parts: (args) => kind.parts?.(args) ?? [],
  replaces: (before, args) => {
    const other = kind.identity.filter((p) => before[p] !== args[p] || isUnknown(args[p]));
    const { properties } = findReplacement({ identity: [] }, before, args);
    return { properties: [...properties, ...other] };
  },
  create: async (args) => {
    await reconcile(kind, args);
    return { id: kind.id(args) };
  },
  read: (_id, { drift: _before, ...args }) => read(kind, args as HostInputs as A),
  update: (_id, before, args) => reconcile(kind, args, before),
  remove: (_id, args) => remove(kind, args),
});

async function reconcile<A extends HostInputs, S>(
  kind: HostKind<A, S>,
  args: A,
  before?: A,
): Promise<void> {
  const done = { any: false };
  const work = (): Promise<void> =>
    retryUntilKept(
      (round) => attempt(kind, args, before, { done, round }),
      `${kind.id(args)}: somebody else changed it meanwhile`,
    );
  try {
    await runInTurn(kind.touches(args), work);
  } catch (e) {
    const error = e instanceof Error ? e : new Error(String(e));
    // What is no longer declared is known by the old arguments only: they stay in the state.
    throw done.any && before === undefined ? new PartlyMade(kind.id(args), error) : error;
  }
}

interface Progress {
  /** Whether any node has been changed. */
  readonly done: { any: boolean };
  readonly round: number;
}

async function attempt<A extends HostInputs, S>(
  kind: HostKind<A, S>,
  args: A,
  before: A | undefined,
  { done, round }: Progress,
): Promise<boolean> {
  const seen = await lookAtEvery(kind, args, "nothing was changed");
  refuse(seen, (state) => kind.refusals(state, args, before));
  const changes = seen.flatMap((s) => kind.change(s, args, before) ?? []);
  if (changes.length === 0 && before === undefined && round === 1)
    info(`${kind.id(args)}: is already there as declared, taken over`);
  await prepared(changes);
  let stays = true;
  await runEverywhere(changes, async (change) => {
    if (await change.carryOut()) done.any = true;
    else stays = false;
  });
  return stays;
}

/** All or none: what failed on one node is taken back on the others. */
async function prepared(changes: readonly NodeChange[]): Promise<void> {
  try {
    await runEverywhere(changes, async (change) => change.prepare?.());
  } catch (e) {
    // A node on which even that fails has said why already.
    await runEverywhere(changes, async (change) => change.discard?.()).catch(() => undefined);
    throw e;
  }
}

async function lookAtEvery<A extends HostInputs, S>(
  kind: HostKind<A, S>,
  args: A,
  then: string,
): Promise<readonly SeenNode<S>[]> {
  const { seen, unreachable } = await look(kind, args);
  if (unreachable.length === 0) return seen;
  const why = unreachable.map((u) => u.message).join("\n");
  throw new Refused(
    `${why}\nIt has to be the same on every node, so ${then}; bring the node back, or take it out of the cluster's nodes`,
    { cause: unreachable[0] },
  );
}

const look = <A extends HostInputs, S>(
  kind: HostKind<A, S>,
  args: A,
): Promise<Inspection<SeenNode<S>>> =>
  inspectNodes(args.cluster, async (session) => ({
    session,
    state: await kind.look(session, args),
  }));

function refuse<S>(seen: readonly SeenNode<S>[], reasonsOf: (state: S) => readonly string[]): void {
  const reasons = seen.flatMap(({ session, state }) =>
    reasonsOf(state).map((reason) => `${session.node}: ${reason}`),
  );
  if (reasons.length > 0) throw new Refused(reasons.join("\n"));
}

async function read<A extends HostInputs, S>(
  kind: HostKind<A, S>,
  args: A,
): Promise<A | undefined> {
  const { seen, unreachable } = await look(kind, args);
  if (seen.length === 0) throw new NoUsableNode(unreachable);
  for (const failure of unreachable) info(`${kind.id(args)}: ${failure.message}`);
  const { isGone } = kind;
  if (isGone && unreachable.length === 0 && seen.every(({ state }) => isGone(state)))
    return undefined;
  const drift = seen.flatMap(({ session, state }) =>
    kind.drift(state, args).map((line) => `${session.node}: ${line}`),
  );
  return drift.length === 0 ? args : { ...args, drift };
}

async function remove<A extends HostInputs, S>(kind: HostKind<A, S>, args: A): Promise<void> {
  const { remove: removeThere } = kind;
  if (!removeThere) return;
  await runInTurn(kind.touches(args), async () => {
    const seen = await lookAtEvery(kind, args, "nothing was removed");
    await runEverywhere(seen, (s) => removeThere(s, args));
  });
}
