import { type Element, childNamed, childrenNamed } from "../xml/element";
import { type Operation, defaultInterval, separateIntervals } from "./operations/operation";
import { parseBoolean, parseDuration, type Scalar, parseScore, valueText } from "../xml/values";
import { parseXml } from "../xml/parse";
import type { Pairs } from "../xml/nvset";

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
  /** Older names of the parameter: one of them is enough. */
  readonly obsoletes: readonly string[];
  /** Words in quotes in the description: values that the agent takes too. Filesystem calls force_unmount a boolean. */
  readonly named: readonly string[];
}

/** The meta-data of an agent (OCF resource agent API). */
export interface Agent {
  readonly parameters: readonly AgentParameter[];
  /** Actions that the agent supports. */
  readonly actions: readonly string[];
  /** Default operations of a new resource of this agent, as pcs creates them. */
  readonly operations: readonly Operation[];
}

/** Splits `ocf:heartbeat:IPaddr2`, `lsb:tomcat`, `stonith:fence_ipmilan`. Returns `undefined` for other forms. */
export function parseAgentName(agent: string): AgentName | undefined {
  const parts = agent.split(":");
  const [first = "", second = "", third = ""] = parts;
  // The plugins of cluster-glue are in folders, `stonith:external/ipmi`, and an agent elsewhere has a path, `lsb:/opt/web`.
  const last = parts.length - 1;
  const names = parts.flatMap((part, i) => (i === last ? namesIn(part, first) : part));
  if (parts.length > 3 || names.some((p) => !/^(?!\.+$)[A-Za-z0-9_.@\\-]+$/.test(p)))
    return undefined;
  if (first === "ocf")
    return parts.length === 3 ? { class: first, provider: second, type: third } : undefined;
  const known = ["lsb", "service", "systemd", "stonith", "upstart", "nagios", "heartbeat"];
  return parts.length === 2 && known.includes(first) ? { class: first, type: second } : undefined;
}

const namesIn = (type: string, standard: string): readonly string[] =>
  standard === "stonith" || type.startsWith("/") ? type.replace(/^\//, "").split("/") : [type];

export const formatAgentName = (a: AgentName): string =>
  [a.class, a.provider, a.type].filter((p) => p !== undefined).join(":");

/** Parses an agent's meta-data. With `stonith` the only default operation is a monitor, as for every fence device. */
export function parseAgent(metadata: string, stonith: boolean): Agent {
  const root = parseXml(metadata.replace(/<!DOCTYPE[^>]*>/, ""));
  const of = (list: string, item: string): readonly Element[] =>
    childrenNamed(childNamed(root, list) ?? root, item);
  const actions = of("actions", "action").map((a) => a.attributes);
  return {
    parameters: readParameters(of("parameters", "parameter"), stonith, quotedWords(metadata)),
    actions: [...new Set(actions.map(({ name = "" }) => name))],
    operations: readDefaultOperations(actions, stonith),
  };
}

const isTrue = (value: string | undefined): boolean => parseBoolean(value ?? "") ?? false;

/** Fence parameters that Pacemaker fills in itself: the action and the port. pcs does not require them either. */
const FILLED_IN = ["action", "port", "plug"];

function readParameters(
  elements: readonly Element[],
  stonith: boolean,
  words: ReadonlyMap<string, readonly string[]>,
): AgentParameter[] {
  const replacedBy = new Map<string, string[]>();
  for (const o of elements)
    for (const old of replacements(o))
      replacedBy.set(old, [...(replacedBy.get(old) ?? []), o.attributes.name ?? ""]);
  return elements.map((e) => {
    const { name = "", required, deprecated, obsoletes } = e.attributes;
    const isDeprecated = isTrue(deprecated) || childNamed(e, "deprecated") !== undefined;
    return {
      name,
      type: childNamed(e, "content")?.attributes.type ?? "string",
      required: isTrue(required) && !isDeprecated && !(stonith && FILLED_IN.includes(name)),
      obsoletes: [...(obsoletes ? [obsoletes] : []), ...(replacedBy.get(name) ?? [])],
      named: words.get(name) ?? [],
    };
  });
}

/** Finds the words in quotes in each parameter's description. The tree has no texts. */
const quotedWords = (metadata: string): ReadonlyMap<string, readonly string[]> =>
  new Map(
    [...metadata.matchAll(/<parameter\s[^>]*?name=["']([^"']+)["'][^>]*>(.*?)<\/parameter>/gs)].map(
      ([, name = "", content = ""]) => {
        const text = content.replace(/<[^>]*>/g, " ").replaceAll("&quot;", '"');
        return [name, [...text.matchAll(/["'\u0060]([\w-]+)["'\u0060]/g)].map(([, w = ""]) => w)];
      },
    ),
  );

/** Names of the parameters that replace one. OCF 1.1 lists them at the old parameter, OCF 1.0 at the new (`obsoletes`). */
const replacements = (e: Element): readonly string[] =>
  childrenNamed(childNamed(e, "deprecated") ?? e, "replaced-with").map(
    (r) => r.attributes.name ?? "",
  );

/**
 * Actions that Pacemaker never runs as operations. pcs (lib/cib/resource/agent.py) writes every other action of the
 * meta-data into the CIB, and always a monitor.
 */
export const NON_OPERATION_ACTIONS = ["meta-data", "status", "validate-all"];

function readDefaultOperations(
  actions: readonly Readonly<Record<string, string>>[],
  stonith: boolean,
): Operation[] {
  const usable = actions.filter(({ name = "" }) =>
    stonith ? name === "monitor" : !NON_OPERATION_ACTIONS.includes(name),
  );
  const operations = usable.map(readOperation);
  if (!operations.some((o) => o.name === "monitor"))
    operations.push({ name: "monitor", interval: "60s" });
  return separateIntervals(
    operations.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)),
  );
}

function readOperation(action: Readonly<Record<string, string>>): Operation {
  const { name = "", interval, timeout, role, depth } = action;
  return {
    name,
    interval: interval || defaultInterval(name),
    ...(timeout ? { timeout } : {}),
    ...(action["start-delay"] ? { startDelay: action["start-delay"] } : {}),
    ...(role ? { role } : {}),
    ...(depth && depth !== "0" ? { parameters: { OCF_CHECK_LEVEL: depth } } : {}),
  };
}

/** Parameters that every agent accepts, whatever its meta-data lists. */
const ANYWHERE = /^(trace_ra|trace_file|CRM_meta_.*|pcmk_.*)$/;

/** Parameters by their position, of init scripts and of agents of the class heartbeat (drbddisk). */
const POSITION = /^\d+$/;

/**
 * Validates parameters against an agent's meta-data: unknown names, missing names, values of the wrong type.
 * @param judged parameters whose type is not checked, because a more precise rule checks them (Filesystem calls its
 * force_unmount a boolean, but accepts "safe" too)
 * @param inherited names of parameters that come from elsewhere: from the primitive's template, or of a template from its
 * primitives
 */
export function validateParameters(
  agent: Agent,
  name: string,
  given: Pairs,
  judged: readonly string[] = [],
  inherited: readonly string[] = [],
): readonly string[] {
  const known = new Map(agent.parameters.map((p) => [p.name, p]));
  const names = [...known.keys()].join(", ") || "none";
  const unknown = Object.keys(given)
    .filter((n) => !known.has(n) && !ANYWHERE.test(n) && !POSITION.test(n))
    .map((n) => `parameters: ${name} has no parameter ${n}; it has: ${names}`);
  const has = (n: string): boolean => n in given || inherited.includes(n);
  const missing = agent.parameters
    .filter((p) => p.required && ![p.name, ...p.obsoletes].some(has))
    .map((p) => `parameters: ${name} needs the parameter ${p.name}`);
  const wrong = Object.entries(given).flatMap(([n, value]) => {
    const { type, named = [] } = known.get(n) ?? {};
    const isNamed = named.includes(valueText(value)) || judged.includes(n);
    return type !== undefined && !isNamed && !fits(type, value)
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
