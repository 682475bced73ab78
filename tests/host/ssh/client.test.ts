import { homedir } from "node:os";
import { join } from "node:path";
import {
  defaultAgent,
  defaultKnownHosts,
  expandHome,
  quoteForClient,
} from "../../../sdk/host/ssh/client";
import { resolveTarget } from "../../../sdk/host/ssh/target";
import { Temporary } from "../temporary";

let temporary: Temporary;
beforeEach(() => (temporary = new Temporary()));
afterEach(() => temporary.remove());

describe("expandHome", () => {
  test("expands ~ alone and before a slash only", () => {
    expect(["~", "~/key", "~me/key", "/key"].map((path) => expandHome(path))).toEqual([
      temporary.directory,
      temporary.path("key"),
      "~me/key",
      "/key",
    ]);
  });

  test("keeps ~ before a backslash, which is part of a name outside Windows", () => {
    expect(expandHome("~\\key")).toBe("~\\key");
  });

  test("takes the user's own directory if HOME is not set", () => {
    Reflect.deleteProperty(process.env, "HOME");
    expect(expandHome("~/key")).toBe(join(homedir(), "key"));
  });

  test("takes the profile on Windows, not the HOME of Git Bash, with both slashes", () => {
    temporary.onWindows();
    process.env.HOME = "/c/Users/other";
    expect(["~", "~/.ssh/key", "~\\.ssh\\key", "~me\\key"].map((path) => expandHome(path))).toEqual(
      [
        "C:\\Users\\my name",
        "C:\\Users\\my name\\.ssh\\key",
        "C:\\Users\\my name\\.ssh\\key",
        "~me\\key",
      ],
    );
  });

  test.each([
    "C:\\keys\\id",
    "C:/keys/id",
    "\\\\server\\keys\\id",
    "\\\\.\\pipe\\agent",
    "pageant",
  ])("keeps %s on Windows as it is written", (path) => {
    temporary.onWindows();
    expect(expandHome(path)).toBe(path);
  });
});

describe("defaultKnownHosts", () => {
  test("names the files of ssh outside Windows", () => {
    expect(defaultKnownHosts()).toEqual([
      temporary.path(".ssh/known_hosts"),
      "/etc/ssh/ssh_known_hosts",
    ]);
  });

  test("names the files of ssh on Windows, not C:\\etc, which every user can create", () => {
    temporary.onWindows();
    expect(defaultKnownHosts()).toEqual([
      "C:\\Users\\my name\\.ssh\\known_hosts",
      "D:\\ProgramData\\ssh\\ssh_known_hosts",
    ]);
  });

  test("names the usual directory on Windows without ProgramData", () => {
    temporary.onWindows();
    Reflect.deleteProperty(process.env, "ProgramData");
    expect(defaultKnownHosts()[1]).toBe("C:\\ProgramData\\ssh\\ssh_known_hosts");
  });
});

describe("defaultAgent", () => {
  test.each([
    ["/run/agent", "/run/agent"],
    ["", ""],
    [undefined, undefined],
  ])("takes SSH_AUTH_SOCK=%s as it is outside Windows", (given, socket) => {
    if (given !== undefined) process.env.SSH_AUTH_SOCK = given;
    expect(defaultAgent()).toEqual({ socket, name: "SSH_AUTH_SOCK" });
  });

  test.each(["", undefined])("takes the pipe of OpenSSH on Windows if it is %s", (given) => {
    temporary.onWindows();
    if (given !== undefined) process.env.SSH_AUTH_SOCK = given;
    expect(defaultAgent()).toEqual({
      socket: "\\\\.\\pipe\\openssh-ssh-agent",
      name: "the Windows service ssh-agent",
    });
  });

  test("prefers SSH_AUTH_SOCK on Windows too", () => {
    temporary.onWindows();
    process.env.SSH_AUTH_SOCK = "//./pipe/mine";
    expect(defaultAgent()).toEqual({ socket: "//./pipe/mine", name: "SSH_AUTH_SOCK" });
  });
});

describe("quoteForClient", () => {
  const argv = ["ssh-keygen", "-R", "[rsha1]:2200", "-f", "C:\\my name\\known_hosts", "C:\\k"];

  test("quotes for a POSIX shell outside Windows", () => {
    expect(quoteForClient(argv)).toBe(
      "ssh-keygen -R '[rsha1]:2200' -f 'C:\\my name\\known_hosts' 'C:\\k'",
    );
  });

  test("quotes on Windows with the quotes that both cmd.exe and PowerShell know", () => {
    temporary.onWindows();
    expect(quoteForClient(argv)).toBe(
      'ssh-keygen -R "[rsha1]:2200" -f "C:\\my name\\known_hosts" C:\\k',
    );
  });

  test("quotes for PowerShell alone what expands in double quotes or ends them", () => {
    temporary.onWindows();
    expect(quoteForClient(["a", "$(calc)", 'h" & calc', "%TEMP%", "it's `x`"])).toBe(
      "a '$(calc)' 'h\" & calc' '%TEMP%' 'it''s `x`'",
    );
  });
});

describe("resolveTarget on Windows", () => {
  test("expands the paths of the program and of the environment", () => {
    temporary.onWindows();
    process.env.PULUMI_PACEMAKER_KNOWN_HOSTS_PATH = "~\\hosts";
    const proxy = { host: "gate", privateKeyPath: "C:\\keys\\gate" };
    const target = resolveTarget(
      { name: "rsha1" },
      { privateKeyPath: "~/key", agentSocketPath: "\\\\.\\pipe\\mine", proxy },
    );
    expect(target).toMatchObject({
      privateKeyPath: "C:\\Users\\my name\\key",
      agentSocketPath: "\\\\.\\pipe\\mine",
      knownHostsPaths: ["C:\\Users\\my name\\hosts"],
      proxy: { privateKeyPath: "C:\\keys\\gate" },
    });
  });
});
