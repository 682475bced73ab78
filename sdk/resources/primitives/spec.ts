import type { PrimitiveSpec } from "../../cib/model/primitive";
import { type Scalar, convertToTypeOf, haveSameMeaning, valueText } from "../../cib/xml/values";
import { observedSets, valueSets } from "../value-sets/spec";
import { kebabKeys, observeKeys, observeOwnKeys } from "../spelling";
import type { PrimitiveDefinition, PrimitiveInputs, PrimitiveTable } from "./definition";

type Values = Readonly<Record<string, unknown>>;

/** Joins a list to one value, with a blank between entries. */
const encode = (value: unknown): Scalar =>
  Array.isArray(value) ? value.map((v) => valueText(v as Scalar)).join(" ") : (value as Scalar);

/** Builds the declared primitive from its arguments. */
export function buildPrimitiveSpec<D, A extends PrimitiveInputs>(
  table: PrimitiveTable,
  d: Pick<PrimitiveDefinition<D, A>, "agent" | "template" | "clone">,
  args: A,
): PrimitiveSpec {
  const typed = Object.entries(table).flatMap(([argument, { parameter }]) => {
    const value = (args as unknown as Values)[argument];
    return parameter === undefined || value === undefined
      ? []
      : [[parameter, encode(value)] as const];
  });
  const clone = d.clone?.(args);
  const [agent, template] = [d.agent(args), d.template?.(args)];
  return {
    id: args.name,
    ...(agent === undefined ? {} : { agent }),
    ...(template === undefined ? {} : { template }),
    parameters: { ...Object.fromEntries(typed), ...args.parameters },
    meta: kebabKeys(args.meta),
    operations: args.operations ?? [],
    ...valueSets(args.name, args),
    ...(args.utilization ? { utilization: args.utilization } : {}),
    ...(clone ? { clone } : {}),
  };
}

/** Returns the arguments with observed values in place of declared ones. */
export function observePrimitiveArgs<D, A extends PrimitiveInputs>(
  table: PrimitiveTable,
  d: Pick<
    PrimitiveDefinition<D, A>,
    "agent" | "template" | "agentArgument" | "clone" | "cloneArguments"
  >,
  args: A,
  seen: PrimitiveSpec,
): A {
  const result: Record<string, unknown> = { ...(args as unknown as Values) };
  for (const [argument, { parameter }] of Object.entries(table)) {
    const declared = result[argument];
    if (parameter === undefined || declared === undefined) continue;
    const value = seen.parameters[parameter];
    if (value === undefined) Reflect.deleteProperty(result, argument);
    else if (!haveSameMeaning(value, encode(declared))) result[argument] = decode(value, declared);
  }
  if (args.parameters) result.parameters = observeOwnKeys(args.parameters, seen.parameters);
  if (args.meta) result.meta = observeKeys(args.meta, seen.meta);
  if (args.utilization)
    result.utilization = observeOwnKeys(args.utilization, seen.utilization ?? {});
  Object.assign(result, observedSets(args.name, args, seen));
  if (args.operations || seen.operations.length > 0) result.operations = seen.operations;
  if (d.agentArgument && seen.agent !== d.agent(args))
    result[d.agentArgument.name] = seen.agent && d.agentArgument.from(seen.agent);
  if (d.template) result.template = seen.template;
  if (d.cloneArguments && d.clone?.(args))
    Object.assign(result, d.cloneArguments(args, seen.clone));
  return withoutUndefined(result) as unknown as A;
}

const withoutUndefined = (args: Values): Values =>
  Object.fromEntries(Object.entries(args).filter(([, value]) => value !== undefined));

/** Converts an observed value to the type of the declared one. */
function decode(value: Scalar, declared: unknown): unknown {
  if (Array.isArray(declared))
    return valueText(value)
      .split(/\s+/)
      .filter((v) => v !== "");
  return convertToTypeOf(declared, valueText(value));
}
