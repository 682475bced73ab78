import { type NodeName, nodeNames } from "../../lab/cluster/addresses";
import type { Lab } from "../../lab/cluster/lab";
import { waitUntil } from "../../lab/cluster/wait";

/**
 * Reads the arguments and environment of all processes in a loop, and reports where a secret occurs. A process changes them
 * only when it executes a program, soon after its start as a rule: later it is read in one round of a hundred.
 */
const WATCH = `
import json, os, sys, time
secrets = {name: text.encode() for name, text in json.load(sys.stdin).items()}
found = set()
rounds = 0
reads = {}
while not os.path.exists("/run/live-watch-stop"):
    rounds += 1
    reads = {pid: reads.get(pid, 0) + 1 for pid in os.listdir("/proc") if pid.isdigit()}
    for pid, count in reads.items():
        if count > 20 and rounds % 100:
            continue
        for what in ("cmdline", "environ"):
            try:
                text = open("/proc/%s/%s" % (pid, what), "rb").read()
            except OSError:
                continue
            for name, secret in secrets.items():
                if secret in text:
                    words = [word for word in text.split(b"\\0") if secret in word]
                    found.update("%s: %s" % (what, word.replace(secret, name.encode()).decode()) for word in words)
    with open("/run/live-watch-round.new", "w") as file: file.write(str(rounds))
    os.rename("/run/live-watch-round.new", "/run/live-watch-round")
    time.sleep(0.005)
print(json.dumps(sorted(found)))
`;

/** Watches the processes of both nodes for secrets. */
export class SecretWatch {
  private constructor(
    private readonly lab: Lab,
    private readonly reports: readonly Promise<readonly string[]>[],
  ) {}

  /** Starts a process on each node. A report contains a secret's name instead of its value. */
  static async start(lab: Lab, secrets: Readonly<Record<string, string>>): Promise<SecretWatch> {
    const stdin = JSON.stringify(secrets);
    const reports = nodeNames.map(async (node) => {
      const { stdout, stderr } = await lab.exec(node, ["python3", "-c", WATCH], { stdin });
      if (stdout === "") throw new Error(`the watch on ${node}: ${stderr}`);
      return JSON.parse(stdout) as readonly string[];
    });
    for (const report of reports) report.catch(() => undefined); // `stop` reports it
    const watch = new SecretWatch(lab, reports);
    for (const node of nodeNames) await watch.rounds(node, 2);
    return watch;
  }

  /** Waits until the watch has read all processes `count` more times. */
  async rounds(node: NodeName, count: number): Promise<void> {
    const seen = async (): Promise<number> =>
      Number((await this.lab.exec(node, ["cat", "/run/live-watch-round"])).stdout);
    const start = await seen();
    await waitUntil("the watch reads", 60, async () => (await seen()) >= start + count);
  }

  /** Stops the watch and returns their findings. */
  async stop(): Promise<readonly string[]> {
    for (const node of nodeNames) await this.lab.exec(node, ["touch", "/run/live-watch-stop"]);
    const found = (await Promise.all(this.reports)).flat();
    for (const node of nodeNames)
      await this.lab.exec(node, ["rm", "-f", "/run/live-watch-stop", "/run/live-watch-round"]);
    return [...new Set(found)].sort();
  }
}
