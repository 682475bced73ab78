import { NotConverged } from "../errors";
import { debug, hideSecrets, info, rememberSecrets } from "../log";
import {
  isDeclared,
  isReplaced,
  isRetained,
  noteAdopted,
  noteCheckWithoutOlds,
  noteDeclared,
  noteGovernors,
  noteKept,
  noteReplaced,
  retain,
} from "../reconcile/retained-objects";
import { type CommonInputs, type Lifecycle, PartialFailure, toError } from "../kind/lifecycle";
import { omit, toCanonical } from "./canonical";
import { keepIds } from "./keep-ids";
import type { Failure } from "../kind/rules";
import { hiddenValues, hideInFailure } from "../kind/secret-paths";
import { validateCommonArgs } from "../kind/common-args";

type Props = CommonInputs & { readonly __provider?: string };

export interface DiffResult {
  changes?: boolean;
  replaces?: string[];
  deleteBeforeReplace?: boolean;
}

/** Pulumi's provider methods for all kinds. */
export interface PulumiProvider {
  /** The engine gives no old inputs for a new resource, and for the new half of a replacement. */
  check: (olds: Partial<Props>, news: Props) => Promise<{ inputs: Props; failures: Failure[] }>;
  diff: (id: string, olds: Props, news: Props) => Promise<DiffResult>;
  create: (inputs: Props) => Promise<{ id: string; outs: Props }>;
  read: (id: string, props: Props) => Promise<{ id?: string; props?: Props; inputs?: Props }>;
  update: (id: string, olds: Props, news: Props) => Promise<{ outs: Props }>;
  delete: (id: string, props: Props) => Promise<void>;
}

export function makeProvider(lifecycles: readonly Lifecycle[]): PulumiProvider {
  const lifecycleOf = (props: Props): Lifecycle => {
    const found = lifecycles.find(({ kind }) => kind.type === props.__kind);
    if (!found)
      throw new Error(
        `this version of pulumi-pacemaker does not know the kind ${props.__kind}; install a newer one`,
      );
    if (props.__secrets) rememberSecrets(hiddenValues(props, found.kind.arguments));
    return found;
  };
  return {
    check: (olds, news) =>
      withPlainErrors(() => {
        const inputs = keepIds(olds, news);
        noteDeclared(toCanonical(inputs));
        if (Object.keys(olds).length === 0) noteCheckWithoutOlds(inputs);
        const { __governedBy: governors, name = "" } = inputs;
        if (governors) noteGovernors(inputs.cluster, name, governors);
        const { kind } = lifecycleOf(inputs);
        const failures = [...validateCommonArgs(inputs), ...kind.validate(inputs)];
        return { inputs, failures: failures.map((failure) => hideInFailure(inputs, failure)) };
      }),
    diff: (id, olds, news) =>
      withPlainErrors(() => {
        const lifecycle = lifecycleOf(news);
        const { properties, deleteFirst } = lifecycle.findReplacement(olds, news);
        const [isKept, now] = [properties.length === 0, toCanonical(news)];
        if (!isKept) noteReplaced(olds.cluster, objectOf(lifecycle, id));
        if (isKept && isDeclared(now))
          noteKept(news, partsOf(lifecycle, id, withKindState(news, olds.__noted)));
        const isSame = isKept && toCanonical(olds) === now;
        // Without `changes` the engine compares the inputs, and after a refresh those of a failed resource are equal.
        if (isSame && olds.__awaits !== undefined) return { changes: true };
        if (isSame && !losesGovernor(olds, news)) return { changes: false };
        // A replacement that only the engine wants (`replaceOnChanges`) keeps the id, so the old object has to go first.
        return { replaces: [...properties], deleteBeforeReplace: isKept || (deleteFirst ?? false) };
      }),
    create: (inputs) =>
      keepPartialFailure(inputs, async () => {
        const lifecycle = lifecycleOf(inputs);
        const { id, kindState, existedBefore = false } = await lifecycle.create(inputs);
        const outs = withKindState(inputs, kindState);
        for (const part of partsOf(lifecycle, id, outs)) retain(inputs.cluster, part);
        if (existedBefore) noteAdopted(inputs, objectOf(lifecycle, id));
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
        lifecycleOf(olds); // remembers the former secrets
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
        const args = omit(props, "__provider");
        if (!isRetained(props.cluster, objectOf(lifecycle, id))) return lifecycle.delete(id, args);
        if (isReplaced(props, objectOf(lifecycle, id))) return lifecycle.restart?.(id, args);
        info(`${id}: kept, because another resource of this program manages it`);
        return undefined;
      }),
  };
}

const objectOf = (lifecycle: Lifecycle, id: string): string => lifecycle.retainedId?.(id) ?? id;

const partsOf = (lifecycle: Lifecycle, id: string, props: Props): readonly string[] => [
  objectOf(lifecycle, id),
  ...(lifecycle.retainedParts?.(props) ?? []),
];

/**
 * Tells whether the program has less for which a primitive waits than when it was created. If that was never made, the
 * primitive is still stopped, and its update starts it. What comes in its place starts the primitive itself.
 */
const losesGovernor = (olds: Props, news: Props): boolean =>
  (olds.__governedBy ?? []).length > (news.__governedBy ?? []).length;

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
  const plainError = new Error(hideSecrets(error.message));
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
      properties: { ...withKindState(inputs, e.kindState), __awaits: [...e.awaits] },
      reasons: (e.cause instanceof NotConverged ? e.cause.reasons : [e.message]).map(hideSecrets),
    });
  }
}
