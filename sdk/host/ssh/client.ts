import { access } from "node:fs/promises";
import { homedir } from "node:os";
import { posix, win32 } from "node:path";
import { quoteIfNeeded } from "../../shell-quote";

// What differs between the machines that Pulumi runs on. Paths of nodes are POSIX paths everywhere.

export const isWindows = (): boolean => process.platform === "win32";

export function expandHome(path: string): string;
export function expandHome(path: string | undefined): string | undefined;
/** Expands `~` at the start of a path of this machine: alone, before a slash, and on Windows before a backslash. */
export function expandHome(path: string | undefined): string | undefined {
  const { HOME, USERPROFILE } = process.env;
  // On Windows, ssh takes the profile too. HOME is Git Bash's, and may be another directory.
  const [local, home, start] = isWindows()
    ? [win32, USERPROFILE, /^~(?:[/\\]|$)/]
    : [posix, HOME, /^~(?:\/|$)/];
  return path !== undefined && start.test(path)
    ? local.join(home ?? homedir(), path.slice(1))
    : path;
}

/** Whether this machine has a file. */
export const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

/**
 * The files of host keys that ssh reads on this machine. On Windows, `/etc` would be a directory of the current drive,
 * which every user can create (Win32-OpenSSH: `__PROGRAMDATA__\ssh`).
 */
export function defaultKnownHosts(): string[] {
  const system = isWindows()
    ? win32.join(process.env.ProgramData ?? String.raw`C:\ProgramData`, "ssh", "ssh_known_hosts")
    : "/etc/ssh/ssh_known_hosts";
  return [expandHome("~/.ssh/known_hosts"), system];
}

/** The agent that ssh asks on this machine. `name` is for messages. */
export function defaultAgent(): { readonly socket: string | undefined; readonly name: string } {
  const socket = process.env.SSH_AUTH_SOCK;
  if (socket || !isWindows()) return { socket, name: "SSH_AUTH_SOCK" };
  return {
    socket: String.raw`\\.\pipe\openssh-ssh-agent`,
    name: "the Windows service ssh-agent",
  };
}

/** Builds a line for a person to run on this machine. */
export const quoteForClient = (argv: readonly string[]): string =>
  isWindows() ? argv.map(quoteForWindows).join(" ") : quoteIfNeeded(argv);

/** Only double quotes mean the same to cmd.exe and PowerShell. What they do not protect is quoted for PowerShell alone. */
function quoteForWindows(word: string): string {
  if (/^[\w+=:.\\/-]+$/.test(word)) return word;
  return /["$%`]/.test(word) ? `'${word.replaceAll("'", "''")}'` : `"${word}"`;
}
