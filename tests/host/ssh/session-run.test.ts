import { CommandFailed, NodeUnusable } from "../../../sdk/errors";
import { DeadlinePassed } from "../../../sdk/host/ssh/deadline";
import * as lines from "../../../sdk/host/ssh/line";
import {
  type CommandResult,
  closeSessions,
  openSession,
  runChecked,
} from "../../../sdk/host/ssh/session";
import { type Executed, SessionRefused } from "../../../sdk/host/ssh/wire";

afterEach(() => {
  closeSessions();
  jest.restoreAllMocks();
});

/** Runs a command with a time limit of 1 s, which ends so after some milliseconds. */
async function runFor(ms: number, end: Partial<Executed> | Error): Promise<CommandResult> {
  let now = 0;
  jest.spyOn(performance, "now").mockImplementation(() => now);
  const exec = (): Promise<Executed> => {
    now += ms;
    return end instanceof Error
      ? Promise.reject(end)
      : Promise.resolve({ stdout: "out", stderr: "", code: null, signal: null, ...end });
  };
  const line = { wire: { exec }, limit: (run: () => unknown) => run(), timeout: ["timeout"] };
  jest.spyOn(lines, "getLine").mockResolvedValue(line as never);
  const session = await openSession({ name: "rsha1" });
  return session.run(["cibadmin"], { timeoutSeconds: 1, label: "a command" });
}

const stopped = new CommandFailed(
  "rsha1",
  ["a command"],
  124,
  "it did not end within 1 s and was stopped",
);

describe("Session.run", () => {
  test.each<[string, number, Partial<Executed>, number]>([
    ["124 of a command that ends before its deadline", 999, { code: 124 }, 124],
    ["137 of a command that ends before its deadline", 999, { code: 137 }, 137],
    ["1 of a command that ends after its deadline", 1001, { code: 1 }, 1],
    ["137 of a command that a signal ends", 1, { signal: "SIGKILL" }, 137],
    ["143 of a command that a signal ends", 1, { signal: "SIGTERM" }, 143],
    ["138 of a signal by its number on Linux", 1, { signal: "SIGUSR1" }, 138],
    ["128 of a signal that sshd has no name for", 1, { signal: "SIGSIG@openssh.com" }, 128],
  ])("returns exit code %s", async (_what, ms, end, exitCode) => {
    expect(await runFor(ms, end)).toEqual({ stdout: "out", stderr: "", exitCode });
  });

  test.each<[string, Partial<Executed> | Error]>([
    ["TERM", { code: 124 }],
    ["KILL", { code: 137 }],
    ["closing its channel", new DeadlinePassed(11)],
  ])("throws when a command was stopped at its deadline with %s", async (_how, end) => {
    await expect(runFor(1000, end)).rejects.toEqual(stopped);
  });

  test.each<[string, Partial<Executed> | Error, string]>([
    [
      "sshd refuses the session",
      new SessionRefused("open failed"),
      "sshd opens no session for a command (open failed); look at its MaxSessions",
    ],
    [
      "the connection is lost with an error",
      new Error("Not connected"),
      "the connection was lost under `a command` (Not connected); the command may or may not have completed",
    ],
    [
      "the connection is lost",
      {},
      "the connection was lost under `a command`; the command may or may not have completed",
    ],
  ])("makes the node unusable when %s", async (_what, end, reason) => {
    await expect(runFor(1, end)).rejects.toEqual(new NodeUnusable("rsha1", reason));
  });
});

describe("runChecked", () => {
  const session = (exitCode: number) => ({
    node: "rsha1",
    run: () => Promise.resolve({ stdout: "out", stderr: "wrong", exitCode }),
    close: () => undefined,
  });

  test("returns the output of a command that succeeds", async () => {
    expect(await runChecked(session(0), ["true"])).toBe("out");
  });

  test.each([
    [{}, "rsha1: pcs status exited with 1: wrong"],
    [{ label: "a command" }, "rsha1: a command exited with 1: wrong"],
  ])("throws with the name of a command that fails (options %j)", async (options, message) => {
    await expect(runChecked(session(1), ["pcs", "status"], options)).rejects.toThrow(message);
  });
});
