/** A cluster node and where its sshd listens. */
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

/** What one SSH connection needs, a bastion's as well as a node's. */
interface SshConnection {
  /** @default "root" */
  user?: string;
  /** @default 22 */
  port?: number;
  /** A private key's text (PEM or OpenSSH). A path is better: `privateKeyPath` is no secret. */
  privateKey?: string;
  /** Decrypts the private key. */
  privateKeyPassword?: string;
  /** Password of the user, for password and keyboard-interactive log-ins. */
  password?: string;
  /**
   * Socket of an SSH agent.
   * @default with no other credential given: `SSH_AUTH_SOCK`, then `~/.ssh/id_ed25519`, `id_ecdsa` and `id_rsa`
   */
  agentSocketPath?: string;
  /** The host's only valid key: `ssh-ed25519 AAAA…`, or its fingerprint `SHA256:…`. */
  hostKey?: string;
  /** File with a private key; `~` is expanded. */
  privateKeyPath?: string;
  /**
   * File with the hosts' keys; `~` is expanded.
   * @default "~/.ssh/known_hosts"
   */
  knownHostsPath?: string;
  /**
   * `false` accepts any host key, which lets anybody in between read and change everything.
   * @default true
   */
  verifyHostKey?: boolean;
  /**
   * Seconds until a host that does not answer is given up.
   * @default 10
   */
  dialTimeout?: number;
}

/** A bastion through which the nodes are reached. */
export interface ProxyConnection extends SshConnection {
  /** Host name or address of the bastion. */
  host: string;
}

/** How the nodes are reached; the names are those of `remote.ConnectionArgs` in `@pulumi/command`. */
export interface Connection extends SshConnection {
  /** Bastion host; the nodes are then dialled from there. */
  proxy?: ProxyConnection;
  /**
   * Run commands through sudo, for a user who is not root; with a password if sudo asks for one.
   * @default false
   */
  sudo?: boolean | { password: string };
}

/** The nodes of one cluster and how they are reached. */
export interface ClusterAddress {
  nodes: NodeAddress[];
  connection?: Connection;
}
