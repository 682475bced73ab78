import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import type { RunOptions, Session } from "../../sdk/host/ssh/session";
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
    const done = spawnSync(file, args, { input: stdin, env, encoding: "utf8" });
    const { stdout, stderr, status } = done;
    return Promise.resolve({ stdout, stderr, exitCode: status ?? -1 });
  };

  close(): void {
    this.temporary.remove();
  }
}

/** Programs that print the features of a Pacemaker version. */
export const FEATURES = {
  "1.1.10": "echo ' Supporting v3.0.7:  cman'",
  "1.1.18": "echo ' Supporting v3.0.14:  cman acls'",
};
