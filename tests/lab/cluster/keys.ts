import { chmodSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type NodeName, nodesOf } from "./addresses";
import { must } from "../command";
import { labDir } from "../paths";
import type { LabRecord } from "./record";

/** Paths of a lab's SSH files. They outlive its containers, so that host keys stay the same. */
export const sshFiles = (lab: string): { privateKeyPath: string; knownHostsPath: string } => ({
  privateKeyPath: join(labDir(lab), "ssh", "id_ed25519"),
  knownHostsPath: join(labDir(lab), "ssh", "known_hosts"),
});

/** Directory that the container of a node mounts as /etc/lab. */
export const nodeKeyDir = (lab: string, node: NodeName): string =>
  join(labDir(lab), "ssh", "nodes", node);

interface KeyPair {
  secret: string;
  open: string;
}

/** Makes a key pair in a container of the lab's image, so that this machine needs no OpenSSH. */
async function makeKeyPair(image: string, comment: string): Promise<KeyPair> {
  const script = `ssh-keygen -q -t ed25519 -N "" -C "$0" -f /tmp/k && cat /tmp/k /tmp/k.pub`;
  const argv = ["docker", "run", "--rm", "--network", "none", "--entrypoint", "sh", image];
  const output = await must([...argv, "-c", script, comment]);
  const end = output.indexOf("ssh-ed25519 ");
  return { secret: output.slice(0, end), open: output.slice(end).trim() };
}

const write = (file: string, text: string, mode: number): void =>
  writeFileSync(file, text, { mode });

async function makeNodeKeys(record: LabRecord, image: string, into: string): Promise<string[]> {
  const client = await makeKeyPair(image, `lab-${record.name}`);
  write(join(into, "id_ed25519"), client.secret, 0o600);
  const knownHosts: string[] = [];
  for (const node of nodesOf(record)) {
    const dir = join(into, "nodes", node);
    mkdirSync(dir, { recursive: true });
    const host = await makeKeyPair(image, node);
    write(join(dir, "ssh_host_ed25519_key"), host.secret, 0o600);
    write(join(dir, "authorized_keys"), `${client.open}\n`, 0o600);
    knownHosts.push(`[127.0.0.1]:${record.ports[node]} ${host.open}`);
  }
  return knownHosts;
}

/** Makes the keys of the client and of the nodes, unless they exist. */
export async function ensureKeys(record: LabRecord, image: string): Promise<void> {
  const finished = join(labDir(record.name), "ssh");
  if (existsSync(finished)) return;
  const unfinished = `${finished}.new`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true });
  chmodSync(unfinished, 0o700);
  const knownHosts = await makeNodeKeys(record, image, unfinished);
  write(join(unfinished, "known_hosts"), `${knownHosts.join("\n")}\n`, 0o600);
  renameSync(unfinished, finished);
}
