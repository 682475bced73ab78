import type { NodeName } from "../../lab/cluster/addresses";
import type { Lab } from "../../lab/cluster/lab";
import { quiet } from "./cluster";
import { actionOf, resultOf } from "./distribution";

/** An operation of a node, from that node's log. Times are in milliseconds. */
export interface Operation {
  readonly resource: string;
  readonly action: string;
  readonly node: string;
  readonly result: string;
  readonly begin: number;
  readonly end: number;
}

const LOG = "/var/log/pacemaker/pacemaker.log";
const STAMP = String.raw`^(\w{3} +\d+ [\d:.]+) \S+ pacemaker-controld .*`;
const REQUEST = new RegExp(`${STAMP}Requesting local execution of .* op_key=(\\S+)`);
const RESULT = new RegExp(
  `${STAMP}Result of (\\S+) operation for (\\S+) on (\\S+): (.*?) \\| .*\\bkey=(\\S+)`,
);

/** Parses a timestamp of the log. It has no year, but all compared times lie within minutes. */
const time = (stamp: string): number => Date.parse(`${stamp.replace(/ +/g, " ")} UTC 2000`);

/** Reads the operations in a node's log, in order of their ends. A recurring monitor is logged only with a new result. */
export function parseLog(log: string): Operation[] {
  const begun = new Map<string, number>();
  const found: Operation[] = [];
  for (const line of log.split("\n")) {
    const [, at, key] = REQUEST.exec(line) ?? [];
    if (at !== undefined && key !== undefined) begun.set(key, time(at));
    const [, stamp = "", action = "", name = "", node = "", result = "", id = ""] =
      RESULT.exec(line) ?? [];
    if (stamp === "" || result === "Cancelled") continue;
    const [begin, end] = [begun.get(id) ?? time(stamp), time(stamp)];
    const resource = name.replace(/:\d+$/, "");
    found.push({ resource, action: actionOf(action), node, result: resultOf(result), begin, end });
  }
  return found;
}

/** A position in each node's log, in bytes. */
export type Mark = Readonly<Partial<Record<NodeName, number>>>;

const size = async (lab: Lab, node: NodeName): Promise<number> => {
  const { stdout } = await lab.exec(node, ["stat", "-c", "%s", LOG]);
  return Number(stdout); // no log yet: 0
};

/** Returns the current ends of the members' logs. A member logs also what runs on remote nodes. */
export async function mark(lab: Lab): Promise<Mark> {
  const ends = lab.members().map(async (n) => [n, await size(lab, n)] as const);
  return Object.fromEntries(await Promise.all(ends));
}

/** Returns the nodes' operations since a mark, in order of time. The containers share the kernel's clock. */
export async function operationsSince(lab: Lab, since: Mark = {}): Promise<Operation[]> {
  const logs = await Promise.all(
    lab.members().map((n) => lab.exec(n, ["tail", "-c", `+${(since[n] ?? 0) + 1}`, LOG])),
  );
  return logs.flatMap(({ stdout }) => parseLog(stdout)).sort((a, b) => a.end - b.end);
}

/** Returns the operations during `work`, until the cluster is idle, that change something. */
export async function changesDuring(lab: Lab, work: () => Promise<void>): Promise<Operation[]> {
  const since = await mark(lab);
  await work();
  await quiet(lab);
  return changing(await operationsSince(lab, since));
}

export const shown = ({ action, resource, node, result }: Operation): string =>
  `${action} ${resource} on ${node}: ${result}`;

/** Selects operations that change something, such as starts and stops. Probes and monitors change nothing. */
export const changing = (operations: readonly Operation[]): Operation[] =>
  operations.filter(({ action }) => action !== "probe" && action !== "monitor");

/** Describes the operations that began before the end of the previous one. */
export const overlapping = (operations: readonly Operation[]): string[] =>
  operations.flatMap((o, i) => {
    const before = operations[i - 1];
    return before && o.begin < before.end
      ? [`${shown(o)} began before the end of ${shown(before)}`]
      : [];
  });
