/** What `cman_tool status` says of a node that runs. */
export interface CmanStatus {
  readonly clusterName: string;
  readonly configVersion: number;
  /** How many nodes are members now. */
  readonly nodes: number;
  readonly expectedVotes: number;
  readonly totalVotes: number;
  readonly quorum: number;
  /** Without quorum nothing is done. */
  readonly blocked: boolean;
  /** `2node`, `Error` and others. */
  readonly flags: readonly string[];
  readonly nodeName: string;
  readonly nodeId: number;
  /** `255.255.255.255` under udpu. */
  readonly multicast: readonly string[];
}

/**
 * Reads `cman_tool status`, which exits with 1 when CMAN does not run.
 * @throws Error when it is something else
 */
export function parseStatus(output: string): CmanStatus {
  const values = new Map(output.split("\n").map(line));
  const text = (name: string): string => values.get(name) ?? missing("cman_tool status", name);
  const number = (name: string): number => Number.parseInt(text(name), 10);
  return {
    clusterName: text("Cluster Name"),
    configVersion: number("Config Version"),
    nodes: number("Nodes"),
    expectedVotes: number("Expected votes"),
    totalVotes: number("Total votes"),
    quorum: number("Quorum"),
    blocked: text("Quorum").includes("Activity blocked"),
    flags: words(text("Flags")),
    nodeName: text("Node name"),
    nodeId: number("Node ID"),
    multicast: words(text("Multicast addresses")),
  };
}

function line(text: string): readonly [string, string] {
  const colon = text.indexOf(":");
  return [text.slice(0, Math.max(colon, 0)).trim(), text.slice(colon + 1).trim()];
}

const words = (text: string): readonly string[] => text.split(/\s+/).filter((w) => w !== "");

function missing(command: string, name: string): never {
  throw new Error(`${command} says nothing of ${name}`);
}

/**
 * Whether a node has not taken a new version of the file: it has an older one, tries every second, and does nothing else
 * until its file is as new (measured; CMAN's flag `Error`). Everything else looks healthy then.
 */
export const isSuspended = ({ flags }: CmanStatus): boolean => flags.includes("Error");

/** The version of the file that CMAN runs with, from `cman_tool version`: `6.2.0 config 1`. */
export function parseVersion(output: string): number {
  const found = /^\S+ config (\d+)\s*$/m.exec(output)?.[1];
  return found === undefined ? missing("cman_tool version", "config") : Number(found);
}

/** A node as CMAN sees it. */
export interface SeenNode {
  readonly id: number;
  readonly name: string;
  /** Whether it is in the cluster now. */
  readonly member: boolean;
  readonly votes: number;
}

/** Reads `cman_tool nodes -F id,type,votes,name`; without -F columns are empty for a node that is away. */
export const parseNodes = (output: string): readonly SeenNode[] =>
  [...output.matchAll(/^(\d+) (\S) (\d+) (\S+) *$/gm)].map(([, id, type, votes, name = ""]) => ({
    id: Number(id),
    name,
    member: type === "M",
    votes: Number(votes),
  }));

/** What fenced is doing, by `fence_tool ls`. */
export interface FenceState {
  /** `none`, or what it waits for, such as `fencing`. */
  readonly waitState: string;
  /** How many nodes are still to be fenced. */
  readonly victims: number;
  /** The id of the node that is being fenced. */
  readonly victim: number | undefined;
  /** The ids of the nodes in the fence domain. */
  readonly members: readonly number[];
}

/**
 * Reads `fence_tool ls`.
 * @throws Error when it is something else
 */
export function parseFenceState(output: string): FenceState {
  const value = (name: string): string =>
    new RegExp(`^${name}[ \\t]+(.*)$`, "m").exec(output)?.[1]?.trim() ??
    missing("fence_tool ls", name);
  return {
    waitState: value("wait state"),
    victims: Number(value("victim count")),
    victim: Number(value("victim now")) || undefined,
    members: words(value("members")).map(Number),
  };
}
