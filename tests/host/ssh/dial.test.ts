import net, { type AddressInfo } from "node:net";
import { dial } from "../../../sdk/host/ssh/dial";
import { explainDialError, isLost } from "../../../sdk/host/ssh/dial-errors";
import type { Credential } from "../../../sdk/host/ssh/credentials";
import { resolveTarget } from "../../../sdk/host/ssh/target";
import * as wires from "../../../sdk/host/ssh/wire";
import { Temporary } from "../temporary";

let temporary: Temporary;
beforeEach(() => (temporary = new Temporary()));
afterEach(() => {
  jest.restoreAllMocks();
  temporary.remove();
});

describe("dial", () => {
  test("reports a host that hangs up after the log-in, and sends small packets without delay", async () => {
    const server = net.createServer((socket) => socket.on("error", () => undefined));
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    const { port } = server.address() as AddressInfo;
    const connect = jest.spyOn(net, "connect");
    const client = { connect: () => Promise.resolve(), connection: null };
    jest.spyOn(wires, "newClient").mockReturnValue(client as never);
    const node = { name: "rsha1", host: "127.0.0.1", port };
    const target = resolveTarget(node, { password: "s3cret", verifyHostKey: false });
    await expect(dial(target)).rejects.toThrow(/^rsha1: sshd hung up after the log-in$/);
    expect(connect.mock.calls).toEqual([[{ host: "127.0.0.1", port, noDelay: true }]]);
    (connect.mock.results[0]?.value as net.Socket).destroy();
    server.close();
  });
});

describe("explainDialError", () => {
  const explain = (facts: object, credentials: readonly Credential[] = []): Promise<string> =>
    explainDialError(
      Object.assign(new Error("it failed"), facts),
      resolveTarget({ name: "rsha1" }),
      credentials,
    );

  test.each<[object, string]>([
    [{ level: "agent" }, "the password failed: it failed"],
    [{ level: "protocol" }, "the SSH handshake with rsha1 port 22 failed: it failed"],
    [{ level: "handshake" }, "the SSH handshake with rsha1 port 22 failed: it failed"],
    [
      { level: "client-socket", code: "ENETUNREACH" },
      "rsha1 port 22 cannot be reached: there is no route",
    ],
    [
      { level: "client-socket", code: "EHOSTUNREACH" },
      "rsha1 port 22 cannot be reached: there is no route",
    ],
    [{ level: "client-socket", code: "EPERM" }, "rsha1 port 22 cannot be reached: it failed"],
  ])("explains the error %j of ssh2", async (facts, words) => {
    const password: Credential = { kind: "password", password: "x", label: "the password" };
    expect(await explain(facts, [password])).toBe(words);
  });

  test("names every certificate that was not offered", async () => {
    const keys = ["one", "two"].map((name): Credential => {
      temporary.write(`${name}-cert.pub`, "");
      return { kind: "key", key: "PEM", path: temporary.path(name), label: name };
    });
    expect(await explain({ level: "client-authentication" }, keys)).toMatch(
      `so ${temporary.path("one-cert.pub")} and ${temporary.path("two-cert.pub")} were not offered`,
    );
  });
});

describe("isLost", () => {
  test("is true only for a connection that was closed or reset before the handshake", () => {
    const message = "Connection lost before handshake";
    const errors = [
      { level: "protocol", message },
      { level: "client-socket", code: "ECONNRESET" },
      { level: "protocol", message: "Handshake failed" },
      { level: "handshake", message },
      { level: "client-socket", code: "ECONNREFUSED" },
      { level: "agent", code: "ECONNRESET" },
    ];
    expect(errors.map(isLost)).toEqual([true, true, false, false, false, false]);
  });
});
