// Run by session.test.ts: opens and uses a session, does not close it, and must exit.
import { openSession, type Session } from "../../../sdk/host/ssh/session";

async function main(): Promise<void> {
  const [port, privateKeyPath, hostKey] = process.argv.slice(2);
  const node = { name: "here", host: "127.0.0.1", port: Number(port) };
  const session: Session = await openSession(node, { privateKeyPath, hostKey });
  const { stdout } = await session.run(["echo", "done"]);
  process.stdout.write(stdout);
}

void main();
