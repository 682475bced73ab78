import { agentName } from "../cib/agent";
import type { Failure } from "../engine/kind";
import { isUnknown } from "../engine/unknown";
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
import type { PrimitiveInputs } from "./primitive-args";
import type { PrimitiveDefinition } from "./primitive-spec";

type Args = Readonly<Record<string, unknown>>;

/** Every mistake in a primitive's arguments that shows without a cluster. */
export function validatePrimitive<A extends PrimitiveInputs>(
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
