import { CommandFailed } from "../../errors";
import { type Script, scriptArgv } from "./pacemaker-scripts";
import type { Session } from "../ssh/session";

/** How far a node's clock is ahead of this machine's, in seconds, and by how much that may be wrong. */
export interface ClockFacts {
  readonly ahead: number;
  readonly doubt: number;
}

export async function inspectClock(session: Session): Promise<ClockFacts> {
  const asked = Date.now();
  const said = Number(await output(session, ["date", "+%s.%N"]));
  const answered = Date.now();
  return { ahead: said - (asked + answered) / 2000, doubt: (answered - asked) / 2000 };
}

/** An address of one of a node's interfaces. */
export interface HostAddress {
  readonly nic: string;
  readonly address: string;
  /** Length of its network. */
  readonly length: number;
}

const ADDRESS = /^\d+:\s+(\S+)\s+inet6?\s+([^\s/]+)(?:\s+peer\s+[^\s/]+)?(?:\/(\d+))?\s/;

export async function inspectAddresses(session: Session): Promise<readonly HostAddress[]> {
  const lines = (await output(session, ["ip", "-o", "addr", "show"])).split("\n");
  return lines.flatMap((line) => {
    const [, nic, address, length] = ADDRESS.exec(line) ?? [];
    if (nic === undefined || address === undefined) return [];
    return [{ nic, address, length: Number(length ?? (address.includes(":") ? 128 : 32)) }];
  });
}

/** What the script of a service that does not run answers; `undefined` when the service runs. */
export interface ScriptAnswers {
  /** Exit code of `stop`. */
  readonly stop: number;
  /** Exit code of `status` behind it. */
  readonly status: number;
}

/** As Pacemaker calls it. What a crash has left is cleared by the stop: then the status has to be that of a stopped service. */
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

/** @param script path of a script of /etc/init.d that is there */
export async function askScript(
  session: Session,
  script: string,
): Promise<ScriptAnswers | undefined> {
  const label = `${script} ${ASK.label}`;
  const said = await output(session, scriptArgv(ASK, script), label, 100);
  const [stop, status] = said.split("\n");
  return status === undefined ? undefined : { stop: Number(stop), status: Number(status) };
}

async function output(
  session: Session,
  argv: readonly string[],
  label = argv.join(" "),
  timeoutSeconds = 60,
): Promise<string> {
  const { exitCode, stderr, stdout } = await session.run(argv, { label, timeoutSeconds });
  if (exitCode !== 0) throw new CommandFailed(session.node, [label], exitCode, stderr, stdout);
  return stdout;
}
