import { type NodeName, nodeNames } from "../../lab/cluster/addresses";
import type { Lab } from "../../lab/cluster/lab";
import { waitUntil } from "../../lab/cluster/wait";

/**
 * Reads the arguments and environment of all processes in a loop, and reports where a secret occurs. A process changes them
 * only when it executes a program, soon after its start as a rule: later it is read in one round of a hundred.
 */
const SPY = `
import json, os, sys, time
secrets = {name: text.encode() for name, text in json.load(sys.stdin).items()}
found = set()
rounds = 0
reads = {}
while not os.path.exists("/run/live-spy-stop"):
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
    with open("/run/live-spy-round.new", "w") as file: file.write(str(rounds))
    os.rename("/run/live-spy-round.new", "/run/live-spy-round")
    time.sleep(0.005)
print(json.dumps(sorted(found)))
`;

/** Watches the processes of both nodes for secrets. */
export class Spies {
  private constructor(
    private readonly lab: Lab,
    private readonly reports: readonly Promise<readonly string[]>[],
  ) {}

  /** Starts a spy on each node. A report contains a secret's name instead of its value. */
  static async send(lab: Lab, secrets: Readonly<Record<string, string>>): Promise<Spies> {
    const stdin = JSON.stringify(secrets);
    const reports = nodeNames.map(async (node) => {
      const { stdout, stderr } = await lab.exec(node, ["python3", "-c", SPY], { stdin });
      if (stdout === "") throw new Error(`the spy on ${node}: ${stderr}`);
      return JSON.parse(stdout) as readonly string[];
    });
    for (const report of reports) report.catch(() => undefined); // `home` reports it
    const spies = new Spies(lab, reports);
    for (const node of nodeNames) await spies.rounds(node, 2);
    return spies;
  }

  /** Waits until the spy of a node has read all processes `count` more times. */
  async rounds(node: NodeName, count: number): Promise<void> {
    const seen = async (): Promise<number> =>
      Number((await this.lab.exec(node, ["cat", "/run/live-spy-round"])).stdout);
    const start = await seen();
    await waitUntil("the spy reads", 60, async () => (await seen()) >= start + count);
  }

  /** Stops the spies and returns their findings. */
  async home(): Promise<readonly string[]> {
    for (const node of nodeNames) await this.lab.exec(node, ["touch", "/run/live-spy-stop"]);
    const found = (await Promise.all(this.reports)).flat();
    for (const node of nodeNames)
      await this.lab.exec(node, ["rm", "-f", "/run/live-spy-stop", "/run/live-spy-round"]);
    return [...new Set(found)].sort();
  }
}
