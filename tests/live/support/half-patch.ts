import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { Client, type ClientChannel } from "ssh2";
import { buildCommandLine } from "../../../sdk/host/ssh/command-line";
import { PATCH } from "../../../sdk/host/commands/pacemaker-scripts";
import { scriptArgv } from "../../../sdk/host/ssh/session";
import type { Lab } from "../../lab/cluster/lab";
import { waitUntil } from "../../lab/cluster/wait";

/** Starts the library's script that applies a patch ending with `marker`, sends `bytes`, and cuts the connection. */
export async function sendAndCut(lab: Lab, marker: string, bytes: Buffer): Promise<void> {
  const { nodes, connection } = lab.connection();
  const socket = connect(nodes[0]?.port ?? 22, "127.0.0.1");
  const client = new Client();
  client.on("error", () => undefined);
  await new Promise<void>((resolve, reject) => {
    client.once("ready", resolve).once("error", reject);
    const privateKey = readFileSync(connection.privateKeyPath, "utf8");
    client.connect({ sock: socket, username: connection.user, privateKey });
  });
  const line = buildCommandLine(
    { sudo: false },
    ["timeout", "-k", "5"],
    60,
    scriptArgv(PATCH, marker),
  );
  const channel = await new Promise<ClientChannel>((resolve, reject) =>
    client.exec(line, (error, opened) => (error ? reject(error) : resolve(opened))),
  );
  await new Promise<void>((sent) => channel.write(bytes, () => sent()));
  socket.destroySoon();
  await waitUntil("the node has ended the script", 30, () => isOver(lab, marker), 50);
}

const isOver = async (lab: Lab, marker: string): Promise<boolean> =>
  (await lab.exec("rsha1", ["pgrep", "-f", marker])).exitCode === 1;
