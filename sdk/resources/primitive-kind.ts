import type * as pulumi from "@pulumi/pulumi";
import { agentName, parameterFailures } from "../cib/agent";
import { byId, parentOf } from "../cib/find";
import { stoppedByHand } from "../cib/group";
import type { Pairs } from "../cib/nvset";
import type { Operation } from "../cib/operations";
import {
  type CloneSpec,
  type PrimitiveSpec,
  observePrimitive,
  outerId,
  putPrimitive,
  removePrimitive,
} from "../cib/primitive";
import { type Scalar, boolean, sameMeaning, text } from "../cib/values";
import { type CibKind, type CommonInputs, type Failure } from "../engine/kind";
import type { CommonArgs } from "../engine/resource";
import {
  type Rule,
  all,
  check,
  duration,
  id,
  listOf,
  nonEmpty,
  pairs,
  required,
  trueOrFalse,
} from "../engine/validate";
import { isUnknown } from "../engine/unknown";
import { Refused } from "../errors";
import { kebabKeys, observedKeys } from "./names";

/** A value of an agent's parameter or of a meta attribute. */
export type Value = pulumi.Input<string> | pulumi.Input<number> | pulumi.Input<boolean>;

/** An operation of a resource: how often it is monitored, how long it may take. */
export type OperationArgs = {
  [K in keyof Omit<Operation, "parameters">]: pulumi.Input<Operation[K]>;
} & {
  /** Parameters of this operation, such as `{ OCF_CHECK_LEVEL: 10 }`. */
  parameters?: pulumi.Input<Record<string, Value>>;
};

/** What every primitive takes. */
export interface PrimitiveCommonArgs extends CommonArgs {
  /** The id in the CIB. @default the Pulumi name */
  name?: pulumi.Input<string>;
  /** Parameters of the agent that have no argument of their own, in the agent's own spelling. */
  parameters?: pulumi.Input<Record<string, Value>>;
  /** Meta attributes, in camelCase or in Pacemaker's spelling: `{ migrationThreshold: 3 }`. */
  meta?: pulumi.Input<Record<string, Value>>;
  /**
   * Operations. One that is declared replaces the advised one of the same name and role.
   * @default those that the agent advises, as pcs adds them
   */
  operations?: pulumi.Input<pulumi.Input<OperationArgs>[]>;
  /**
   * Create it stopped; the group that takes it in starts it, so that it never runs before its group does.
   * @default false: it starts at once
   */
  startWithGroup?: pulumi.Input<boolean>;
}

/** What the engine gets of a primitive. */
export interface PrimitiveInputs extends CommonInputs {
  readonly name: string;
  readonly parameters?: Pairs;
  readonly meta?: Pairs;
  readonly operations?: readonly Operation[];
  readonly startWithGroup?: boolean;
}

/** One typed argument: the agent's name for it, what is right, and whether it has to be there. */
export interface Parameter {
  readonly name: string;
  readonly rule: Rule;
  readonly required?: boolean;
}

export interface PrimitiveDefinition<A> {
  readonly type: string;
  readonly agent: (args: A) => string;
  /** The argument that names the agent or a part of it, and its value for an agent found in the cluster. */
  readonly agentArgument?: {
    readonly name: keyof A & string;
    readonly from: (agent: string) => string;
  };
  readonly parameters: Readonly<Record<string, Parameter>>;
  readonly clone?: (args: A) => CloneSpec | undefined;
  /** The primitive's own id. @default `name` */
  readonly validate?: (args: A) => readonly Failure[];
  readonly attribute?: (args: A) => string;
  /** The Pulumi id is the clone's. */
  readonly idIsClone?: boolean;
  readonly identity?: readonly (keyof A & string)[];
  readonly deleteFirst?: (before: A, args: A) => boolean;
}

type Args = Readonly<Record<string, unknown>>;

/** The kind of every primitive, from a table of its agent's parameters. */
export function primitiveKind<A extends PrimitiveInputs>(d: PrimitiveDefinition<A>): CibKind<A> {
  const spec = (args: A): PrimitiveSpec => specOf(d, args);
  const pulumiId = (args: A): string => (d.idIsClone ? outerId(spec(args)) : args.name);
  return {
    type: d.type,
    ...(d.identity ? { identity: d.identity } : {}),
    ...(d.deleteFirst ? { deleteFirst: d.deleteFirst } : {}),
    validate: (args) => [...validatePrimitive(d, args), ...(d.validate?.(args) ?? [])],
    agents: (args) => [d.agent(args)],
    locate: (cib, args) => byId(cib, args.name),
    put: (cib, { args, before, agent }) => {
      const about = agent(d.agent(args));
      refuseWrong(cib, args, parameterFailures(about, d.agent(args), specOf(d, args).parameters));
      const was = before && specOf(d, before);
      const next = putPrimitive(cib, spec(args), was, about, args.startWithGroup ?? false);
      return { cib: next, id: pulumiId(args) };
    },
    observe: (cib, _id, args) => {
      const seen = observePrimitive(cib, spec(args));
      return seen && observed(d, args, seen);
    },
    stops: (_cib, _id, args) => outerId(spec(args)),
    remove: (cib, _id, args) => removePrimitive(cib, args.name),
    named: (_id, args) => [...new Set([args.name, outerId(spec(args))])],
    awaits: (cib, _id, args) => ({
      resources: waitsForGroup(cib, args) ? [] : [outerId(spec(args))],
      ...(d.attribute ? { attribute: d.attribute(args) } : {}),
    }),
  };
}

/** Held back until its group takes it in. */
function waitsForGroup(cib: Parameters<typeof byId>[0], args: PrimitiveInputs): boolean {
  const e = byId(cib, args.name);
  return (
    args.startWithGroup === true &&
    e !== undefined &&
    stoppedByHand(e) &&
    parentOf(cib, args.name)?.name !== "group"
  );
}

function refuseWrong(
  cib: Parameters<typeof byId>[0],
  args: PrimitiveInputs,
  failures: readonly string[],
): void {
  const present = byId(cib, args.name);
  const taken =
    present && present.name !== "primitive"
      ? [
          `name: the id ${args.name} belongs to a ${present.name} of the cluster; choose another name`,
        ]
      : [];
  const all = [...taken, ...failures];
  if (all.length > 0) throw new Refused(all.map((f) => `${args.name}: ${f}`).join("\n"));
}

const encode = (value: unknown): Scalar =>
  Array.isArray(value) ? value.map((v) => text(v as Scalar)).join(" ") : (value as Scalar);

function specOf<A extends PrimitiveInputs>(d: PrimitiveDefinition<A>, args: A): PrimitiveSpec {
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
function observed<A extends PrimitiveInputs>(
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
    else if (!sameMeaning(value, encode(declared))) result[argument] = decode(value, declared);
  }
  if (args.parameters) result.parameters = observedOwn(args.parameters, seen.parameters);
  if (args.meta) result.meta = observedKeys(args.meta, seen.meta);
  if (args.operations) result.operations = seen.operations;
  if (d.agentArgument && seen.agent !== d.agent(args))
    result[d.agentArgument.name] = d.agentArgument.from(seen.agent);
  return result as unknown as A;
}

const observedOwn = (declared: Pairs, seen: Pairs): Pairs =>
  Object.fromEntries(Object.entries(seen).filter(([name]) => name in declared));

/** A value of the cluster in the type that the program uses. */
function decode(value: Scalar, declared: unknown): unknown {
  if (Array.isArray(declared))
    return text(value)
      .split(/\s+/)
      .filter((v) => v !== "");
  if (typeof declared === "number" && Number.isFinite(Number(value))) return Number(value);
  if (typeof declared === "boolean") return boolean(value) ?? value;
  return value;
}

function validatePrimitive<A extends PrimitiveInputs>(
  d: PrimitiveDefinition<A>,
  args: A,
): Failure[] {
  const typed = Object.entries(d.parameters).flatMap(([argument, { rule, required: must }]) =>
    check(args, argument, rule, must ?? false),
  );
  return [
    ...required(args, "name", id),
    ...typed,
    ...check(args, "parameters", all(pairs, twice(d))),
    ...check(args, "meta", pairs),
    ...check(args, "startWithGroup", trueOrFalse),
    ...check(args, "operations", listOf(operation, 0)),
    ...agentFailure(d, args),
  ];
}

/** A parameter can be given once: by its argument, or in `parameters`. */
const twice =
  <A>(d: PrimitiveDefinition<A>): Rule =>
  (v) => {
    const found = Object.entries(d.parameters).filter(([, { name }]) => name in (v as object));
    return found.length === 0
      ? undefined
      : found
          .map(
            ([argument, { name }]) => `${name} has an argument of its own, ${argument}: use that`,
          )
          .join("; ");
  };

function agentFailure<A extends PrimitiveInputs>(d: PrimitiveDefinition<A>, args: A): Failure[] {
  const property = d.agentArgument?.name ?? "agent";
  if (
    isUnknown((args as unknown as Args)[property]) ||
    ((args as unknown as Args)[property] === undefined && d.agentArgument)
  )
    return [];
  const agent = d.agent(args);
  return agentName(agent)
    ? []
    : [
        {
          property,
          reason: `${property}: "${agent}" is not the name of a resource agent, such as "ocf:heartbeat:IPaddr2", "lsb:tomcat" or "stonith:fence_ipmilan"`,
        },
      ];
}

const operation: Rule = (v) => {
  if (typeof v !== "object" || v === null) return "must be an object";
  const failures = [
    ...required(v, "name", nonEmpty),
    ...check(v, "interval", times),
    ...check(v, "timeout", times),
    ...check(v, "startDelay", times),
    ...check(v, "role", nonEmpty),
    ...check(v, "onFail", nonEmpty),
    ...check(v, "enabled", trueOrFalse),
    ...check(v, "recordPending", trueOrFalse),
    ...check(v, "parameters", pairs),
  ];
  return failures.length === 0 ? undefined : failures.map((f) => f.reason).join("; ");
};

/** `0` needs no unit. */
const times: Rule = (v) => (v === 0 || v === "0" ? undefined : duration(v));
