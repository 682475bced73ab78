import type { Duplex } from "node:stream";
import type * as NodeSsh from "node-ssh";
import { Keepalive } from "./keepalive";
import { retryWhile } from "./retry-while";
import { DeadlinePassed, withDeadline } from "./deadline";

/** Result of a command. Without `code` and `signal`, the connection was lost while it ran. */
export interface Executed {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number | null;
  readonly signal: string | null;
}

/** sshd opened no session for a command for ten seconds. The command did not run. */
export class SessionRefused extends Error {}

/** Makes an SSH client. Loads the library at the first connection, which saves 30 ms in a run without changes. */
export const newClient = (): NodeSsh.NodeSSH =>
  new (require("node-ssh") as typeof NodeSsh).NodeSSH();

type Client = NonNullable<NodeSsh.NodeSSH["connection"]>;
type Channel = Parameters<NonNullable<NodeSsh.SSHExecCommandOptions["onChannel"]>>[0];

const QUIET_MS = 5_000;

/** An open SSH connection. Keeps the process alive only while a command runs on it. */
export class Wire {
  private readonly keepalive: Keepalive;

  constructor(
    private readonly ssh: NodeSsh.NodeSSH,
    private readonly client: Client,
    private readonly stream: Duplex,
    bastion?: Wire,
  ) {
    client.on("error", () => stream.destroy()); // without a listener, an error would end the process
    // Cancels a forwarding that does not exist: every sshd declines, and that is an answer.
    const ask = (answered: () => void) => client.unforwardIn("127.0.0.1", 0, answered);
    this.keepalive = new Keepalive(stream, ask, bastion?.keepalive);
  }

  /** Calls back once, when the connection is closed. */
  onLost(callback: () => void): void {
    this.client.once("close", callback);
  }

  /**
   * Runs a shell line.
   * @throws DeadlinePassed after that many seconds; the line may continue to run
   */
  async exec(line: string, stdin: string, seconds: number): Promise<Executed> {
    let channel: Channel | undefined;
    const abort = new AbortController();
    this.keepalive.hold();
    try {
      const execute = () => this.execute(line, stdin, (opened) => (channel = opened));
      return await withDeadline(seconds, retryWhileRefused(execute, abort.signal));
    } catch (error) {
      if (error instanceof DeadlinePassed) (channel ?? this.stream).destroy();
      throw error;
    } finally {
      abort.abort();
      this.keepalive.release();
    }
  }

  /** Opens a stream to another host, dialled by this one. */
  async forward(host: string, port: number): Promise<Duplex> {
    this.keepalive.hold();
    return this.ssh.forwardOut("127.0.0.1", 0, host, port).finally(() => this.keepalive.release());
  }

  end(): void {
    this.client.end();
  }

  /** Replaces node-ssh's `execCommand`, which decodes all output twice and breaks characters at chunk borders. */
  private execute(
    line: string,
    stdin: string,
    onOpen: (channel: Channel) => void,
  ): Promise<Executed> {
    const { client } = this;
    return new Promise((resolve, reject) => {
      client.once("error", reject);
      client.exec(line, (error, channel) => {
        client.removeListener("error", reject);
        if (error) {
          reject(error);
          return;
        }
        const [out, err]: [Buffer[], Buffer[]] = [[], []];
        let end: Pick<Executed, "code" | "signal"> = { code: null, signal: null };
        onOpen(channel);
        closeWhenQuiet(channel);
        channel.on("data", (chunk: Buffer) => out.push(chunk));
        channel.stderr.on("data", (chunk: Buffer) => err.push(chunk));
        channel.on("exit", (code: number | null, signal: string | null = null) => {
          end = { code, signal };
        });
        channel.on("close", () => {
          resolve({ stdout: text(out), stderr: text(err), ...end });
        });
        channel.end(stdin);
      });
    });
  }
}

/**
 * Retries while sshd refuses a session. sshd counts a session for a moment after it closed its channel, so among many
 * short commands one is sometimes refused (seen with OpenSSH 9.2, eight at once). A refused command did not run.
 */
async function retryWhileRefused<T>(execute: () => Promise<T>, stop: AbortSignal): Promise<T> {
  const pauses = { first: 10, longest: 5_000, stop };
  return retryWhile(isRefusedSession, execute, pauses).catch((error: unknown) => {
    if (!isRefusedSession(error) || stop.aborted) throw error;
    throw new SessionRefused(error.message, { cause: error });
  });
}

/** Whether sshd refused the session: ssh2 sets the reason of RFC 4254 5.1 on this kind of error only. */
function isRefusedSession(error: unknown): error is Error {
  return error instanceof Error && "reason" in error;
}

/** Closes the channel of an exited command after 5 s without output: a daemon that it left may hold the output open. */
function closeWhenQuiet(channel: Channel): void {
  channel.on("error", () => undefined); // the program exited before it read all of its input
  channel.once("exit", () => {
    const timer = setTimeout(() => channel.close(), QUIET_MS).unref();
    channel.on("data", () => timer.refresh());
    channel.once("close", () => clearTimeout(timer));
  });
}

function text(chunks: readonly Buffer[]): string {
  return Buffer.concat(chunks).toString("utf8");
}
