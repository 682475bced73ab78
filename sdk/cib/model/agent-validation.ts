import { type Agent, NON_OPERATION_ACTIONS } from "./agent";
import type { Pairs } from "../xml/nvset";
import type { Operation } from "./operation";
import { type Scalar, parseBoolean, parseDuration, parseScore } from "../xml/values";

/** Parameters that every agent accepts, whatever its meta-data lists. */
const ANYWHERE = /^(trace_ra|trace_file|CRM_meta_.*|pcmk_.*)$/;

/**
 * Validates parameters against an agent's meta-data: unknown names, missing names, values of the wrong type.
 * @param judged parameters whose type is not checked, because a more precise rule checks them (Filesystem calls its
 * force_unmount a boolean, but accepts "safe" too)
 */
export function validateParameters(
  agent: Agent,
  name: string,
  given: Pairs,
  judged: readonly string[] = [],
): readonly string[] {
  const known = new Map(agent.parameters.map((p) => [p.name, p]));
  const names = [...known.keys()].join(", ") || "none";
  const unknown = Object.keys(given)
    .filter((n) => !known.has(n) && !ANYWHERE.test(n))
    .map((n) => `parameters: ${name} has no parameter ${n}; it has: ${names}`);
  const missing = agent.parameters
    .filter((p) => p.required && ![p.name, ...p.obsoletes].some((n) => n in given))
    .map((p) => `parameters: ${name} needs the parameter ${p.name}`);
  const wrong = Object.entries(given).flatMap(([n, value]) => {
    const type = known.get(n)?.type;
    return type !== undefined && !judged.includes(n) && !fits(type, value)
      ? [`parameters: ${n} of ${name} must be of the type ${type}`]
      : [];
  });
  return [...unknown, ...missing, ...wrong];
}

// ocf:pacemaker:ping declares its dampen as an integer, with the default 5s.
function fits(type: string, value: Scalar): boolean {
  if (type === "integer")
    return parseScore(value) !== undefined || parseDuration(value) !== undefined;
  if (type === "boolean") return parseBoolean(value) !== undefined;
  return true;
}

/** Actions that Pacemaker requires of every agent. The meta-data of init scripts and units may not list all of them. */
const ALWAYS = ["start", "stop", "monitor"];

/** Reports operations that the agent cannot carry out. An agent whose meta-data lists no actions may have any. */
export function validateOperations(
  { actions }: Agent,
  name: string,
  declared: readonly Operation[],
): readonly string[] {
  if (actions.length === 0) return [];
  const known = [...new Set([...ALWAYS, ...actions])];
  const unknown = declared.map((o) => o.name).filter((o) => !known.includes(o));
  const usable = known.filter((a) => !NON_OPERATION_ACTIONS.includes(a)).join(", ");
  return [...new Set(unknown)].map(
    (o) => `operations: ${name} has no action ${o}; it has: ${usable}`,
  );
}
