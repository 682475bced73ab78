import { quote } from "./shell-quote";
import type { Target } from "./target";

/** How `timeout` of that host is called; coreutils before 8.5 has no `-k`. */
export type TimeoutProgram = readonly ["timeout", ...string[]];

const PATH = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
const MARK = "pulumi-pacemaker: here begins the standard input";
// sudo reads the password only when it wants one, so the script skips what sudo has left of it
const SKIP = 'while IFS= read -r line && [ "$line" != "$1" ]; do :; done; shift; exec "$@"';

/** The shell line for a program; the host itself ends it after that many seconds. */
export function buildCommandLine(
  { sudo }: Pick<Target, "sudo">,
  timeout: TimeoutProgram,
  seconds: number,
  argv: readonly string[],
): string {
  return buildRootLine({ sudo }, [...timeout, String(seconds), ...argv]);
}

/** The shell line for a program, as root, with the environment that every command of this library has. */
export const buildRootLine = ({ sudo }: Pick<Target, "sudo">, argv: readonly string[]): string =>
  quote([...asRoot(sudo), "env", "LC_ALL=C", PATH, ...argv]);

function asRoot(sudo: Target["sudo"]): readonly string[] {
  if (sudo === false) return [];
  if (sudo === true) return ["sudo", "-n", "--"];
  return ["sudo", "-S", "-p", "", "--", "sh", "-c", SKIP, "sh", MARK];
}

/** What that line reads: sudo's password first, where there is one. */
export function buildStandardInput({ sudo }: Pick<Target, "sudo">, stdin = ""): string {
  return typeof sudo === "object" ? `${sudo.password}\n${MARK}\n${stdin}` : stdin;
}
