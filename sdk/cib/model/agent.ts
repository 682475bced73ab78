import { type Element, childNamed, childrenNamed } from "../xml/element";
import { type Operation, DEFAULT_INTERVAL } from "./operation";
import { parseBoolean, parseDuration } from "../xml/values";
import { parseXml } from "../xml/parse";

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
  /** What it can be asked to do. */
  readonly actions: readonly string[];
  /** The operations that a new resource of this agent gets, as pcs gives them. */
  readonly operations: readonly Operation[];
}

/** Splits `ocf:heartbeat:IPaddr2`, `lsb:tomcat`, `stonith:fence_ipmilan`; `undefined` when it is none of these. */
export function parseAgentName(agent: string): AgentName | undefined {
  const parts = agent.split(":");
  const [first = "", second = "", third = ""] = parts;
  if (parts.some((p) => !/^[A-Za-z0-9_.@\\-]+$/.test(p))) return undefined;
  if (first === "ocf")
    return parts.length === 3 ? { class: first, provider: second, type: third } : undefined;
  const known = ["lsb", "service", "systemd", "stonith", "upstart", "nagios"];
  return parts.length === 2 && known.includes(first) ? { class: first, type: second } : undefined;
}

export const formatAgentName = (a: AgentName): string =>
  [a.class, a.provider, a.type].filter((p) => p !== undefined).join(":");

/** Reads an agent's meta-data; `stonith` because fence devices get nothing but a monitor. */
export function parseAgent(metadata: string, stonith: boolean): Agent {
  const root = parseXml(metadata.replace(/<!DOCTYPE[^>]*>/, ""));
  const of = (list: string, item: string): readonly Element[] =>
    childrenNamed(childNamed(root, list) ?? root, item);
  const actions = of("actions", "action").map((a) => a.attributes);
  return {
    parameters: parameters(of("parameters", "parameter"), stonith),
    actions: [...new Set(actions.map(({ name = "" }) => name))],
    operations: advised(actions, stonith),
  };
}

const yes = (value: string | undefined): boolean => parseBoolean(value ?? "") ?? false;

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

// pcs (lib/cib/resource/agent.py): every advised action goes into the CIB but these; a monitor always.
/** Actions that Pacemaker never runs as operations. */
export const NEVER = ["meta-data", "status", "validate-all"];

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
    let seconds = (parseDuration(o.interval ?? 0) ?? 0) / 1000;
    const first = seconds;
    while (used.has(`${o.name} ${String(seconds)}`)) seconds += 1;
    used.add(`${o.name} ${String(seconds)}`);
    return seconds === first ? o : { ...o, interval: String(seconds) };
  });
}
