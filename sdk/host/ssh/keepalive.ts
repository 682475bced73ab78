import { Socket } from "node:net";
import type { Duplex } from "node:stream";

const KEEPALIVE_MS = 10_000;
const KEEPALIVE_COUNT = 3;

/**
 * Watches a connection while a command runs on it. Lets the process exit while none runs.
 * (ssh2's keepalive would keep the process alive forever.)
 */
export class Keepalive {
  private busy = 0;
  private unanswered = 0;
  private timer: NodeJS.Timeout | undefined;

  /** @param ask sends a request that every sshd answers, and calls back at the answer */
  constructor(
    private readonly stream: Duplex,
    private readonly ask: (answered: () => void) => void,
    private readonly bastion?: Keepalive,
  ) {
    stream.once("close", () => clearInterval(this.timer));
    if (stream instanceof Socket) stream.setKeepAlive(true, KEEPALIVE_MS).unref();
  }

  hold(): void {
    this.busy += 1;
    if (this.busy > 1) return;
    this.unanswered = 0;
    this.timer = setInterval(() => this.ping(), KEEPALIVE_MS).unref();
    if (this.stream instanceof Socket) this.stream.ref();
    this.bastion?.hold();
  }

  release(): void {
    this.busy -= 1;
    if (this.busy > 0) return;
    clearInterval(this.timer);
    if (this.stream instanceof Socket) this.stream.unref();
    this.bastion?.release();
  }

  private ping(): void {
    if (this.unanswered === KEEPALIVE_COUNT) {
      this.stream.destroy();
      return;
    }
    this.unanswered += 1;
    try {
      this.ask(() => (this.unanswered = 0));
    } catch {
      this.stream.destroy(); // the connection is already closing
    }
  }
}
