import { spawn, type ChildProcess } from "node:child_process";
import {
  connect,
  createServer,
  type AddressInfo,
  type Server as TcpServer,
  type Socket,
} from "node:net";
import {
  Server,
  utils,
  type Algorithms,
  type AuthContext,
  type Connection as Client,
  type ParsedKey,
  type ServerChannel,
} from "ssh2";

/** Makes a key pair in the format of ssh-keygen. Retries, because one in 200 of ssh2 is malformed (its parser refuses it). */
export function keyPair(type: "ed25519" | "ecdsa" = "ed25519"): {
  privateKey: string;
  publicKey: string;
} {
  const pair = type === "ed25519" ? utils.generateKeyPairSync(type) : ecdsa();
  if (utils.parseKey(pair.private) instanceof Error) return keyPair(type);
  return { privateKey: pair.private, publicKey: pair.public };
}

const ecdsa = () => utils.generateKeyPairSync("ecdsa", { bits: 256 });

export interface SshdOptions {
  hostKeys: readonly string[];
  /** Public key of the one user. */
  authorizedKey?: string;
  password?: string;
  /** @default those of ssh2 */
  keyExchanges?: Algorithms["kex"];
  /** @default 10 */
  maxSessions?: number;
  /** Resets each connection at its first offer of a credential, like a middlebox. */
  resetsLogIns?: boolean;
  /** Precedes PATH, for programs that a command uses before `env` sets PATH. */
  programs?: string;
  /** The log-in shell of the user. @default "sh" */
  shell?: string;
}

/** An sshd on loopback that runs every command in a local sh. */
export class Sshd {
  /** Log-ins that were reset. */
  resets = 0;
  /** Log-ins so far. */
  logIns = 0;
  /** Highest number of parallel sessions. */
  mostAtOnce = 0;
  readonly commands: string[] = [];
  private atOnce = 0;
  private readonly clients = new Set<Client>();
  private readonly children = new Set<ChildProcess>();

  private constructor(
    private readonly server: Server,
    private readonly options: SshdOptions,
  ) {
    server.on("connection", (client) => this.accept(client));
  }

  static async start(options: SshdOptions): Promise<Sshd> {
    const sshd = new Sshd(
      new Server({
        hostKeys: [...options.hostKeys],
        ...(options.keyExchanges && { algorithms: { kex: options.keyExchanges } }),
      }),
      options,
    );
    await new Promise<void>((listening) => sshd.server.listen(0, "127.0.0.1", listening));
    return sshd;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Breaks every connection, like a host that crashes. */
  dropClients(): void {
    for (const client of this.clients) client.end();
  }

  async stop(): Promise<void> {
    this.dropClients();
    for (const child of this.children) kill(child);
    await new Promise<void>((closed) => this.server.close(() => closed()));
  }

  private accept(client: Client): void {
    this.clients.add(client);
    (client as Client & { setNoDelay(yes: boolean): void }).setNoDelay(true); // not in @types/ssh2
    client.on("error", () => undefined);
    client.on("close", () => this.clients.delete(client));
    client.on("authentication", (context) => {
      if (this.options.resetsLogIns && context.method !== "none") {
        this.resets += 1;
        (client as Client & { _sock: Socket })._sock.resetAndDestroy(); // not in @types/ssh2
      } else this.authenticate(context);
    });
    client.on("ready", () => (this.logIns += 1));
    client.on("request", (_, reject) => reject?.());
    client.on("session", (accept, reject) => {
      if (this.atOnce >= (this.options.maxSessions ?? 10)) {
        reject();
        return;
      }
      const session = accept();
      this.atOnce += 1;
      this.mostAtOnce = Math.max(this.mostAtOnce, this.atOnce);
      session.on("exec", (acceptExec, _, { command }) => this.exec(acceptExec(), command));
    });
    client.on("tcpip", (accept, reject, { destIP, destPort }) => {
      const socket = connect(destPort, destIP);
      socket.once("connect", () => socket.pipe(accept()).pipe(socket));
      socket.once("error", () => reject());
    });
  }

  private authenticate(context: AuthContext): void {
    if (this.isAuthorized(context)) context.accept();
    else context.reject(["publickey", "password", "keyboard-interactive"]);
  }

  private isAuthorized(context: AuthContext): boolean {
    const { authorizedKey, password } = this.options;
    if (context.method === "password") return context.password === password;
    if (context.method !== "publickey" || authorizedKey === undefined) return false;
    const key = utils.parseKey(authorizedKey) as ParsedKey;
    if (!context.key.data.equals(key.getPublicSSH())) return false;
    return (
      context.signature === undefined ||
      key.verify(context.blob ?? Buffer.alloc(0), context.signature, context.hashAlgo)
    );
  }

  private exec(channel: ServerChannel, command: string): void {
    this.commands.push(command);
    const PATH = `${this.options.programs ?? "/nonexistent"}:/usr/bin:/bin`;
    const { shell = "sh" } = this.options;
    const env = { PATH, ...(shell === "sh" ? {} : { SHELL: shell }) };
    const child = spawn(shell, ["-c", command], { env, detached: true });
    this.children.add(child);
    channel.pipe(child.stdin);
    child.stdin.on("error", () => undefined);
    child.stdout.pipe(channel, { end: false });
    child.stderr.pipe(channel.stderr, { end: false });
    // Like sshd: sends the exit code immediately, and closes the channel when no process holds the output open.
    child.once("exit", (code, signal) => {
      if (code === null) channel.exit(signal ?? "SIGKILL");
      else channel.exit(code);
    });
    child.once("close", () => {
      this.children.delete(child);
      this.atOnce -= 1;
      channel.close();
    });
    channel.once("close", () => kill(child));
  }
}

/** Starts a server that accepts connections, sends nothing, and counts them. */
export async function startSilentServer() {
  let accepted = 0;
  const sockets = new Set<{ destroy(): void }>();
  const server: TcpServer = createServer((socket) => {
    accepted += 1;
    sockets.add(socket);
    socket.on("error", () => undefined);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    port: (server.address() as AddressInfo).port,
    accepted: () => accepted,
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((closed) => server.close(() => closed()));
    },
  };
}

function kill({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, "SIGKILL"); // the process group of the shell
  } catch {
    // the process has exited
  }
}
