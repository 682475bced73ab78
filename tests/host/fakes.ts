import { spawn } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import type { Readable } from "node:stream";
import type { CommandResult, RunOptions, Session } from "../../sdk/host/ssh/session";
import { Temporary } from "./temporary";

/** A node that runs scripts in a real sh, with stubs for the cluster's programs. */
export class FakeNode implements Session {
  readonly node = "rsha1";
  private readonly temporary = new Temporary();

  constructor(programs: Readonly<Record<string, string>>) {
    mkdirSync(this.temporary.path("bin"));
    for (const [name, source] of Object.entries(programs)) this.program(name, source);
  }

  /** Writes a program. It finds the node's files in `$DIR`. */
  program(name: string, source: string): void {
    this.temporary.write(`bin/${name}`, `#!/bin/sh\n${source}\n`, 0o755);
  }

  write(name: string, text: string): void {
    this.temporary.write(name, text);
  }

  read(name: string): string {
    return readFileSync(this.temporary.path(name), "utf8");
  }

  run = ([file = "", ...args]: readonly string[], { stdin = "" }: RunOptions = {}) => {
    const env = {
      DIR: this.temporary.directory,
      PATH: `${this.temporary.path("bin")}:/usr/bin:/bin`,
    };
    const child = spawn(file, args, { env });
    const [stdout, stderr] = [child.stdout, child.stderr].map(collect);
    // A program that does not read its input closes it.
    child.stdin.on("error", () => undefined);
    child.stdin.end(stdin);
    return new Promise<CommandResult>((resolve) => {
      const end = (exitCode: number | null): void =>
        resolve({ stdout: stdout?.() ?? "", stderr: stderr?.() ?? "", exitCode: exitCode ?? -1 });
      child.on("error", () => end(null));
      child.on("close", end);
    });
  };

  close(): void {
    this.temporary.remove();
  }
}

function collect(stream: Readable): () => string {
  const chunks: Buffer[] = [];
  stream.on("data", (chunk: Buffer) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString("utf8");
}

/** Programs that print the features of a Pacemaker version. */
export const FEATURES = {
  "1.1.10": "echo ' Supporting v3.0.7:  cman'",
  "1.1.18": "echo ' Supporting v3.0.14:  cman acls'",
};
