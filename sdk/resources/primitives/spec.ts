import type { CloneSpec, PrimitiveSpec } from "../../cib/model/primitive";
import { type Scalar, convertToTypeOf, haveSameMeaning, valueText } from "../../cib/xml/values";
import type { Failure } from "../../kind/cib-kind";
import type { Rule } from "../../kind/rules";
import { kebabKeys, observeKeys, observeOwnKeys } from "../spelling";
import type { PrimitiveInputs } from "./args";

/** One typed argument: the agent's name for it, what is right, and whether it has to be there. */
export interface Parameter {
  readonly name: string;
  readonly rule: Rule;
  readonly required?: boolean;
}

export interface PrimitiveDefinition<A> {
  readonly type: string;
  /** The names of all arguments. */
  readonly names: Readonly<Record<string, boolean>>;
  readonly agent: (args: A) => string;
  /** The argument that names the agent or a part of it, and its value for an agent found in the cluster. */
  readonly agentArgument?: {
    readonly name: keyof A & string;
    readonly from: (agent: string) => string;
  };
  readonly parameters: Readonly<Record<string, Parameter>>;
  readonly clone?: (args: A) => CloneSpec | undefined;
  /** The arguments that describe the clone, for the one found in the cluster, if any. */
  readonly cloneArguments?: (args: A, seen: CloneSpec | undefined) => Readonly<Partial<A>>;
  readonly validate?: (args: A) => readonly Failure[];
  readonly attribute?: (args: A) => string;
  /** The Pulumi id is the clone's. */
  readonly idIsClone?: boolean;
  readonly identity?: readonly (keyof A & string)[];
  readonly deleteFirst?: (before: A, args: A) => boolean;
}

type Args = Readonly<Record<string, unknown>>;

const encode = (value: unknown): Scalar =>
  Array.isArray(value) ? value.map((v) => valueText(v as Scalar)).join(" ") : (value as Scalar);

/** A primitive as declared, from its arguments. */
export function buildPrimitiveSpec<A extends PrimitiveInputs>(
  d: PrimitiveDefinition<A>,
  args: A,
): PrimitiveSpec {
  const typed = Object.entries(d.parameters).flatMap(([argument, { name }]) => {
    const value = (args as unknown as Args)[argument];
    return value === undefined ? [] : [[name, encode(value)] as const];
  });
  const clone = d.clone?.(args);
  return {
    id: args.name,
    agent: d.agent(args),
    parameters: { ...Object.fromEntries(typed), ...args.parameters },
    meta: kebabKeys(args.meta),
    operations: args.operations ?? [],
    ...(clone ? { clone } : {}),
  };
}

/** The arguments with what the cluster has in place of what was declared. */
export function observePrimitiveArgs<A extends PrimitiveInputs>(
  d: PrimitiveDefinition<A>,
  args: A,
  seen: PrimitiveSpec,
): A {
  const result: Record<string, unknown> = { ...(args as unknown as Args) };
  for (const [argument, { name }] of Object.entries(d.parameters)) {
    const declared = result[argument];
    if (declared === undefined) continue;
    const value = seen.parameters[name];
    if (value === undefined) Reflect.deleteProperty(result, argument);
    else if (!haveSameMeaning(value, encode(declared))) result[argument] = decode(value, declared);
  }
  if (args.parameters) result.parameters = observeOwnKeys(args.parameters, seen.parameters);
  if (args.meta) result.meta = observeKeys(args.meta, seen.meta);
  if (args.operations || seen.operations.length > 0) result.operations = seen.operations;
  if (d.agentArgument && seen.agent !== d.agent(args))
    result[d.agentArgument.name] = d.agentArgument.from(seen.agent);
  if (d.cloneArguments && d.clone?.(args))
    Object.assign(result, d.cloneArguments(args, seen.clone));
  return only(result) as unknown as A;
}

const only = (args: Args): Args =>
  Object.fromEntries(Object.entries(args).filter(([, value]) => value !== undefined));

/** A value of the cluster in the type that the program uses. */
function decode(value: Scalar, declared: unknown): unknown {
  if (Array.isArray(declared))
    return valueText(value)
      .split(/\s+/)
      .filter((v) => v !== "");
  return convertToTypeOf(declared, valueText(value));
}
