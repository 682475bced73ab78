/** Output of `cman_tool status` on a running node. */
export interface CmanStatus {
  readonly clusterName: string;
  readonly configVersion: number;
  /** `2node`, `Error` and others. */
  readonly flags: readonly string[];
  /** `255.255.255.255` with transport udpu. */
  readonly multicast: readonly string[];
}

/**
 * Parses the output of `cman_tool status`, which exits with 1 when CMAN does not run.
 * @throws Error when a value is missing
 */
export function parseStatus(output: string): CmanStatus {
  const values = new Map(output.split("\n").map(parseLine));
  const text = (name: string): string => values.get(name) ?? throwMissing("cman_tool status", name);
  return {
    clusterName: text("Cluster Name"),
    configVersion: Number.parseInt(text("Config Version"), 10),
    flags: splitWords(text("Flags")),
    multicast: splitWords(text("Multicast addresses")),
  };
}

function parseLine(text: string): readonly [string, string] {
  const colon = text.indexOf(":");
  return [text.slice(0, Math.max(colon, 0)).trim(), text.slice(colon + 1).trim()];
}

const splitWords = (text: string): readonly string[] => text.split(/\s+/).filter((w) => w !== "");

function throwMissing(command: string, name: string): never {
  throw new Error(`the output of ${command} has no "${name}"`);
}

/**
 * Whether a node is suspended because its file is older than the activated version. It retries every second and does
 * nothing else until it has the new file (measured; CMAN's flag `Error`). Everything else looks healthy meanwhile.
 */
export const isSuspended = ({ flags }: CmanStatus): boolean => flags.includes("Error");

/**
 * Whether a suspended node has loaded the version of its file and stays suspended all the same (measured after
 * `cman_tool version -r` on a suspended node). Only a higher version ends that.
 */
export const needsHigherVersion = (status: CmanStatus, fileVersion: number): boolean =>
  isSuspended(status) && status.configVersion >= fileVersion;

/** Parses the active version of the file from the output of `cman_tool version`: `6.2.0 config 1`. */
export function parseVersion(output: string): number {
  const found = /^\S+ config (\d+)\s*$/m.exec(output)?.[1];
  return found === undefined ? throwMissing("cman_tool version", "config") : Number(found);
}

/** A node as CMAN sees it. */
export interface SeenNode {
  readonly id: number;
  readonly name: string;
  /** Whether the node is a member now. */
  readonly member: boolean;
  readonly votes: number;
}

/** Parses `cman_tool nodes -F id,type,votes,name`. Without -F, columns are empty for an absent node. */
export const parseNodes = (output: string): readonly SeenNode[] =>
  [...output.matchAll(/^(\d+) (\S) (\d+) (\S+) *$/gm)].map(([, id, type, votes, name = ""]) => ({
    id: Number(id),
    name,
    member: type === "M",
    votes: Number(votes),
  }));

/** What fenced is doing, by `fence_tool ls`. */
export interface FenceState {
  /** `none`, or a reason to wait, such as `fencing`. */
  readonly waitState: string;
  /** Number of nodes that are still to be fenced. */
  readonly victims: number;
  /** Id of the node that is being fenced. */
  readonly victim: number | undefined;
}

/**
 * Parses the output of `fence_tool ls`.
 * @throws Error when a value is missing
 */
export function parseFenceState(output: string): FenceState {
  const value = (name: string): string =>
    new RegExp(`^${name}[ \\t]+(.*)$`, "m").exec(output)?.[1]?.trim() ??
    throwMissing("fence_tool ls", name);
  return {
    waitState: value("wait state"),
    victims: Number(value("victim count")),
    victim: Number(value("victim now")) || undefined,
  };
}
