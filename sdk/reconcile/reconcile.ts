import { resumeAfterDeletion, isStoppedForDeletion } from "../cib/model/target-role";
import { diffCib } from "../cib/patch/diff";
import { type Element, idOf } from "../cib/xml/element";
import { limitRounds } from "../transaction/foreign-writers";
import { PreconditionFailed } from "../errors";
import {
  type CommonInputs,
  type OperationResult,
  PartialFailure,
  toError,
  type Lifecycle,
} from "../kind/lifecycle";
import { info, warn } from "../log";
import { explainHeld, govern } from "./govern";
import { alreadyExists } from "./argument-diff";
import { isBeingReplaced, isRetained } from "./retained-objects";
import { type AgentLookup, type Applied, CibOperation, readIfConfigured } from "./operation";
import { restartObject } from "./restart";
import { stopFirst } from "./stop-first";
import { waitUntilSettled } from "./wait-started";
import type { CibKind, Put } from "../kind/cib-kind";
import { findReplacement } from "../kind/replacement";
import { deleteObject } from "./delete";

/** The lifecycle of an object in the CIB: observe, commit the smallest change, wait until the cluster has applied it. */
export const cibLifecycle = <A extends CommonInputs>(kind: CibKind<A>): Lifecycle<A> => ({
  kind,
  findReplacement: (before, args) => findReplacement(kind, before, args),
  create: (args) => reconcile(new CibOperation(kind, args)),
  read: async (id, args) => {
    const cib = await readIfConfigured(args.cluster);
    return cib && observe(kind, cib, id, args);
  },
  update: (id, before, args) =>
    reconcile(new CibOperation(kind, args, id, noteUndeclared(kind, before))),
  delete: (id, args) => deleteObject(new CibOperation(kind, noteLeaving(kind, id, args), id), id),
  restart: (id, args) => restartObject(new CibOperation(kind, args, id, args), id),
  retainedParts: (args) => [
    ...(kind.sharing?.sharedParts(args) ?? []),
    ...(kind.owning?.constraintsInState(args) ?? []),
  ],
});

const noteUndeclared = <A extends CommonInputs>(kind: CibKind<A>, args: A): A =>
  kind.noteUndeclared?.(args, (id) => isRetained(args.cluster, id)) ?? args;

/** A group that is made anew after one of its members has none that starts in between without it. */
function noteLeaving<A extends CommonInputs>(kind: CibKind<A>, id: string, args: A): A {
  const noted = noteUndeclared(kind, args);
  const stopsAll = noted !== args && isBeingReplaced(args.cluster, id);
  return (stopsAll ? kind.noteUndeclared?.(args, () => false) : undefined) ?? noted;
}

/** Returns the observed arguments, and whether an interrupted deletion has stopped the object. */
function observe<A extends CommonInputs>(
  kind: CibKind<A>,
  cib: Element,
  id: string,
  { stoppedForDeletion, ...declared }: A,
): A | undefined {
  const args = declared as CommonInputs as A;
  const seen = kind.observe(cib, id, args);
  const target = seen && kind.running?.stopTarget(cib, id, args);
  const isStopped = target !== undefined && isStoppedForDeletion(cib, target);
  return seen && isStopped ? { ...seen, stoppedForDeletion: true } : seen;
}

/** Two stacks may declare an object alike. */
const TAKEN_OVER =
  "is already there, taken over; a destroy of any stack that declares it removes it";

/**
 * Brings an object to its desired state: stop what must stop first, apply, wait, verify. Create and update are the same,
 * except that create changes an existing object only with `adopt`.
 * @throws PreconditionFailed when the desired state is impossible. A create has changed nothing then. An update may have
 *   committed a stop (`stopFirst`) before `apply` found it impossible, because of another writer for example.
 * @throws PartialFailure for every failure after the first commit of `apply`, so that the state contains the object. A
 *   failure of `stopFirst` leaves the old inputs in the state, so that the next update stops and applies again.
 */
async function reconcile<A extends CommonInputs>(op: CibOperation<A>): Promise<OperationResult> {
  if (op.before !== undefined) await stopFirst(op);
  let applied = await apply(op, op.id).catch(async (e: unknown) => {
    throw await explainHeld(op, toError(e));
  });
  if (applied.existedBefore) info(`${applied.id}: ${TAKEN_OVER}`);
  try {
    for (let round = 1; !(await waitAndVerify(op, applied)); round++) {
      limitRounds(round, `${applied.id}: another writer overwrote it`);
      const { released } = applied;
      applied = await apply(op, applied.id);
      applied = { ...applied, released: [...new Set([...released, ...applied.released])] };
    }
  } catch (e) {
    const awaits = [...applied.released, ...(op.before?.__awaits ?? [])];
    throw new PartialFailure(applied.id, e, applied.kindState, awaits);
  }
  return applied;
}

/**
 * Commits the object. Edits of other resources that arrive meanwhile share the transaction.
 * @param known the object's id; missing before the first commit of a create
 */
async function apply<A extends CommonInputs>(
  op: CibOperation<A>,
  known?: string,
): Promise<Applied> {
  const { said, ...result } = await op.cluster.transactions.submit(
    op.label,
    (cib, agent: AgentLookup) => edit(op, known, cib, agent),
    {
      ready: op.prepare(),
      // An update needs the status: it waits for the resources that ran before and that it restarts.
      ofConfiguration: op.before === undefined && !op.kind.running?.stopBeforePut,
    },
  );
  for (const note of said.notes ?? []) info(`${result.id}: ${note}`);
  for (const warning of said.warnings ?? []) warn(`${result.id}: ${warning}`);
  return { ...result, at: Date.now() };
}

type Edited = Omit<Applied, "at"> & { readonly said: Pick<Put, "notes" | "warnings"> };

/** Edits one object. Every decision is made here, because the edit may run again on a newer CIB. */
function edit<A extends CommonInputs>(
  op: CibOperation<A>,
  known: string | undefined,
  cib: Element,
  agent: AgentLookup,
): { readonly cib: Element; readonly value: Edited } {
  const { kind, args, before, label } = op;
  const present = kind.locate(cib, args, known);
  const id = known ?? (present && idOf(present));
  const put = kind.put(cib, { args, agent, ...(id && { id }), ...(before && { before }) });
  const differs = diffCib(cib, put.cib).length > 0;
  for (const claimed of [...(known === undefined ? [put.id] : []), ...(put.owned ?? [])])
    claim(op, claimed);
  const mayChange = known !== undefined || (args.adopt ?? false);
  if (present && differs && !mayChange) throw alreadyExists(kind, label, args, present, cib);
  const target = kind.running?.stopTarget(put.cib, put.id, args);
  const resumed = target === undefined ? put.cib : resumeAfterDeletion(put.cib, target);
  const isNew = present === undefined && before === undefined;
  const hasConstraints = (put.owned ?? []).length > 0;
  const governed = govern(op, { cib: resumed, isNew, hasConstraints });
  return {
    cib: governed.cib,
    value: {
      id: put.id,
      existedBefore: present !== undefined && known === undefined,
      cib: governed.cib,
      released: governed.released,
      kindState: put.kindState,
      said: differs ? put : {},
    },
  };
}

/**
 * Claims an id for one resource of this run. Names that are unknown at preview may turn out to be equal. The edit claims,
 * because one transaction may contain both resources. A retry of the edit claims the same id again, which changes nothing.
 */
function claim<A extends CommonInputs>(
  { cluster, args, label }: CibOperation<A>,
  id: string,
): void {
  if ((cluster.claimedIds.get(id) ?? args) !== args)
    throw new PreconditionFailed(
      `${label}: another resource of this program creates ${id} in this run; declare it once, or give one of them another name`,
    );
  cluster.claimedIds.set(id, args);
}

/**
 * Waits, then tells whether the commit is still there. Another writer may have replaced the whole configuration, and then
 * the wait proves nothing.
 */
async function waitAndVerify<A extends CommonInputs>(
  op: CibOperation<A>,
  applied: Applied,
): Promise<boolean> {
  const waited = await waitUntilSettled(op, applied).catch(toError);
  const lastRead = waited instanceof Error ? undefined : waited;
  const seen = (await op.cluster.readAfterForeignWriters(applied.at)) ?? lastRead;
  if (seen && (await isOverwritten(op, applied.id, seen))) return false;
  if (waited instanceof Error) throw waited;
  return true;
}

async function isOverwritten<A extends CommonInputs>(
  op: CibOperation<A>,
  id: string,
  seen: Element,
): Promise<boolean> {
  const { kind, args, before, cluster } = op;
  const agent = await op.prepare();
  const put = kind.put(seen, { id, args, agent, ...(before && { before }) });
  if (diffCib(seen, put.cib).length === 0) return false;
  info(`${put.id}: overwritten by another writer (${cluster.otherWriter}), applying it again`);
  return true;
}
