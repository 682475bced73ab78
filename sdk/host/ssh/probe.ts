import { NodeUnusable } from "../../errors";
import { buildProbeInput, buildProbeLine, type TimeoutProgram } from "./command-line";
import { quote } from "../../shell-quote";
import type { Executed, Wire } from "./wire";
import type { Target } from "./target";
import { commandFor } from "../../shell-quote";

const MODERN: TimeoutProgram = ["timeout", "-k", "5"];
const OLD: TimeoutProgram = ["timeout"];
const TIMEOUT_ITSELF_FAILED = 125;

/**
 * A word that only a POSIX shell passes on unchanged. fish halves the backslashes; tcsh ends a quoted word at the end of
 * the line and runs the next line as a command, which is harmless here.
 */
const WITNESS = 'a\\\\b "$c" `d`\nexit';

/**
 * Runs `printf` on a new connection. Checks that sudo works, that the log-in shell is a POSIX shell which prints
 * nothing itself, and which options `timeout` has. Offers sudo's password once: three wrong ones can lock the account.
 * @throws NodeUnusable
 */
export async function probeTimeoutProgram(target: Target, wire: Wire): Promise<TimeoutProgram> {
  const modern = await runWitness(target, wire, MODERN);
  const isOld = modern.code === TIMEOUT_ITSELF_FAILED;
  const result = isOld ? await runWitness(target, wire, OLD) : modern;
  if (result.code === 0 && result.stdout === WITNESS) return isOld ? OLD : MODERN;
  if (result.code === 0 && result.stdout.includes(WITNESS))
    throw new NodeUnusable(target.name, describeNoise(target));
  const why = (await describeShell(target, wire)) ?? describeFailure(target, result);
  throw new NodeUnusable(target.name, why);
}

async function runWitness(target: Target, wire: Wire, timeout: TimeoutProgram): Promise<Executed> {
  const line = buildProbeLine(target, timeout, target.dialTimeout, ["printf", "%s", WITNESS]);
  return exec(target, wire, line, buildProbeInput(target));
}

async function exec(target: Target, wire: Wire, line: string, stdin: string): Promise<Executed> {
  return wire.exec(line, stdin, target.dialTimeout).catch((cause: unknown) => {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new NodeUnusable(target.name, describeSilence(target, why), { cause });
  });
}

function describeSilence({ sudo, user }: Target, why: string): string {
  if (sudo === false) return `the log-in works, but no command runs: ${why}`;
  return (
    `the log-in works, but sudo for user ${user} runs no command: ${why}; run \`sudo true\` there, and raise ` +
    "connection.dialTimeout if it is only slow"
  );
}

/** Explains a log-in shell that cannot run our commands. `undefined` if the shell is not the reason. */
async function describeShell(target: Target, wire: Wire): Promise<string | undefined> {
  const { user } = target;
  const remedy = `give the user another shell (\`${commandFor`usermod -s /bin/sh ${user}`}\` on the node), or log in as another user`;
  const asked = await exec(target, wire, "env", "");
  if (asked.code !== 0)
    return `the log-in works, but the log-in shell of user ${user} runs no command (${outputOf(asked)}); ${remedy}`;
  // Without sudo and `timeout`, so that only the shell can be the reason.
  const plain = await exec(target, wire, quote(["printf", "%s", WITNESS]), "");
  if (plain.code === 0 && plain.stdout === WITNESS) return undefined;
  const shell = /^SHELL=(.+)$/m.exec(asked.stdout)?.[1];
  const name = shell === undefined ? "" : ` ${shell}`;
  return `the log-in shell${name} of user ${user} is no POSIX shell, and would run commands differently (${outputOf(plain)}); ${remedy}`;
}

function describeFailure({ sudo, user }: Target, result: Executed): string {
  const output = outputOf(result);
  if (sudo === false) return `the log-in works, but no command runs (${output})`;
  return `sudo does not work for user ${user} (${output}); ${sudoRemedy(sudo, user, result.stderr)}`;
}

function outputOf({ code, stdout, stderr }: Executed): string {
  const lines = new Set((stderr.trim() || stdout.trim()).split("\n").filter((l) => l !== ""));
  return `exit code ${code ?? "none"}: ${[...lines].join("; ") || "(no output)"}`;
}

/** sudo exits with 1 for every reason, so only its text shows that sudoers has `requiretty`, the default of EL6 and EL7. */
function sudoRemedy(sudo: Target["sudo"], user: string, stderr: string): string {
  if (stderr.includes("must have a tty"))
    return `add the line \`Defaults:${user} !requiretty\` with visudo, because commands run without a terminal`;
  return sudo === true
    ? "allow it without a password (NOPASSWD), or give connection.sudo.password"
    : "correct connection.sudo.password, or let the user run every command (visudo)";
}

function describeNoise({ user }: Target): string {
  return (
    `the log-in shell of user ${user} prints text in a session without a terminal (see ~/.bashrc), ` +
    "which would mix with the output of commands"
  );
}
