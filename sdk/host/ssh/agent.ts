import { connect } from "node:net";
import { isThere, isWindows } from "./client";

/** A pipe of Windows, by the rule of ssh2 1.17 (`createAgent`). */
const PIPE = /^[/\\][/\\]\.[/\\]pipe[/\\].+/;

/** Whether an agent answers. ssh2 drops all credentials if an agent's socket is dead, so dead ones are removed first. */
export async function answers(socket: string): Promise<boolean> {
  // On Windows, ssh2 asks Pageant with a program of its own, and takes anything but a pipe for the file that Git Bash and
  // Cygwin have in place of a socket. Neither can be dialled here.
  if (isWindows() && !PIPE.test(socket)) return socket === "pageant" || (await isThere(socket));
  return new Promise((resolve) => {
    const probe = connect(socket);
    probe.once("error", () => resolve(false));
    probe.once("connect", () => {
      probe.destroy();
      resolve(true);
    });
  });
}
