import { readFileSync, readdirSync } from "node:fs";

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly line: string;
}

/** Lists the running processes. Leaves out a process that ends meanwhile. */
function processes(): Process[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, "utf8");
        const [, parent] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
        const line = readFileSync(`/proc/${name}/cmdline`, "utf8").replaceAll("\0", " ").trim();
        return [{ pid: Number(name), parent: Number(parent), line }];
      } catch {
        return [];
      }
    });
}

/** Returns a process's children and all their descendants. */
export function descendants(pid: number, among = processes()): Process[] {
  const children = among.filter(({ parent }) => parent === pid);
  return children.flatMap((child) => [child, ...descendants(child.pid, among)]);
}

/** Returns the id of the provider process that a CLI has started; `undefined` if there is none yet. */
export const providerOf = (cli: number): number | undefined =>
  descendants(cli).find(({ line }) => /^\S*node \S*\/cmd\/dynamic-provider\b/.test(line))?.pid;

/** Selects the processes that still run. */
export const alive = (pids: readonly number[]): Process[] =>
  processes().filter(({ pid, line }) => pids.includes(pid) && line !== "");
