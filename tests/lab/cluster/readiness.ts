import { connect } from "node:net";
import { type NodeName, nodesOf } from "./addresses";
import { run } from "../command";
import { containerName } from "../docker/docker";
import { systemctl } from "../docker/platform";
import type { LabRecord } from "./record";
import { waitUntil } from "./wait";

/** Checks that an SSH server answers on a loopback port within a second. */
function sshGreets(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    const answer = (yes: boolean): void => {
      socket.destroy();
      resolve(yes);
    };
    socket.setTimeout(1000, () => answer(false));
    socket.once("error", () => answer(false));
    socket.once("close", () => answer(false));
    socket.once("data", (greeting) => answer(greeting.toString().startsWith("SSH-2.0")));
  });
}

/** Checks that systemd has booted. `degraded` is accepted: a unit that does not matter here failed. */
async function systemIsUp({ name, platform }: LabRecord, node: NodeName): Promise<boolean> {
  const script = '"$0" is-system-running; "$0" is-active "$1"';
  const argv = ["sh", "-c", script, systemctl(platform), platform === "debian" ? "pcsd" : "ssh"];
  const { stdout } = await run(["docker", "exec", containerName(name, node), ...argv]);
  return /^(running|degraded)\nactive$/.test(stdout.trim());
}

async function isReady(record: LabRecord, node: NodeName): Promise<boolean> {
  return (await systemIsUp(record, node)) && (await sshGreets(record.ports[node] ?? 0));
}

/** Waits until all nodes are up, pcsd runs (on Debian), and SSH answers. */
export async function waitForNodes(record: LabRecord): Promise<void> {
  const isUp = (node: NodeName): Promise<void> =>
    waitUntil(`${node} is up`, 180, () => isReady(record, node));
  await Promise.all(nodesOf(record).map(isUp));
}
