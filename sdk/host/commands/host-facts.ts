import { CommandFailed } from "../../errors";
import { type Script, runChecked, scriptArgv, type Session } from "../ssh/session";

/** How far a node's clock is ahead of this machine's, and the uncertainty (half the round trip). In seconds. */
export interface ClockFacts {
  readonly ahead: number;
  readonly uncertainty: number;
}

export async function inspectClock(session: Session): Promise<ClockFacts> {
  const sent = Date.now();
  const nodeTime = Number(await runChecked(session, ["date", "+%s.%N"]));
  const received = Date.now();
  return { ahead: nodeTime - (sent + received) / 2000, uncertainty: (received - sent) / 2000 };
}

/** An address of a network interface. */
export interface HostAddress {
  readonly nic: string;
  readonly address: string;
  /** Prefix length of the network. */
  readonly length: number;
}

const ADDRESS = /^\d+:\s+(\S+)\s+inet6?\s+([^\s/]+)(?:\s+peer\s+[^\s/]+)?(?:\/(\d+))?\s/;

export async function inspectAddresses(session: Session): Promise<readonly HostAddress[]> {
  const lines = (await runChecked(session, ["ip", "-o", "addr", "show"])).split("\n");
  return lines.flatMap((line) => {
    const [, nic, address, length] = ADDRESS.exec(line) ?? [];
    if (nic === undefined || address === undefined) return [];
    return [{ nic, address, length: Number(length ?? (address.includes(":") ? 128 : 32)) }];
  });
}

/** Exit codes of an init script whose service does not run. */
export interface ScriptAnswers {
  /** Exit code of `stop`. */
  readonly stop: number;
  /** Exit code of `status` after the stop. */
  readonly status: number;
}

/** Calls a script as Pacemaker does. The stop clears leftovers of a crash, so the status must then be that of a stopped service. */
const ASK: Script = {
  label: "status; stop; status",
  source: `
ask() { timeout 30 "$script" "$1" </dev/null >/dev/null 2>&1; }
script=$1
ask status && exit
ask stop
echo $?
ask status
echo $?
`,
};

/**
 * Checks an init script. Returns `undefined` if the service runs.
 * @param script path of an existing script of /etc/init.d
 */
export async function askScript(
  session: Session,
  script: string,
): Promise<ScriptAnswers | undefined> {
  const label = `${script} ${ASK.label}`;
  const codes = await runChecked(session, scriptArgv(ASK, script), { label, timeoutSeconds: 100 });
  const [stop, status] = codes.split("\n");
  return status === undefined ? undefined : { stop: Number(stop), status: Number(status) };
}

/** Whether the node has this file as an executable. */
export async function isExecutable(session: Session, path: string): Promise<boolean> {
  return (await session.run(["test", "-f", path, "-a", "-x", path])).exitCode === 0;
}

/** Whether a node has a program. */
export async function hasProgram(session: Session, name: string): Promise<boolean> {
  return (await session.run(["sh", "-c", 'command -v "$1"', "sh", name])).exitCode === 0;
}

/** Exit code of the read script: the file does not exist. */
export const ABSENT = 166;

/**
 * Prints the file $1. Reports a missing file only if its directory is searchable: otherwise its absence is unknown.
 */
const READ: Script = {
  label: "read",
  source: `
cat -- "$1" && exit
code=$?
dir=$1
until [ -e "$dir" ] || [ -L "$dir" ]; do dir=$(dirname -- "$dir"); done
[ "$dir" != "$1" ] && [ -d "$dir" ] && [ -x "$dir" ] && exit ${ABSENT}
exit "$code"
`,
};

/**
 * Reads a file's text. `undefined` if the file does not exist.
 * @throws CommandFailed when its existence is unknown, or the file is unreadable
 */
export async function readFile(session: Session, path: string): Promise<string | undefined> {
  const label = `${READ.label} ${path}`;
  const result = await session.run(scriptArgv(READ, path), { label });
  if (result.exitCode === ABSENT) return undefined;
  if (result.exitCode !== 0)
    throw new CommandFailed(session.node, [label], result.exitCode, result.stderr);
  return result.stdout;
}
