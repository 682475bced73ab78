import { type Element, childNamed, childrenNamed } from "./element";
import { type Operation, DEFAULT_INTERVAL } from "./operations";
import type { Pairs } from "./nvset";
import { type Scalar, boolean, milliseconds, score } from "./values";
import { parseXml } from "./xml";

/** Name of a resource agent, `class:provider:type` or `class:type`. */
export interface AgentName {
  readonly class: string;
  readonly provider?: string;
  readonly type: string;
}

export interface AgentParameter {
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
  /** Older names for the same: one of them will do. */
  readonly obsoletes: readonly string[];
}

/** What an agent says of itself (OCF resource agent API, meta-data). */
export interface Agent {
  readonly parameters: readonly AgentParameter[];
  /** The operations that a new resource of this agent gets, as pcs gives them. */
  readonly operations: readonly Operation[];
}

/** Splits `ocf:heartbeat:IPaddr2`, `lsb:tomcat`, `stonith:fence_ipmilan`; `undefined` when it is none of these. */
export function agentName(agent: string): AgentName | undefined {
  const parts = agent.split(":");
  const [first = "", second = "", third = ""] = parts;
  if (parts.some((p) => !/^[A-Za-z0-9_.@\\-]+$/.test(p))) return undefined;
  if (first === "ocf")
    return parts.length === 3 ? { class: first, provider: second, type: third } : undefined;
  const known = ["lsb", "service", "systemd", "stonith", "upstart", "nagios"];
  return parts.length === 2 && known.includes(first) ? { class: first, type: second } : undefined;
}

export const agentText = (a: AgentName): string =>
  [a.class, a.provider, a.type].filter((p) => p !== undefined).join(":");

/** Reads an agent's meta-data; `stonith` because fence devices get nothing but a monitor. */
export function parseAgent(metadata: string, stonith: boolean): Agent {
  const root = parseXml(metadata.replace(/<!DOCTYPE[^>]*>/, ""));
  const of = (list: string, item: string): readonly Element[] =>
    childrenNamed(childNamed(root, list) ?? root, item);
  return {
    parameters: parameters(of("parameters", "parameter"), stonith),
    operations: advised(
      of("actions", "action").map((a) => a.attributes),
      stonith,
    ),
  };
}

const yes = (value: string | undefined): boolean => boolean(value ?? "") ?? false;

/** Pacemaker itself fills in what a fence device shall do, and to which port (pcs asks for neither, too). */
const FILLED_IN = ["action", "port", "plug"];

function parameters(elements: readonly Element[], stonith: boolean): AgentParameter[] {
  return elements.map((e) => {
    const { name = "", required, deprecated, obsoletes } = e.attributes;
    const old = yes(deprecated) || childNamed(e, "deprecated") !== undefined;
    const replaced = elements.filter((o) => replacements(o).includes(name));
    return {
      name,
      type: childNamed(e, "content")?.attributes.type ?? "string",
      required: yes(required) && !old && !(stonith && FILLED_IN.includes(name)),
      obsoletes: [
        ...(obsoletes ? [obsoletes] : []),
        ...replaced.map((o) => o.attributes.name ?? ""),
      ],
    };
  });
}

/** OCF 1.1 says it at the old parameter, OCF 1.0 at the new one (`obsoletes`). */
const replacements = (e: Element): readonly string[] =>
  childrenNamed(childNamed(e, "deprecated") ?? e, "replaced-with").map(
    (r) => r.attributes.name ?? "",
  );

// pcs (lib/cib/resource/agent.py): every advised action goes into the CIB but those that Pacemaker never runs;
// a monitor always.
const NEVER = ["meta-data", "status", "validate-all"];

function advised(
  actions: readonly Readonly<Record<string, string>>[],
  stonith: boolean,
): Operation[] {
  const taken = actions.filter(({ name = "" }) =>
    stonith ? name === "monitor" : !NEVER.includes(name),
  );
  const operations = taken.map(operation);
  if (!operations.some((o) => o.name === "monitor"))
    operations.push({ name: "monitor", interval: "60s" });
  return apart(operations.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)));
}

function operation(action: Readonly<Record<string, string>>): Operation {
  const { name = "", interval, timeout, role, depth } = action;
  return {
    name,
    interval: interval || DEFAULT_INTERVAL(name),
    ...(timeout ? { timeout } : {}),
    ...(action["start-delay"] ? { startDelay: action["start-delay"] } : {}),
    ...(role ? { role } : {}),
    ...(depth && depth !== "0" ? { parameters: { OCF_CHECK_LEVEL: depth } } : {}),
  };
}

/** Two operations of one name may not have one interval: the later one gets a second more (pcs does the same). */
function apart(operations: readonly Operation[]): Operation[] {
  const used = new Set<string>();
  return operations.map((o) => {
    let seconds = (milliseconds(o.interval ?? 0) ?? 0) / 1000;
    const first = seconds;
    while (used.has(`${o.name} ${String(seconds)}`)) seconds += 1;
    used.add(`${o.name} ${String(seconds)}`);
    return seconds === first ? o : { ...o, interval: String(seconds) };
  });
}

/** Parameters that any agent takes, whatever its meta-data says. */
const ANYWHERE = /^(trace_ra|trace_file|CRM_meta_.*|pcmk_.*)$/;

/** What is wrong with parameters for an agent: unknown names, missing ones, values of the wrong type. */
export function parameterFailures(agent: Agent, name: string, given: Pairs): readonly string[] {
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
    return type !== undefined && !fits(type, value)
      ? [`parameters: ${n} of ${name} must be of the type ${type}`]
      : [];
  });
  return [...unknown, ...missing, ...wrong];
}

// ocf:pacemaker:ping calls its dampen an integer, with the default 5s.
function fits(type: string, value: Scalar): boolean {
  if (type === "integer") return score(value) !== undefined || milliseconds(value) !== undefined;
  if (type === "boolean") return boolean(value) !== undefined;
  return true;
}
