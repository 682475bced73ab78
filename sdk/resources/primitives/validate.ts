import { type Operation, operationBeat } from "../../cib/model/operation";
import type { Failure } from "../../kind/cib-kind";
import { hasUnknown } from "../../kind/unknown-values";
import {
  type ArgumentNames,
  type Rule,
  allRules,
  check,
  duration,
  id,
  listOf,
  oneOf,
  pairsRule,
  required,
  unknownArguments,
  trueOrFalse,
} from "../../kind/rules";
import { spelledOnce } from "../spelling";
import type { PrimitiveInputs } from "./args";
import type { PrimitiveDefinition } from "./spec";

/** Every mistake in a primitive's arguments that shows without a cluster. */
export function validatePrimitive<A extends PrimitiveInputs>(
  d: PrimitiveDefinition<A>,
  args: A,
): Failure[] {
  const typed = Object.entries(d.parameters).flatMap(([argument, { rule, required: must }]) =>
    check(args, argument, rule, must ?? false),
  );
  return [
    ...unknownArguments(args, d.names, "; other parameters of the agent go into `parameters`"),
    ...required(args, "name", id),
    ...typed,
    ...check(args, "parameters", allRules(pairsRule, twice(d))),
    ...check(args, "meta", allRules(pairsRule, spelledOnce)),
    ...check(args, "startWithGroup", trueOrFalse),
    ...check(args, "operations", allRules(listOf(operation, 0), apart)),
  ];
}

/** A parameter can be given once: by its argument, or in `parameters`. */
const twice =
  <A>(d: PrimitiveDefinition<A>): Rule =>
  (v) => {
    const found = Object.entries(d.parameters).filter(([, { name }]) =>
      Object.hasOwn(v as object, name),
    );
    return found.length === 0
      ? undefined
      : found
          .map(
            ([argument, { name }]) => `${name} has an argument of its own, ${argument}: use that`,
          )
          .join("; ");
  };

/** Pacemaker tells operations apart by name and interval. */
const apart: Rule = (v) => {
  const beats = (v as Operation[]).filter((o) => !hasUnknown(o)).map(operationBeat);
  const twice = beats.filter((b, i) => beats.indexOf(b) !== i);
  return twice.length === 0
    ? undefined
    : `${[...new Set(twice)].join(", ")} is there more than once; give each operation of one name another interval`;
};

const OPERATION: ArgumentNames<Operation> = {
  name: true,
  interval: true,
  timeout: true,
  role: true,
  onFail: true,
  startDelay: true,
  enabled: true,
  recordPending: true,
  parameters: true,
};

const ROLES = ["Started", "Stopped", "Promoted", "Unpromoted", "Master", "Slave"];
const FATES = ["ignore", "block", "stop", "restart", "standby", "fence", "demote"];

/** It becomes a part of the operation's id. */
const action: Rule = (v) =>
  typeof v === "string" && /^[A-Za-z0-9_-]+$/.test(v)
    ? undefined
    : `${JSON.stringify(v).slice(0, 100)} is not the name of an operation, such as "monitor" or "start"`;

const operation: Rule = (v) => {
  if (typeof v !== "object" || v === null) return "must be an object";
  const failures = [
    ...unknownArguments(v, OPERATION),
    ...required(v, "name", action),
    ...check(v, "interval", times),
    ...check(v, "timeout", times),
    ...check(v, "startDelay", times),
    ...check(v, "role", oneOf(...ROLES)),
    ...check(v, "onFail", oneOf(...FATES, "restart-container")),
    ...check(v, "enabled", trueOrFalse),
    ...check(v, "recordPending", trueOrFalse),
    ...check(v, "parameters", pairsRule),
  ];
  return failures.length === 0 ? undefined : failures.map((f) => f.reason).join("; ");
};

/** `0` needs no unit. */
const times: Rule = (v) => (v === 0 || v === "0" ? undefined : duration(v));
