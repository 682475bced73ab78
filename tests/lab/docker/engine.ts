import { spawn } from "node:child_process";
import { existsSync, mkdirSync, openSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { must, run } from "../command";
import { stateDir } from "../paths";
import { LabError, say, step } from "../progress";
import { exclusively } from "../cluster/lock";
import { waitUntil } from "../cluster/wait";

const engineDir = (): string => join(stateDir(), "engine");
const pidFile = (): string => join(engineDir(), "dockerd.pid");
const isRoot = process.getuid?.() === 0;

export async function engineAnswers(): Promise<boolean> {
  return (await run(["docker", "version", "--format", "{{.Server.Version}}"])).exitCode === 0;
}

const isInstalled = async (program: string): Promise<boolean> =>
  (await run(["which", program])).exitCode === 0;

export function isDebianLike(): boolean {
  const release = existsSync("/etc/os-release") ? readFileSync("/etc/os-release", "utf8") : "";
  return /^ID(_LIKE)?=.*(debian|ubuntu)/m.test(release);
}

/**
 * Installs Debian packages.
 * @param why begins the error, for example `A Docker engine`
 * @throws LabError unless this process is root on Debian or Ubuntu
 */
export async function installPackages(packages: string[], why: string): Promise<void> {
  if (!isRoot || !isDebianLike())
    throw new LabError(
      `${why} is required. These scripts install it only as root on Debian or Ubuntu ` +
        `(apt-get install ${packages.join(" ")}). Install it by hand.`,
    );
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  await step(`installing ${packages.join(", ")}`, async () => {
    await must(["apt-get", "update", "-q"], { env });
    await must(["apt-get", "install", "-y", "-q", "--no-install-recommends", ...packages], { env });
  });
}

/** Starts the engine detached, with its own pid file and log, for machines without systemd. */
function startDaemon(): void {
  mkdirSync(engineDir(), { recursive: true });
  const log = openSync(join(engineDir(), "dockerd.log"), "a");
  const argv = ["--pidfile", pidFile()];
  spawn("dockerd", argv, { detached: true, stdio: ["ignore", log, log], cwd: "/" }).unref();
}

async function start(): Promise<void> {
  if (existsSync("/run/systemd/system")) await must(["systemctl", "start", "docker"]);
  else startDaemon();
  await waitUntil(`the Docker engine answers (${engineDir()}/dockerd.log)`, 60, engineAnswers);
}

/**
 * Makes sure that a Docker engine answers. Takes a lock, because two labs may start in parallel and
 * apt-get fails on its own lock.
 */
export async function ensureEngine(): Promise<void> {
  if (await engineAnswers()) return;
  await exclusively(join(stateDir(), "engine.lock"), installAndStart);
}

async function installAndStart(): Promise<void> {
  if (await engineAnswers()) return;
  if (process.env.DOCKER_HOST)
    throw new LabError(`no Docker engine answers at DOCKER_HOST=${process.env.DOCKER_HOST}`);
  if (!(await isInstalled("dockerd")))
    await installPackages(["docker.io", "iptables"], "A Docker engine");
  if (await engineAnswers()) return;
  if (!isRoot)
    throw new LabError(
      "No Docker engine answers, and only root can start one. Start it (sudo systemctl start " +
        "docker), and make sure that your user may use it (group docker).",
    );
  await step("starting the Docker engine", start);
}

function startedHere(): number | undefined {
  if (!existsSync(pidFile())) return undefined;
  const pid = readFileSync(pidFile(), "utf8").trim();
  const command = `/proc/${pid}/cmdline`;
  const isOurs = existsSync(command) && readFileSync(command, "utf8").startsWith("dockerd");
  return isOurs ? Number(pid) : undefined;
}

/** Stops the engine if these scripts started it. */
export async function endEngine(): Promise<void> {
  const pid = startedHere();
  if (pid === undefined) {
    say("▸ these scripts did not start the Docker engine: it keeps running");
    return;
  }
  await step("stopping the Docker engine", async () => {
    process.kill(pid, "SIGTERM");
    const hasEnded = (): Promise<boolean> => Promise.resolve(!existsSync(`/proc/${pid}`));
    await waitUntil("the Docker engine has stopped", 60, hasEnded);
  });
  rmSync(engineDir(), { recursive: true, force: true });
}
