import type { Agent } from "../cib/model/agent";
import { diffCib } from "../cib/patch/diff";
import { type Element, idOf } from "../cib/xml/element";
import { resumeAfterDeletion } from "../cib/model/stop-for-deletion";
import { Refused } from "../errors";
import { info } from "../log";
import type { Cluster } from "../cluster/cluster";
import { alreadyExists } from "./already-exists";
import type { CibKind, CommonInputs, PutRequest } from "../kind/cib-kind";
import type { Edit } from "../transaction/group-commit";

/** What is asked of an object; `takeOver` allows to change one that the program did not make. */
export type Request<A> = Omit<PutRequest<A>, "agent"> & { readonly takeOver: boolean };

/** What a commit left. */
export interface Result {
  readonly id: string;
  /** It was there before the program made it. */
  readonly takenOver: boolean;
  readonly cib: Element;
  readonly noted?: unknown;
}

/**
 * Brings an object to what is declared, in one transaction with whatever else arrives.
 * @throws Refused when it cannot be: nothing was changed then
 */
export async function commit<A extends CommonInputs>(
  cluster: Cluster,
  kind: CibKind<A>,
  request: Request<A>,
): Promise<Result> {
  const label = request.id ?? request.args.name ?? request.args.label ?? kind.type;
  let agent: (name: string) => Agent = unprepared;
  const ready = prepared(cluster, kind, request.args).then((known) => ({ agent } = known));
  const edit = editOf(kind, request, label, cluster.claimedIds, (name) => agent(name));
  // An update looks at what ran when it came, to wait for what it restarts.
  const ofConfiguration = request.before === undefined && !kind.looksAtStatus;
  const { notes, ...result } = await cluster.transactions.submit(label, edit, {
    ready,
    ofConfiguration,
  });
  for (const note of notes) info(`${result.id}: ${note}`);
  return result;
}

/** The agents that a kind needs to know, asked for before the CIB is read. */
export async function prepared<A>(
  cluster: Cluster,
  kind: CibKind<A>,
  args: A,
): Promise<{ readonly agent: (name: string) => Agent }> {
  const names = kind.agents?.(args) ?? [];
  const known = await Promise.all(names.map((name) => cluster.loadAgent(name)));
  return { agent: (name) => known[names.indexOf(name)] ?? unprepared(name) };
}

function unprepared(name: string): never {
  throw new Refused(
    `agent: the cluster does not know the agent ${name}; install it on every node, or correct the name (crm_resource --list-agents shows what is there)`,
  );
}

/** The edit of one object: everything that decides is inside, because it may run again on a newer CIB. */
function editOf<A extends CommonInputs>(
  kind: CibKind<A>,
  request: Request<A>,
  label: string,
  made: Map<string, object>,
  agent: (name: string) => Agent,
): Edit<Result & { readonly notes: readonly string[] }> {
  return (cib) => {
    const present = kind.locate(cib, request.args, request.id);
    const id = request.id ?? (present && idOf(present) !== "" ? idOf(present) : undefined);
    const put = kind.put(cib, { ...request, ...(id === undefined ? {} : { id }), agent });
    const differs = diffCib(cib, put.cib).length > 0;
    const fresh = request.id === undefined ? [put.id] : [];
    for (const own of [...fresh, ...(put.owned ?? [])]) claim(made, own, request.args, label);
    if (present && differs && !request.takeOver)
      throw alreadyExists(kind, label, request.args, present, cib);
    const notes = differs ? (put.notes ?? []) : [];
    const takenOver = present !== undefined && request.id === undefined;
    const stopped = kind.stops?.(put.cib, put.id, request.args);
    const lives = stopped === undefined ? put.cib : resumeAfterDeletion(put.cib, stopped);
    return { cib: lives, value: { id: put.id, takenOver, cib: lives, noted: put.noted, notes } };
  };
}

/** Two resources whose names are only known now may turn out to mean one object. */
function claim(made: Map<string, object>, id: string, args: object, label: string): void {
  if ((made.get(id) ?? args) !== args)
    throw new Refused(
      `${label}: another resource of this program creates ${id} in this run; declare it once, or give one of them another name`,
    );
  made.set(id, args);
}
