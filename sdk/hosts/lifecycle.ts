import { NoUsableNode, PreconditionFailed } from "../errors";
import { runEverywhere, type Inspection, inspectNodes } from "../cluster/every-node";
import { retryUntilKept } from "../transaction/foreign-writers";
import type { Session } from "../host/ssh/session";
import { argumentsWith } from "../kind/arguments";
import type { HostInputs } from "../kind/host-inputs";
import { type Lifecycle, PartlyMade, type ResourceKind } from "../kind/lifecycle";
import { findReplacement } from "../kind/replacement";
import { isUnknown } from "../kind/rules";
import { info } from "../log";
import { runInTurn } from "./keyed-mutex";

/** A node and what it showed. */
export interface InspectedNode<S> {
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

/** Something outside of Pacemaker that is the same on every node. The lifecycle knows nothing else of it. */
export interface HostKind<A extends HostInputs, S> {
  readonly id: (args: A) => string;
  /** Names what only one change at a time may touch. */
  readonly touches: (args: A) => string;
  readonly retainedParts?: (args: A) => readonly string[];
  readonly inspect: (session: Session, args: A) => Promise<S>;
  /** Tells why a node cannot have what is declared, without the node's name. `before` is missing at create. */
  readonly refusals: (state: S, args: A, before?: A) => readonly string[];
  /** Tells what of a node is not as declared, one line each, without the node's name. */
  readonly drift: (state: S, args: A) => readonly string[];
  /** Returns the change that a node needs; `undefined` when it needs none. */
  readonly change: (seen: InspectedNode<S>, args: A, before?: A) => NodeChange | undefined;
  /** Tells whether a node shows that the object is gone. Without it, the object never is. */
  readonly isGone?: (state: S) => boolean;
  /** Without it, what is on the nodes stays when the resource is deleted. */
  readonly remove?: (seen: InspectedNode<S>, args: A) => Promise<void>;
}

/** The life of what is the same on every node: inspect all nodes, then refuse with all reasons or change what differs. */
export const hostLifecycle = <A extends HostInputs, S>(
  kind: ResourceKind<A>,
  host: HostKind<A, S>,
): Lifecycle<A> => ({
  kind,
  retainedParts: (args) => host.retainedParts?.(args) ?? [],
  findReplacement: (before, args) => {
    const { properties } = findReplacement(kind, before, args);
    // An optional part of the identity may come or go.
    const other = argumentsWith(kind.arguments, "identity").filter((p) => {
      const [was, is] = [before, args].map((a) => a[p as keyof A] as unknown);
      return was !== is || isUnknown(is);
    });
    return { properties: [...new Set([...properties, ...other])] };
  },
  create: async (args) => {
    await reconcile(host, args);
    return { id: host.id(args) };
  },
  read: (_id, { drift: _before, ...args }) => read(host, args as HostInputs as A),
  update: (_id, before, args) => reconcile(host, args, before),
  delete: (_id, args) => remove(host, args),
});

async function reconcile<A extends HostInputs, S>(
  kind: HostKind<A, S>,
  args: A,
  before?: A,
): Promise<void> {
  const progress = { changedAny: false };
  const work = (): Promise<void> =>
    retryUntilKept(
      (round) => attempt(kind, { args, before, progress, round }),
      `${kind.id(args)}: another writer changed it meanwhile`,
    );
  try {
    await runInTurn(kind.touches(args), work);
  } catch (e) {
    // Only the old arguments know what is no longer declared: they stay in the state.
    throw progress.changedAny && before === undefined ? new PartlyMade(kind.id(args), e) : e;
  }
}

interface Attempt<A> {
  readonly args: A;
  readonly before: A | undefined;
  /** Tells whether any node has been changed. */
  readonly progress: { changedAny: boolean };
  readonly round: number;
}

async function attempt<A extends HostInputs, S>(
  kind: HostKind<A, S>,
  { args, before, progress, round }: Attempt<A>,
): Promise<boolean> {
  const seen = await inspectEvery(kind, args, "nothing was changed");
  refuse(seen, (state) => kind.refusals(state, args, before));
  const changes = seen.flatMap((s) => kind.change(s, args, before) ?? []);
  if (changes.length === 0 && before === undefined && round === 1)
    info(`${kind.id(args)}: is already there as declared, taken over`);
  await prepareAll(changes);
  const kept: boolean[] = [];
  await runEverywhere(changes, async (change) => {
    const isKept = await change.carryOut();
    kept.push(isKept);
    progress.changedAny ||= isKept;
  });
  return kept.every(Boolean);
}

/** All or none: what failed on one node is taken back on the others. */
async function prepareAll(changes: readonly NodeChange[]): Promise<void> {
  try {
    await runEverywhere(changes, async (change) => change.prepare?.());
  } catch (e) {
    // A node on which even that fails has said why already.
    await runEverywhere(changes, async (change) => change.discard?.()).catch(() => undefined);
    throw e;
  }
}

async function inspectEvery<A extends HostInputs, S>(
  kind: HostKind<A, S>,
  args: A,
  then: string,
): Promise<readonly InspectedNode<S>[]> {
  const { seen, unreachable } = await inspect(kind, args);
  if (unreachable.length === 0) return seen;
  const why = unreachable.map((u) => u.message).join("\n");
  throw new PreconditionFailed(
    `${why}\nIt has to be the same on every node, so ${then}; bring the node back, or take it out of the cluster's nodes`,
    { cause: unreachable[0] },
  );
}

const inspect = <A extends HostInputs, S>(
  kind: HostKind<A, S>,
  args: A,
): Promise<Inspection<InspectedNode<S>>> =>
  inspectNodes(args.cluster, async (session) => ({
    session,
    state: await kind.inspect(session, args),
  }));

function refuse<S>(
  seen: readonly InspectedNode<S>[],
  reasonsOf: (state: S) => readonly string[],
): void {
  const reasons = seen.flatMap(({ session, state }) =>
    reasonsOf(state).map((reason) => `${session.node}: ${reason}`),
  );
  if (reasons.length > 0) throw new PreconditionFailed(reasons.join("\n"));
}

async function read<A extends HostInputs, S>(
  kind: HostKind<A, S>,
  args: A,
): Promise<A | undefined> {
  const { seen, unreachable } = await inspect(kind, args);
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
    const seen = await inspectEvery(kind, args, "nothing was removed");
    await runEverywhere(seen, (s) => removeThere(s, args));
  });
}
