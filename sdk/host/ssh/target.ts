import { defaultKnownHosts, expandHome } from "./client";
import type { Connection, NodeAddress, ProxyConnection } from "./connection";

/** Settings of one SSH connection, with defaults filled in. */
export interface Target {
  /** The node's name, for messages. */
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly privateKey?: string;
  readonly privateKeyPath?: string;
  readonly privateKeyPassword?: string;
  readonly password?: string;
  readonly agentSocketPath?: string;
  readonly hostKey?: string;
  /** New keys belong into the first one. */
  readonly knownHostsPaths: readonly string[];
  readonly verifyHostKey: boolean;
  /** In seconds. */
  readonly dialTimeout: number;
  readonly sudo: boolean | { readonly password: string };
  readonly proxy?: Target;
}

/**
 * Fills in the defaults. `PULUMI_PACEMAKER_PRIVATE_KEY_PATH`, `…_KNOWN_HOSTS_PATH` and `…_AGENT_SOCKET_PATH`
 * override the program's settings, because these paths differ between machines.
 */
export function resolveTarget(node: NodeAddress, connection: Connection = {}): Target {
  const { proxy, sudo } = connection;
  return {
    ...resolveSsh(node.name, node.host ?? node.name, {
      ...connection,
      port: node.port ?? connection.port,
    }),
    sudo: sudo ?? false,
    proxy: proxy && { ...resolveSsh(`bastion ${proxy.host}`, proxy.host, proxy), sudo: false },
  };
}

function resolveSsh(
  name: string,
  host: string,
  ssh: Omit<ProxyConnection, "host">,
): Omit<Target, "sudo" | "proxy"> {
  const { env } = process;
  const keyPath = env.PULUMI_PACEMAKER_PRIVATE_KEY_PATH ?? ssh.privateKeyPath;
  return {
    name,
    host: host.replace(/^\[(.*)\]$/, "$1"), // [::1] as in a URL
    port: ssh.port ?? 22,
    user: ssh.user ?? "root",
    privateKey: ssh.privateKey,
    privateKeyPath: ssh.privateKey === undefined && keyPath ? expandHome(keyPath) : undefined,
    privateKeyPassword: ssh.privateKeyPassword,
    password: ssh.password,
    agentSocketPath: expandHome(env.PULUMI_PACEMAKER_AGENT_SOCKET_PATH ?? ssh.agentSocketPath),
    hostKey: ssh.hostKey,
    knownHostsPaths: knownHostsPaths(env.PULUMI_PACEMAKER_KNOWN_HOSTS_PATH ?? ssh.knownHostsPath),
    verifyHostKey: ssh.verifyHostKey ?? true,
    dialTimeout: ssh.dialTimeout ?? 10,
  };
}

function knownHostsPaths(given: string | undefined): readonly string[] {
  return given === undefined ? defaultKnownHosts() : [expandHome(given)];
}

/**
 * Key exchanges in order of preference: elliptic curves, then fixed groups, and groups that sshd chooses last. Reason: Node
 * tests the prime of a chosen group, which blocks the process for about 2 s per connection. An sshd of EL6 has no curves, so
 * it gets group14-sha1: 2048 bits, and SHA-1 only where its collisions do not matter (RFC 9142 allows it).
 */
export const KEY_EXCHANGES = [
  "curve25519-sha256@libssh.org",
  "curve25519-sha256",
  "ecdh-sha2-nistp256",
  "ecdh-sha2-nistp384",
  "ecdh-sha2-nistp521",
  "diffie-hellman-group14-sha256",
  "diffie-hellman-group15-sha512",
  "diffie-hellman-group16-sha512",
  "diffie-hellman-group17-sha512",
  "diffie-hellman-group18-sha512",
  "diffie-hellman-group14-sha1",
  "diffie-hellman-group-exchange-sha256",
] as const;
