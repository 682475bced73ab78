import { createServer, type Server } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { findCertificates } from "../../../sdk/host/ssh/certificates";
import { Temporary } from "../temporary";

let temporary: Temporary;
let server: Server | undefined;
beforeEach(() => (temporary = new Temporary()));
afterEach(() => {
  server?.close();
  server = undefined;
  temporary.remove();
});

const text = (value: string): Buffer => {
  const bytes = Buffer.from(value);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
};

/** The answer of an agent with keys of these types. */
function answerOf(type: number, keys: readonly string[]): Buffer {
  const count = Buffer.from([0, 0, 0, keys.length]);
  const parts = keys.flatMap((key) => [text(text(key).toString("latin1")), text("a comment")]);
  return text(Buffer.concat([Buffer.from([type]), count, ...parts]).toString("latin1"));
}

/** Starts an agent that sends an answer in small pieces. */
async function startAgent(answer: Buffer): Promise<string> {
  const path = temporary.path("agent");
  server = createServer((socket) => {
    socket.on("error", () => undefined);
    const send = async (): Promise<void> => {
      for (const [from, to] of [[0, 3], [3, 20], [20]] as const) {
        socket.write(answer.subarray(from, to));
        await delay(20);
      }
    };
    socket.once("data", () => void send());
  });
  await new Promise<void>((listening) => server?.listen(path, listening));
  return path;
}

describe("findCertificates", () => {
  const [plain, certified] = ["ssh-ed25519", "ssh-ed25519-cert-v01@openssh.com"];

  test.each([
    ["finds a certificate of an agent", 12, [plain, certified], ["the certificate in the agent"]],
    ["finds none of an agent with plain keys", 12, [plain, plain], []],
    ["believes no other answer of an agent", 5, [plain, certified], []],
  ])("%s", async (_behaviour, type, keys, found) => {
    const socket = await startAgent(answerOf(type, keys));
    expect(await findCertificates([{ kind: "agent", socket, label: "the agent" }])).toEqual(found);
  });

  test("finds the certificate beside a key file, and none of a key that is given as text", async () => {
    const path = temporary.path("key");
    temporary.write("key-cert.pub", "");
    temporary.write("undefined-cert.pub", "");
    const before = process.cwd();
    process.chdir(temporary.directory);
    const key = { kind: "key", key: "PEM", label: "the key" } as const;
    const found = await findCertificates([
      { ...key, path },
      { ...key, path: temporary.path("other") },
      key,
      { kind: "password", password: "s3cret", label: "the password" },
    ]).finally(() => process.chdir(before));
    expect(found).toEqual([`${path}-cert.pub`]);
  });
});
