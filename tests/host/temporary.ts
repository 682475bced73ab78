import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const VARIABLES = [
  "HOME",
  "USERPROFILE",
  "ProgramData",
  "SSH_AUTH_SOCK",
  "PULUMI_PACEMAKER_PRIVATE_KEY_PATH",
  "PULUMI_PACEMAKER_KNOWN_HOSTS_PATH",
  "PULUMI_PACEMAKER_AGENT_SOCKET_PATH",
  "PULUMI_PACEMAKER_LOG",
];

const PLATFORM = { value: process.platform, configurable: true, enumerable: true };

/** A temporary directory and a clean environment per test: no file or variable of the user is read. */
export class Temporary {
  readonly directory = mkdtempSync(join(tmpdir(), "pacemaker-host-"));
  private readonly before = VARIABLES.map((name) => [name, process.env[name]] as const);

  constructor() {
    for (const name of VARIABLES) Reflect.deleteProperty(process.env, name);
    process.env.HOME = this.directory;
  }

  /** Lets the code under test see Windows, with a profile whose path has a blank. */
  onWindows(): void {
    Object.defineProperty(process, "platform", { ...PLATFORM, value: "win32" });
    process.env.USERPROFILE = String.raw`C:\Users\my name`;
    process.env.ProgramData = String.raw`D:\ProgramData`;
  }

  path(name: string): string {
    return join(this.directory, name);
  }

  write(name: string, text: string, mode = 0o600): string {
    writeFileSync(this.path(name), text, { mode });
    return this.path(name);
  }

  remove(): void {
    Object.defineProperty(process, "platform", PLATFORM);
    for (const [name, value] of this.before) {
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    }
    rmSync(this.directory, { recursive: true, force: true });
  }
}
