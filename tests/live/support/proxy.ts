import { readFileSync, writeFileSync } from "node:fs";
import { type AddressInfo, type Server, type Socket, connect, createServer } from "node:net";
import type { Lab } from "../../lab/cluster/lab";

/** A cut of a connection after `after` bytes from the client. */
export interface Cut {
  readonly after: number;
  /** `closed`: both sides see the end immediately. `silent`: no more bytes pass, and neither side is told. */
  readonly how: "closed" | "silent";
}

/** A TCP proxy on loopback that can cut connections. */
export class Proxy {
  /** Connections so far. */
  accepted = 0;
  /** Bytes so far, in both directions. */
  bytes = 0;
  /** Cuts so far. */
  made = 0;
  private plan: Cut[] = [];
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    private readonly target: number,
  ) {
    server.on("connection", (socket) => this.forward(socket));
  }

  /** Starts a proxy to a port of 127.0.0.1. */
  static async to(target: number): Promise<Proxy> {
    const proxy = new Proxy(createServer(), target);
    await new Promise<void>((listening) => proxy.server.listen(0, "127.0.0.1", listening));
    return proxy;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Cuts the next connections, in this order. Later ones stay whole. */
  cut(...plan: Cut[]): void {
    this.accepted = 0;
    this.made = 0;
    this.plan = plan;
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise<void>((closed) => this.server.close(() => closed()));
  }

  private forward(client: Socket): void {
    this.accepted += 1;
    const cut = this.plan.shift();
    const node = connect({ port: this.target, host: "127.0.0.1", noDelay: true });
    client.setNoDelay(true);
    let left = cut?.after ?? Infinity;
    for (const [from, to] of [
      [client, node],
      [node, client],
    ] as const) {
      this.sockets.add(from);
      from.on("error", () => to.destroy());
      from.on("close", () => to.destroySoon());
    }
    client.on("data", (chunk) => {
      this.bytes += chunk.length;
      const part = chunk.subarray(0, left);
      left -= chunk.length;
      if (part.length > 0) node.write(part);
      if (left > 0) return;
      if (left + chunk.length > 0) this.made += 1;
      if (cut?.how === "closed") node.end(() => client.destroy());
      else client.pause();
    });
    node.on("data", (chunk) => {
      this.bytes += chunk.length;
      if (left > 0) client.write(chunk);
    });
  }
}

/** Returns the lab's connection with the first node behind a proxy. Writes known_hosts for it to `directory`. */
export function behind(lab: Lab, proxy: Proxy, directory: string): ReturnType<Lab["connection"]> {
  const { nodes, connection } = lab.connection();
  const [first, ...others] = nodes;
  if (!first) throw new Error("the lab has no node");
  const known = readFileSync(connection.knownHostsPath, "utf8");
  const here = known.replaceAll(`]:${first.port} `, `]:${proxy.port} `);
  const knownHostsPath = `${directory}/known_hosts`;
  writeFileSync(knownHostsPath, known + here);
  return {
    nodes: [{ ...first, port: proxy.port }, ...others],
    connection: { ...connection, knownHostsPath },
  };
}
