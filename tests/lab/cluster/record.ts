import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { type NodeName, nodeNames } from "./addresses";
import { labDir } from "../paths";
import type { Platform } from "../docker/platform";
import { LabError } from "../progress";

/** What a lab has to remember: it stays the same until `lab down`. */
export interface LabRecord {
  name: string;
  platform: Platform;
  /** Third octet of its network. */
  octet: number;
  /** Loopback port of each node's SSH. */
  ports: Record<NodeName, number>;
  /** Password of the user hacluster, with which pcs daemons trust one another. */
  password: string;
  /** Passphrase of the Pulumi stacks in the lab's directory. */
  passphrase: string;
}

const file = (name: string): string => join(labDir(name), "lab.json");

export function findRecord(name: string): LabRecord | undefined {
  if (!existsSync(file(name))) return undefined;
  type Known = Omit<LabRecord, "platform"> & Partial<LabRecord>; // of before there were platforms
  return { platform: "debian", ...(JSON.parse(readFileSync(file(name), "utf8")) as Known) };
}

export function readRecord(name: string): LabRecord {
  const record = findRecord(name);
  if (record) return record;
  const option = name === usualName() ? "" : ` --name ${name}`;
  throw new LabError(`There is no lab "${name}". Make it: npm run lab -- up${option}`);
}

/** The lab that is meant when none is named; `npm test` sets the variable for its tests. */
export const usualName = (): string => process.env.PULUMI_PACEMAKER_LAB ?? "default";

/** Each of jest's workers has a lab of its own; the first one has the lab of that very name. */
export const labOfWorker = (name: string, worker: number): string =>
  worker === 1 ? name : `${name}-${worker}`;

/** The lab of a stand-in for EL6 that a suite makes beside its own, and takes down again. */
export const el6LabOf = (name: string): string => `${name}-el6`;

/** Names become parts of container names and of paths. */
export function checkName(name: string): string {
  if (/^[a-z0-9][a-z0-9-]{0,30}$/.test(name)) return name;
  throw new LabError(`"${name}" is no name for a lab: use a-z, 0-9 and -, at most 31 characters`);
}

function portIsFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}

async function freePort(from: number): Promise<number> {
  for (let port = from; port < from + 1000; port += 1) if (await portIsFree(port)) return port;
  throw new LabError(`no free port on 127.0.0.1 from ${from} on`);
}

/** Remembers a new lab in the network with that third octet. */
export async function makeRecord(
  name: string,
  platform: Platform,
  octet: number,
): Promise<LabRecord> {
  const ports = {} as Record<NodeName, number>;
  let from = 22_000 + octet * 10;
  for (const node of nodeNames) {
    ports[node] = await freePort(from);
    from = ports[node] + 1;
  }
  const secret = (): string => randomBytes(16).toString("hex");
  const record = { name, platform, octet, ports, password: secret(), passphrase: secret() };
  mkdirSync(labDir(name), { recursive: true, mode: 0o700 });
  writeFileSync(`${file(name)}.new`, JSON.stringify(record, null, 2), { mode: 0o600 });
  renameSync(`${file(name)}.new`, file(name));
  return record;
}
