import { execFileSync } from "node:child_process";
import { containerName } from "../../lab/docker/docker";
import { labName } from "./cluster";

/**
 * Returns the container of a node, for its tools that work on files; `undefined` if no lab runs. Prefers this worker's lab,
 * because the suite of another worker searches its own nodes for leftovers.
 */
export function anyNode(): string | undefined {
  const own = containerName(labName() ?? "default", "rsha1");
  const running = names();
  return running.find((n) => n === own) ?? running[0];
}

function names(): string[] {
  try {
    const argv = ["ps", "--filter", "name=^pulumi-pacemaker-.*-rsha1$", "--format", "{{.Names}}"];
    return execFileSync("docker", argv, { encoding: "utf8" }).split("\n").filter(Boolean);
  } catch {
    return [];
  }
}

/** Runs a shell script in a container and returns its output. */
export const script = (
  container: string,
  source: string,
  stdin: string,
  ...args: string[]
): string =>
  execFileSync("docker", ["exec", "-i", container, "sh", "-c", source, "sh", ...args], {
    input: stdin,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
    stdio: ["pipe", "pipe", "pipe"],
  });
