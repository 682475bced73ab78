import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Lab } from "../../lab/cluster/lab";
import { programs } from "../cli/compiled-program";
import { describeLive } from "../support/cluster";
import { onBoth } from "../support/shell";
import { tried } from "../support/soak";

const ROUNDS = 200;
const PATH = "/etc/two-writers.properties";
const KEYS = ["first", "second"] as const;

/** A process that sets one key. `write` returns its answer. */
class Writer {
  private readonly child: ChildProcess;
  private readonly answers: AsyncIterator<string>;

  constructor(lab: Lab, key: string) {
    const argument = JSON.stringify({ cluster: lab.connection(), path: PATH, key });
    this.child = spawn(process.execPath, [join(programs, "file-writer.mjs"), argument], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    if (!this.child.stdout) throw new Error("no standard output");
    this.answers = createInterface({ input: this.child.stdout })[Symbol.asyncIterator]();
  }

  async write(value: string): Promise<string> {
    this.child.stdin?.write(`${value}\n`);
    return String((await this.answers.next()).value);
  }

  end(): void {
    this.child.stdin?.end();
  }
}

describeLive("Two processes that write other keys of one file", (lab: Lab) => {
  const writers: Writer[] = [];
  beforeAll(async () => {
    await onBoth(lab, `printf 'other=1\\n' >${PATH}`);
    for (const key of KEYS) writers.push(new Writer(lab, key));
  }, 60_000);
  afterAll(async () => {
    for (const writer of writers) writer.end();
    await onBoth(lab, `rm -f ${PATH}`);
  });

  test("lose none of them, on no node, and leave nothing behind", async () => {
    const wrong: string[] = [];
    for (let round = 1; round <= ROUNDS; round++) {
      const answers = await Promise.all(writers.map((writer) => writer.write(String(round))));
      const texts = await onBoth(lab, `sort ${PATH}`);
      const wanted = [...KEYS.map((key) => `${key}=${round}`), "other=1"].sort().join("\n");
      if (![...answers, ...texts].every((text) => text === "done" || text === wanted))
        wrong.push(`${round}: ${[...answers, ...texts].join("; ")}`);
    }
    tried("Files", {
      what: "two processes that write other keys of one file at the same moment: rounds",
      times: ROUNDS,
      lost: wrong.length,
    });
    expect(wrong).toEqual([]);
    expect(await onBoth(lab, "ls -A /etc | grep pulumi || true")).toEqual(["", ""]);
  }, 600_000);
});
