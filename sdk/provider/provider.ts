import { NotConverged } from "../errors";
import { debug, info } from "../log";
import { isDeclared, isRetained, noteDeclared, retain } from "../reconcile/retained-objects";
import { type CommonInputs, type Lifecycle, PartialFailure, toError } from "../kind/lifecycle";
import { type Failure, isUnknown } from "../kind/rules";
import { validateCommonArgs } from "../kind/common-args";

type Props = CommonInputs & { readonly __provider?: string };

export interface DiffResult {
  changes?: boolean;
  replaces?: string[];
  deleteBeforeReplace?: boolean;
}

/** Pulumi's provider methods for all kinds. */
export interface PulumiProvider {
  check: (olds: Props, news: Props) => Promise<{ inputs: Props; failures: Failure[] }>;
  diff: (id: string, olds: Props, news: Props) => Promise<DiffResult>;
  create: (inputs: Props) => Promise<{ id: string; outs: Props }>;
  read: (id: string, props: Props) => Promise<{ id?: string; props?: Props; inputs?: Props }>;
  update: (id: string, olds: Props, news: Props) => Promise<{ outs: Props }>;
  delete: (id: string, props: Props) => Promise<void>;
}

// Inputs that `diff` ignores. The label names a resource in messages only, and an alias may change it.
const BOOKKEEPING = ["__provider", "__noted", "__label", "__governedBy", "__awaits", "label"];
// Inputs that depend on the machine: a laptop and a CI runner may share a stack.
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
      withPlainErrors(() => {
        noteDeclared(toCanonical(news));
        const failures = [...validateCommonArgs(news), ...lifecycleOf(news).kind.validate(news)];
        return { inputs: news, failures: [...failures] };
      }),
    diff: (id, olds, news) =>
      withPlainErrors(() => {
        const { properties, deleteFirst } = lifecycleOf(news).findReplacement(olds, news);
        const [isKept, now] = [properties.length === 0, toCanonical(news)];
        if (isKept && isDeclared(now))
          retainAll(lifecycleOf(news), id, withKindState(news, olds.__noted));
        if (isKept && toCanonical(olds) === now && !losesGovernor(olds, news))
          return { changes: false };
        return { replaces: [...properties], deleteBeforeReplace: deleteFirst ?? false };
      }),
    create: (inputs) =>
      keepPartialFailure(inputs, async () => {
        const { id, kindState } = await lifecycleOf(inputs).create(inputs);
        const outs = withKindState(inputs, kindState);
        retainAll(lifecycleOf(inputs), id, outs);
        return { id, outs };
      }),
    read: (id, props) =>
      withPlainErrors(async () => {
        const seen = await lifecycleOf(props).read(id, omit(props, "__provider"));
        // A result without an id removes the resource from the state, so it needs proof of absence.
        return seen ? { id, props: { ...seen }, inputs: omit(seen, "__noted", "__awaits") } : {};
      }),
    update: (id, olds, news) =>
      keepPartialFailure(news, async () => {
        const [before, args] = [omit(olds, "__provider"), omit(news, "__provider")];
        const made = await lifecycleOf(news).update(id, before, args);
        const outs = withKindState(news, made instanceof Object ? made.kindState : undefined);
        for (const part of lifecycleOf(news).retainedParts?.(outs) ?? [])
          retain(news.cluster, part);
        return { outs };
      }),
    delete: (id, props) =>
      withPlainErrors(() => {
        const lifecycle = lifecycleOf(props);
        if (!isRetained(props.cluster, lifecycle.retainedId?.(id) ?? id))
          return lifecycle.delete(id, omit(props, "__provider"));
        info(`${id}: kept, because another resource of this program manages it`);
        return undefined;
      }),
  };
}

/**
 * Tells whether the program no longer has something for which a primitive waited when it was created. If that was never
 * made, the primitive is still stopped, and its update starts it.
 */
const losesGovernor = (olds: Props, news: Props): boolean =>
  (olds.__governedBy ?? []).some((governor) => !(news.__governedBy ?? []).includes(governor));

function retainAll(lifecycle: Lifecycle, id: string, props: Props): void {
  for (const part of [
    lifecycle.retainedId?.(id) ?? id,
    ...(lifecycle.retainedParts?.(props) ?? []),
  ])
    retain(props.cluster, part);
}

const omit = (props: object, ...omitted: readonly string[]): Props =>
  Object.fromEntries(
    Object.entries(props).filter(([name]) => !omitted.includes(name)),
  ) as unknown as Props;

/** Adds `kindState` to the inputs for the state. */
const withKindState = (inputs: Props, kindState: unknown): Props =>
  kindState === undefined ? inputs : { ...inputs, __noted: kindState };

/** Removes the stack and properties of errors. The engine prints a stack and reads an integer `code` as a gRPC status. */
async function withPlainErrors<T>(work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (e) {
    throw toPlainError(e);
  }
}

function toPlainError(e: unknown): Error {
  const error = toError(e);
  debug(error.stack ?? error.message);
  const plainError = new Error(error.message);
  plainError.stack = "";
  return plainError;
}

/** Stores an object that exists but differs from its declaration in the state, with the reasons. The next `up` updates it. */
async function keepPartialFailure<T>(inputs: Props, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (e) {
    if (!(e instanceof PartialFailure)) throw toPlainError(e);
    debug(e.cause.stack ?? e.message);
    throw Object.assign(toPlainError(e), {
      id: e.id,
      properties: {
        ...withKindState(inputs, e.kindState),
        ...(e.awaits.length > 0 ? { __awaits: [...e.awaits] } : {}),
      },
      reasons: e.cause instanceof NotConverged ? [...e.cause.reasons] : [e.message],
    });
  }
}

const toCanonical = (inputs: Props): string => JSON.stringify(normalize(inputs));

function normalize(value: unknown): unknown {
  if (isUnknown(value) || typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(normalize);
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !BOOKKEEPING.includes(name) && !MACHINE.includes(name))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, v]) => [name, normalize(v)]),
  );
}
