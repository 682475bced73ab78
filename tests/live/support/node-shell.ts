import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Socket } from "node:net";
import type { Result } from "../../lab/command";

interface Command {
  readonly stdin?: string;
  /** Milliseconds. */
  readonly timeout?: number;
}

/**
 * Runs the commands that it reads from standard input, one per line and each in a thread, and prints their results. Output
 * goes to files without a name, so that a process that stays in the background does not hold a command open.
 */
const RUNNER = `
import json, os, signal, subprocess, sys, tempfile, threading
printing = threading.Lock()
def run(number, argv, text, timeout):
    with tempfile.TemporaryFile() as stdin, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        stdin.write(text.encode())
        stdin.seek(0)
        try:
            child = subprocess.Popen(argv, stdin=stdin, stdout=out, stderr=err, start_new_session=True)
            try:
                code = child.wait(timeout)
            except subprocess.TimeoutExpired:
                os.killpg(child.pid, signal.SIGKILL)
                code = child.wait()
        except OSError as error:
            code = 127
            err.write(str(error).encode())
        texts = []
        for file in (out, err):
            file.seek(0)
            texts.append(file.read().decode(errors="replace"))
    with printing:
        print(json.dumps([number, code if code >= 0 else 128 - code, *texts]), flush=True)
for line in sys.stdin:
    threading.Thread(target=run, args=json.loads(line), daemon=True).start()
`;

/** Milliseconds. */
const IDLE = 30_000;

/**
 * Runs commands in a container like `docker exec`, but through one process that stays: each `docker exec` costs 0.15 s of
 * CPU time, and the suites run 1,200 commands.
 */
class NodeShell {
  private readonly child: ChildProcess;
  private readonly waiting = new Map<number, (result: Result) => void>();
  private readonly idle: NodeJS.Timeout;
  private count = 0;
  private errors = "";

  constructor(container: string, ended: () => void) {
    const argv = ["exec", "-i", container, "python3", "-c", RUNNER];
    this.child = spawn("docker", argv, { stdio: "pipe" });
    this.idle = setTimeout(() => {
      if (this.waiting.size > 0) this.idle.refresh();
      else this.child.stdin?.end();
    }, IDLE).unref();
    this.child.stdin?.on("error", () => undefined); // "close" reports it
    this.child.stderr?.on("data", (text: Buffer) => (this.errors += text.toString()));
    if (this.child.stdout)
      createInterface({ input: this.child.stdout }).on("line", (line) => this.settle(line));
    this.child.on("close", (code) => {
      clearTimeout(this.idle);
      ended();
      for (const resolve of this.waiting.values())
        resolve({ exitCode: code ?? 137, stdout: "", stderr: this.errors });
    });
    this.keepAlive(false);
  }

  /** Whether the process accepts commands. It ends when it has been idle. */
  get isOpen(): boolean {
    return this.child.stdin?.writable ?? false;
  }

  run(argv: string[], { stdin = "", timeout }: Command): Promise<Result> {
    this.count += 1;
    const job = [this.count, argv, stdin, timeout === undefined ? null : timeout / 1000];
    this.idle.refresh();
    this.keepAlive(true);
    return new Promise((resolve) => {
      this.waiting.set(this.count, resolve);
      this.child.stdin?.write(`${JSON.stringify(job)}\n`);
    });
  }

  private settle(line: string): void {
    const [number, exitCode, stdout, stderr] = JSON.parse(line) as [number, number, string, string];
    this.waiting.get(number)?.({ exitCode, stdout, stderr });
    this.waiting.delete(number);
    this.idle.refresh();
    if (this.waiting.size === 0) this.keepAlive(false);
  }

  /** Lets this process end, or not, while the child runs. */
  private keepAlive(wanted: boolean): void {
    const { child } = this;
    const handles: unknown[] = [child, child.stdin, child.stdout, child.stderr];
    for (const handle of handles as Pick<Socket, "ref" | "unref">[])
      if (wanted) handle.ref();
      else handle.unref();
  }
}

const shells = new Map<string, NodeShell>();

/** Runs a command in a container. A failure is a result, not an exception. */
export function runIn(container: string, argv: string[], options: Command = {}): Promise<Result> {
  const known = shells.get(container);
  if (known?.isOpen) return known.run(argv, options);
  const shell = new NodeShell(container, () => {
    if (shells.get(container) === shell) shells.delete(container);
  });
  shells.set(container, shell);
  return shell.run(argv, options);
}
