import { NotConverged } from "../errors";
import { debug, info } from "../log";
import { isDeclared, isRetained, noteDeclared, retain } from "../reconcile/retained-objects";
import { type CommonInputs, type Lifecycle, PartlyMade, toError } from "../kind/lifecycle";
import { type Failure, isUnknown } from "../kind/rules";
import { validateCommonArgs } from "../kind/common-args";

type Props = CommonInputs & { readonly __provider?: string };

export interface DiffResult {
  changes?: boolean;
  replaces?: string[];
  deleteBeforeReplace?: boolean;
}

/** Pulumi's provider methods over the lifecycles of all kinds. */
export interface PulumiProvider {
  check: (olds: Props, news: Props) => Promise<{ inputs: Props; failures: Failure[] }>;
  diff: (id: string, olds: Props, news: Props) => Promise<DiffResult>;
  create: (inputs: Props) => Promise<{ id: string; outs: Props }>;
  read: (id: string, props: Props) => Promise<{ id?: string; props?: Props; inputs?: Props }>;
  update: (id: string, olds: Props, news: Props) => Promise<{ outs: Props }>;
  delete: (id: string, props: Props) => Promise<void>;
}

// Machine-specific: a laptop and a CI runner share a stack, so a difference here is none.
// What a resource is called in messages is none either: it may be another name by an alias.
const OWN = ["__provider", "__noted", "label"];
const MACHINE = ["privateKeyPath", "knownHostsPath", "agentSocketPath"];

export function makeProvider(lifecycles: readonly Lifecycle[]): PulumiProvider {
  const lifecycleOf = (props: Props): Lifecycle => {
    const found = lifecycles.find(({ kind }) => kind.type === props.__kind);
    if (!found)
      throw new Error(
        `this version of pulumi-pacemaker does not know the kind ${props.__kind}; install a newer one`,
      );
    return found;
  };
  return {
    check: (_olds, news) =>
      plain(() => {
        noteDeclared(canonical(news));
        const failures = [...validateCommonArgs(news), ...lifecycleOf(news).kind.validate(news)];
        return { inputs: news, failures: [...failures] };
      }),
    diff: (id, olds, news) =>
      plain(() => {
        const { properties, deleteFirst } = lifecycleOf(news).findReplacement(olds, news);
        const [stays, now] = [properties.length === 0, canonical(news)];
        if (stays && isDeclared(now))
          retainAll(lifecycleOf(news), id, withKindState(news, olds.__noted));
        if (stays && canonical(olds) === now) return { changes: false };
        return { replaces: [...properties], deleteBeforeReplace: deleteFirst ?? false };
      }),
    create: (inputs) =>
      partly(inputs, async () => {
        const { id, kindState } = await lifecycleOf(inputs).create(inputs);
        const outs = withKindState(inputs, kindState);
        retainAll(lifecycleOf(inputs), id, outs);
        return { id, outs };
      }),
    read: (id, props) =>
      plain(async () => {
        const seen = await lifecycleOf(props).read(id, without(props, "__provider"));
        // An empty id removes the resource from the state: only on proof of absence.
        return seen ? { id, props: { ...seen }, inputs: without(seen, "__noted") } : {};
      }),
    update: (id, olds, news) =>
      partly(news, async () => {
        const [before, args] = [without(olds, "__provider"), without(news, "__provider")];
        const made = await lifecycleOf(news).update(id, before, args);
        const outs = withKindState(news, made instanceof Object ? made.kindState : undefined);
        for (const part of lifecycleOf(news).retainedParts?.(outs) ?? [])
          retain(news.cluster, part);
        return { outs };
      }),
    delete: (id, props) =>
      plain(() => {
        const lifecycle = lifecycleOf(props);
        if (!isRetained(props.cluster, lifecycle.retainedId?.(id) ?? id))
          return lifecycle.delete(id, without(props, "__provider"));
        info(`${id}: stays, another resource of this program has it`);
        return undefined;
      }),
  };
}

function retainAll(lifecycle: Lifecycle, id: string, props: Props): void {
  for (const part of [
    lifecycle.retainedId?.(id) ?? id,
    ...(lifecycle.retainedParts?.(props) ?? []),
  ])
    retain(props.cluster, part);
}

const without = (props: object, gone: string): Props =>
  Object.fromEntries(Object.entries(props).filter(([name]) => name !== gone)) as unknown as Props;

/** The state keeps `kindState` beside the inputs. */
const withKindState = (inputs: Props, kindState: unknown): Props =>
  kindState === undefined ? inputs : { ...inputs, __noted: kindState };

/** The engine prints an error's stack and takes an integer `code` for a gRPC status: an expected error has neither. */
async function plain<T>(work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (e) {
    throw worded(e);
  }
}

function worded(e: unknown): Error {
  const error = toError(e);
  debug(error.stack ?? error.message);
  const plainError = new Error(error.message);
  plainError.stack = "";
  return plainError;
}

/** A resource that exists but is not as declared is kept in the state, with the reasons; the next `up` updates it. */
async function partly<T>(inputs: Props, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (e) {
    if (!(e instanceof PartlyMade)) throw worded(e);
    debug(e.cause.stack ?? e.message);
    throw Object.assign(worded(e), {
      id: e.id,
      properties: withKindState(inputs, e.kindState),
      reasons: e.cause instanceof NotConverged ? [...e.cause.reasons] : [e.message],
    });
  }
}

const canonical = (inputs: Props): string => JSON.stringify(comparable(inputs));

function comparable(value: unknown): unknown {
  if (isUnknown(value) || typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(comparable);
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !OWN.includes(name) && !MACHINE.includes(name))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, v]) => [name, comparable(v)]),
  );
}
