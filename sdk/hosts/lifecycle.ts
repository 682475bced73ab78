import { setTimeout as delay } from "node:timers/promises";
import { NoUsableNode, PreconditionFailed } from "../errors";
import { type Inspection, inspectNodes } from "../cluster/every-node";
import { retryUntilKept } from "../transaction/foreign-writers";
import type { Session } from "../host/ssh/session";
import { argumentsWith } from "../kind/arguments";
import type { HostInputs } from "../kind/host-inputs";
import { type Lifecycle, PartialFailure, type ResourceKind } from "../kind/lifecycle";
import { changedIdentity, findReplacement } from "../kind/replacement";
import { isUnknown } from "../kind/rules";
import { hideSecrets, info } from "../log";
import { runInTurn } from "./keyed-mutex";
import { type NodeChange, NodeChanges, type PreparedChange } from "./node-changes";

/** A node and its observed state. */
export interface InspectedNode<S> {
  readonly session: Session;
  readonly state: S;
}

/** Prepares the change of one node. */
export type Preparation = () => Promise<PreparedChange>;

/** A kind of object outside of Pacemaker that is the same on every node. The lifecycle uses only these functions. */
export interface HostKind<A extends HostInputs, S> {
  readonly id: (args: A) => string;
  /** Returns the key of the object that only one change at a time may touch. */
  readonly touches: (args: A) => string;
  readonly retainedParts?: (args: A) => readonly string[];
  /** Returns one spelling for all ids of an object. @default the id */
  readonly retainedId?: (id: string) => string;
  readonly inspect: (session: Session, args: A) => Promise<S>;
  /** Returns why a node cannot reach the desired state, without the node's name. `before` is missing at create. */
  readonly refusals: (state: S, args: A, before?: A) => readonly string[];
  /** Returns the drift of a node, one line each, without the node's name. */
  readonly drift: (state: S, args: A) => readonly string[];
  /** Returns the change that a node needs; `undefined` if it needs none. */
  readonly change: (seen: InspectedNode<S>, args: A, before?: A) => Preparation | undefined;
  /** Tells whether the object is gone on a node. @default never */
  readonly isGone?: (state: S) => boolean;
  /** Returns the removal that a node needs; `undefined` if it needs none. @default a deletion leaves the nodes unchanged */
  readonly remove?: (seen: InspectedNode<S>, args: A) => Promise<Preparation | undefined>;
}

/** The lifecycle of an object on every node: inspect all nodes, then refuse with all reasons or change what differs. */
export const hostLifecycle = <A extends HostInputs, S>(
  kind: ResourceKind<A>,
  host: HostKind<A, S>,
): Lifecycle<A> => ({
  kind,
  retainedParts: (args) => host.retainedParts?.(args) ?? [],
  retainedId: (id) => host.retainedId?.(id) ?? id,
  findReplacement: (before, args) => {
    const { properties } = findReplacement(kind, before, args);
    // `findReplacement` ignores an argument of the identity that is added, such as `section`.
    const changed = changedIdentity(kind.arguments, before, args);
    const unknown = argumentsWith(kind.arguments, "identity").filter((p) =>
      isUnknown(args[p as keyof A]),
    );
    return { properties: [...new Set([...properties, ...changed, ...unknown])] };
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
  const plan = async (round: number): Promise<readonly NodeChange[]> => {
    const seen = await inspectEvery(kind, args, "nothing was changed");
    refuse(seen, (state) => kind.refusals(state, args, before));
    const changes = changesOf(seen, (node) => kind.change(node, args, before));
    if (changes.length === 0 && before === undefined && round === 1)
      info(`${kind.id(args)}: is already there as declared, taken over`);
    return changes;
  };
  const made = new NodeChanges();
  try {
    await changeInRounds(kind, args, { plan, made });
  } catch (e) {
    // After a failed update the state keeps the old arguments: only they contain what is no longer declared.
    throw made.hasChanged && before === undefined ? new PartialFailure(kind.id(args), e) : e;
  }
}

interface Rounds {
  /** Inspects the nodes and returns what is left to change. */
  readonly plan: (round: number) => Promise<readonly NodeChange[]>;
  readonly made: NodeChanges;
}

/** Rounds of a change. Each lost one means that another run has changed the same file. */
const ROUNDS = 20;

/** Changes all nodes, in another round if another writer was faster. Takes all changes back if one fails. */
async function changeInRounds<A extends HostInputs, S>(
  kind: HostKind<A, S>,
  args: A,
  { plan, made }: Rounds,
): Promise<void> {
  const attempt = async (round: number): Promise<boolean> => {
    if (round > 1) await delay(Math.random() * 100);
    return made.carryOut(await plan(round));
  };
  const undone = `${kind.id(args)}: another writer changed it meanwhile`;
  try {
    await runInTurn(kind.touches(args), () => retryUntilKept(attempt, undone, ROUNDS));
  } catch (e) {
    throw await made.takeBack(e);
  }
  await made.finish();
}

const changesOf = <S>(
  seen: readonly InspectedNode<S>[],
  prepareFor: (node: InspectedNode<S>) => Preparation | undefined,
): readonly NodeChange[] =>
  seen.flatMap((node) => {
    const prepare = prepareFor(node);
    return prepare === undefined ? [] : [{ node: node.session.node, prepare }];
  });

async function inspectEvery<A extends HostInputs, S>(
  kind: HostKind<A, S>,
  args: A,
  then: string,
): Promise<readonly InspectedNode<S>[]> {
  const { seen, unreachable } = await inspect(kind, args);
  if (unreachable.length === 0) return seen;
  const why = unreachable.map((u) => u.message).join("\n");
  throw new PreconditionFailed(
    `${why}\nThe resource has to be the same on every node, so ${then}; bring the node back, or remove it from the cluster's nodes`,
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
  return drift.length === 0 ? args : { ...args, drift: drift.map(hideSecrets) };
}

async function remove<A extends HostInputs, S>(kind: HostKind<A, S>, args: A): Promise<void> {
  const { remove: removeFromNode } = kind;
  if (!removeFromNode) return;
  const plan = async (): Promise<readonly NodeChange[]> => {
    const seen = await inspectEvery(kind, args, "nothing was removed");
    const removals = await Promise.all(seen.map((node) => removeFromNode(node, args)));
    return changesOf(seen, (node) => removals[seen.indexOf(node)]);
  };
  await changeInRounds(kind, args, { plan, made: new NodeChanges() });
}
