import { mkdirSync } from "node:fs";
import { NodeUnusable } from "../../../sdk/errors";
import type { Connection } from "../../../sdk/host/ssh/connection";
import { closeSessions, openSession } from "../../../sdk/host/ssh/session";
import { Temporary } from "../temporary";
import { probeTimeoutProgram } from "../../../sdk/host/ssh/probe";
import { resolveTarget } from "../../../sdk/host/ssh/target";
import type { Executed, Wire } from "../../../sdk/host/ssh/wire";
import { Sshd, keyPair, type SshdOptions } from "./sshd";

const hostPair = keyPair();
const userPair = keyPair();

let temporary: Temporary;
let sshd: Sshd | undefined;
beforeEach(() => {
  temporary = new Temporary();
  temporary.write("key", userPair.privateKey);
  mkdirSync(temporary.path("bin"));
});
afterEach(async () => {
  closeSessions();
  await sshd?.stop();
  temporary.remove();
});

/** Returns why a node with that sshd cannot be used. */
async function reasonOf(options: Partial<SshdOptions>, connection: Connection = {}) {
  sshd = await Sshd.start({
    hostKeys: [hostPair.privateKey],
    authorizedKey: userPair.publicKey,
    programs: temporary.path("bin"),
    ...options,
  });
  const node = { name: "rsha1", host: "127.0.0.1", port: sshd.port };
  const key = { privateKeyPath: "~/key", hostKey: hostPair.publicKey, user: "me" };
  return openSession(node, { ...key, ...connection }).then(
    () => "it worked",
    (error: unknown) => (error instanceof NodeUnusable ? error.reason : error),
  );
}

const program = (name: string, source: string): string =>
  temporary.write(`bin/${name}`, `#!/bin/sh\n${source}\n`, 0o755);

const REMEDY =
  "give the user another shell (`usermod -s /bin/sh me` on the node), or log in as another user";

describe("A log-in shell", () => {
  test.each([
    ["tcsh", `printf '%s\\n' "$2" | while read -r line; do sh -c "$line"; done`],
    ["tcsh", `printf '%s\\n' "$2" | while read -r line; do sh -c "$line"; done; exit 0`],
    ["fish", String.raw`exec sh -c "$(printf %s "$2" | sed 's/\\\\/\\/g')"`],
  ])("like %s is refused before any command of ours runs", async (name, source) => {
    const shell = program(name, source);
    const reason = await reasonOf({ shell });
    const [before = "", after] = String(reason).split(/ \(exit code [^]*\); /);
    expect([before, after]).toEqual([
      `the log-in shell ${shell} of user me is no POSIX shell, and would run commands differently`,
      REMEDY,
    ]);
  });

  test("that is POSIX is not blamed for sudo, whatever its name", async () => {
    const shell = program("tlog-rec-session", 'exec /bin/sh "$@"');
    program("sudo", "echo 'me is not in the sudoers file.' >&2; exit 1");
    expect(await reasonOf({ shell }, { sudo: true })).toMatch(
      /^sudo does not work for user me \(exit code 1: me is not in the sudoers file\.\); /,
    );
  });

  test("that a forced command replaces is shown with what that says", async () => {
    const shell = program("forced", "echo 'Use the console.'");
    expect(await reasonOf({ shell })).toMatch(
      "run commands differently (exit code 0: Use the console.); ",
    );
  });

  test("that runs no command is named", async () => {
    const shell = program("nologin", "echo 'This account is currently not available.'; exit 1");
    expect(await reasonOf({ shell })).toBe(
      "the log-in works, but the log-in shell of user me runs no command (exit code 1: This account is " +
        `currently not available.); ${REMEDY}`,
    );
  });

  test.each(["sh", "bash"])("that is %s works", async (name) => {
    expect(await reasonOf({ shell: program(name, 'exec /bin/sh "$@"') })).toBe("it worked");
  });
});

describe("probeTimeoutProgram", () => {
  const WITNESS = 'a\\\\b "$c" `d`\nexit';
  const ran: Executed = { stdout: WITNESS, stderr: "", code: 0, signal: null };
  const failed = { ...ran, stdout: "", code: 1 };

  /** Probes as the user me, with these answers to the commands. */
  async function probe(...answers: readonly (Executed | Error)[]): Promise<unknown> {
    const left = [...answers];
    const wire = {
      exec: () => {
        const next = left.shift();
        return next instanceof Error ? Promise.reject(next) : Promise.resolve(next);
      },
    } as unknown as Wire;
    return probeTimeoutProgram(resolveTarget({ name: "rsha1" }, { user: "me" }), wire).catch(
      (e: unknown) => (e as NodeUnusable).reason,
    );
  }
  const NO_POSIX = (name: string, output: string): string =>
    `the log-in shell${name} of user me is no POSIX shell, and would run commands differently (${output}); ${REMEDY}`;

  test.each<[string, readonly (Executed | Error)[], unknown]>([
    ["accepts a host on which printf works", [ran], ["timeout", "-k", "5"]],
    [
      "refuses a host on which printf fails",
      [{ ...failed, stderr: "first\n\nsecond\nfirst" }, ran, ran],
      "the log-in works, but no command runs (exit code 1: first; second)",
    ],
    [
      "believes no output of a program that fails",
      [{ ...ran, code: 1, stderr: "wrong" }, ran, ran],
      "the log-in works, but no command runs (exit code 1: wrong)",
    ],
    [
      "believes no output of a shell that fails",
      [failed, { ...ran, stdout: "SHELL=/bin/x\n" }, { ...ran, code: 1, stderr: "wrong" }],
      NO_POSIX(" /bin/x", "exit code 1: wrong"),
    ],
    [
      "names no shell that is not known",
      [failed, { ...ran, stdout: "" }, failed],
      NO_POSIX("", "exit code 1: (no output)"),
    ],
    [
      "does not blame sudo without sudo",
      [new Error("no answer")],
      "the log-in works, but no command runs: no answer",
    ],
  ])("%s", async (_behaviour, answers, expected) => {
    expect(await probe(...answers)).toEqual(expected);
  });
});
