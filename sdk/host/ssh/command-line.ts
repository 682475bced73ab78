import { quote } from "../../shell-quote";
import type { Target } from "./target";

/** The `timeout` command of a host. coreutils before 8.5 has no `-k`. */
export type TimeoutProgram = readonly ["timeout", ...string[]];

const PATH = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
const MARK = "pulumi-pacemaker: here begins the standard input";
// sudo reads the password only if it needs one. The script skips the password if sudo left it unread.
const SKIP = 'while IFS= read -r line && [ "$line" != "$1" ]; do :; done; shift; exec "$@"';

/** Builds the shell line of a program. The host itself stops the program after that many seconds. */
export function buildCommandLine(
  { sudo }: Pick<Target, "sudo">,
  timeout: TimeoutProgram,
  seconds: number,
  argv: readonly string[],
): string {
  return buildRootLine({ sudo }, [...timeout, String(seconds), ...argv]);
}

/** Builds the shell line of a program as root, with the environment of every command of this library. */
export const buildRootLine = ({ sudo }: Pick<Target, "sudo">, argv: readonly string[]): string =>
  quote([...asRoot(sudo), "env", "LC_ALL=C", PATH, ...argv]);

/**
 * Builds the shell line that shows whether the log-in can run programs as root. It takes `buildProbeInput`: with nothing
 * behind the password, sudo asks for a wrong one only once. Its messages are in English.
 */
export function buildProbeLine(
  { sudo }: Pick<Target, "sudo">,
  timeout: TimeoutProgram,
  seconds: number,
  argv: readonly string[],
): string {
  const program = ["env", "LC_ALL=C", PATH, ...timeout, String(seconds), ...argv];
  if (sudo === false) return quote(program);
  const options = sudo === true ? ["-n"] : ["-S", "-p", ""];
  return quote(["env", "LC_ALL=C", "sudo", ...options, "--", ...program]);
}

/** Builds the standard input of that line: sudo's password, if any. */
export const buildProbeInput = ({ sudo }: Pick<Target, "sudo">): string =>
  typeof sudo === "object" ? `${sudo.password}\n` : "";

function asRoot(sudo: Target["sudo"]): readonly string[] {
  if (sudo === false) return [];
  if (sudo === true) return ["sudo", "-n", "--"];
  return ["sudo", "-S", "-p", "", "--", "sh", "-c", SKIP, "sh", MARK];
}

/** Builds the standard input of that line: sudo's password, if any, precedes `stdin`. */
export function buildStandardInput({ sudo }: Pick<Target, "sudo">, stdin = ""): string {
  return typeof sudo === "object" ? `${sudo.password}\n${MARK}\n${stdin}` : stdin;
}
