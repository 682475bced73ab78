import { mkdirSync, readFileSync, readdirSync, symlinkSync } from "node:fs";
import { dirname } from "node:path";
import type { RunOptions, Session } from "../../sdk/host/ssh/session";
import { FakeNode } from "../host/fakes";
import { Temporary } from "../host/temporary";

/** A node on which the real scripts run. Its `/opt` and `/etc` are in a temporary directory. */
export class RootedNode implements Session {
  private readonly fake = new FakeNode({});
  private readonly files = new Temporary();
  /** Standard input and arguments of all commands. */
  readonly sent: { stdin: string[]; argv: string[] } = { stdin: [], argv: [] };

  constructor(readonly node: string) {}

  write(path: string, bytes: string | Buffer): void {
    mkdirSync(dirname(this.files.path(path)), { recursive: true });
    this.files.write(path, bytes as string);
  }

  /** Replaces a program of the node. */
  program(name: string, source: string): void {
    this.fake.program(name, source);
  }

  /** Names of the files of a directory. */
  list(path: string): string[] {
    return readdirSync(this.files.path(path)).sort();
  }

  link(path: string, target: string): void {
    symlinkSync(target, this.files.path(path));
  }

  read(path: string): string {
    return readFileSync(this.files.path(path), "utf8");
  }

  run = async (argv: readonly string[], options: RunOptions = {}) => {
    this.sent.argv.push(...argv);
    this.sent.stdin.push(options.stdin ?? "");
    const { directory } = this.files;
    const own = argv.map((a) => (/^\/(opt|etc)\//.test(a) ? `${directory}${a}` : a));
    const { stdout, ...rest } = await this.fake.run(own, options);
    return { ...rest, stdout: stdout.replaceAll(directory, "") };
  };

  close(): void {
    this.fake.close();
    this.files.remove();
  }
}
