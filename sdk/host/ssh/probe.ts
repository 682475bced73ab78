import { NodeUnusable } from "../../errors";
import { buildProbeInput, buildProbeLine, type TimeoutProgram } from "./command-line";
import type { Executed, Wire } from "./wire";
import type { Target } from "./target";

const MODERN: TimeoutProgram = ["timeout", "-k", "5"];
const OLD: TimeoutProgram = ["timeout"];
const TIMEOUT_ITSELF_FAILED = 125;

/**
 * Runs `true` once on a new connection. Checks that sudo works, that the log-in shell prints nothing,
 * and which options `timeout` has. Offers sudo's password once: three wrong ones can lock the account.
 * @throws NodeUnusable
 */
export async function probeTimeoutProgram(target: Target, wire: Wire): Promise<TimeoutProgram> {
  const modern = await runTrue(target, wire, MODERN);
  const isOld = modern.code === TIMEOUT_ITSELF_FAILED;
  const { code, stdout, stderr } = isOld ? await runTrue(target, wire, OLD) : modern;
  if (code !== 0) throw new NodeUnusable(target.name, describeFailure(target, code, stderr.trim()));
  if (stdout !== "") throw new NodeUnusable(target.name, describeNoise(target));
  return isOld ? OLD : MODERN;
}

async function runTrue(target: Target, wire: Wire, timeout: TimeoutProgram): Promise<Executed> {
  const line = buildProbeLine(target, timeout, target.dialTimeout);
  return wire.exec(line, buildProbeInput(target), target.dialTimeout).catch((cause: unknown) => {
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

function describeFailure({ sudo, user }: Target, code: number | null, stderr: string): string {
  const lines = new Set(stderr.split("\n").filter((line) => line !== ""));
  const output = `exit code ${code ?? "none"}: ${[...lines].join("; ") || "(no output)"}`;
  if (sudo === false) return `the log-in works, but no command runs (${output})`;
  return `sudo does not work for user ${user} (${output}); ${sudoRemedy(sudo, user, stderr)}`;
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
