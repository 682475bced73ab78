/** A cluster node and the address of its sshd. */
export interface NodeAddress {
  /** The node's name in the cluster. */
  name: string;
  /**
   * Host name or address for SSH.
   * @default the node's name
   */
  host?: string;
  /**
   * TCP port for SSH.
   * @default the connection's port
   */
  port?: number;
}

/** Settings of one SSH connection, to a bastion or a node. */
interface SshConnection {
  /** @default "root" */
  user?: string;
  /** @default 22 */
  port?: number;
  /** A private key's text (PEM or OpenSSH). Prefer `privateKeyPath`: a path is not a secret. */
  privateKey?: string;
  /** Decrypts the private key. */
  privateKeyPassword?: string;
  /** Password of the user, for password and keyboard-interactive authentication. */
  password?: string;
  /**
   * Path of an SSH agent's socket; `~` is expanded. On Windows a pipe (`\\.\pipe\…`), or `pageant`.
   * @default without another credential: `SSH_AUTH_SOCK` (on Windows the service ssh-agent), then `~/.ssh/id_ed25519`, `id_ecdsa` and `id_rsa`
   */
  agentSocketPath?: string;
  /** The host's only valid key: `ssh-ed25519 AAAA…`, or its fingerprint `SHA256:…`. */
  hostKey?: string;
  /** File with a private key; `~` is expanded. */
  privateKeyPath?: string;
  /**
   * File with the hosts' keys; `~` is expanded.
   * @default "~/.ssh/known_hosts", and the system's file
   */
  knownHostsPath?: string;
  /**
   * `false` accepts any host key, so that a machine in between can read and change everything.
   * @default true
   */
  verifyHostKey?: boolean;
  /**
   * Seconds to wait for a host that does not answer.
   * @default 10
   */
  dialTimeout?: number;
}

/** A bastion host in front of the nodes. */
export interface ProxyConnection extends SshConnection {
  /** Host name or address of the bastion. */
  host: string;
}

/** SSH settings for all nodes. The names are those of `remote.ConnectionArgs` in `@pulumi/command`. */
export interface Connection extends SshConnection {
  /** Bastion host: dials the nodes. */
  proxy?: ProxyConnection;
  /**
   * Runs commands through sudo, for a user other than root. Give the password if sudo asks for one.
   * @default false
   */
  sudo?: boolean | { password: string };
}

/** The nodes of one cluster and the SSH settings. */
export interface ClusterAddress {
  nodes: NodeAddress[];
  connection?: Connection;
}
