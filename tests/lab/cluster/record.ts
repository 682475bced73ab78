import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { type LabSize, type NodeName, nodesOf, usualSize } from "./addresses";
import { labDir } from "../paths";
import { generationNames, usualGeneration } from "../docker/generation";
import type { NodeType } from "../docker/platform";
import { LabError } from "../progress";

/** What a lab is made of. */
export interface LabType extends NodeType, LabSize {}

export const usualType: LabType = { platform: "debian", generation: usualGeneration, ...usualSize };

/** Stored properties of a lab. They stay the same until `lab down`. */
export interface LabRecord extends LabType {
  name: string;
  /** Third octet of the lab's network. */
  octet: number;
  /** Loopback port of each node's SSH. */
  ports: Partial<Record<NodeName, number>>;
  /** Password of the user hacluster, with which pcs daemons authenticate each other. */
  password: string;
  /** Passphrase of the Pulumi stacks in the lab's directory. */
  passphrase: string;
}

const file = (name: string): string => join(labDir(name), "lab.json");

export function findRecord(name: string): LabRecord | undefined {
  if (!existsSync(file(name))) return undefined;
  type Known = Omit<LabRecord, keyof LabType> & Partial<LabType>; // older records have less
  const known = JSON.parse(readFileSync(file(name), "utf8")) as Known;
  return { ...usualType, ...known };
}

export function readRecord(name: string): LabRecord {
  const record = findRecord(name);
  if (record) return record;
  const option = name === usualName() ? "" : ` --name ${name}`;
  throw new LabError(`There is no lab "${name}". To make it, run: npm run lab -- up${option}`);
}

/** Name of the default lab. `npm test` sets the variable for its tests. */
export const usualName = (): string => process.env.PULUMI_PACEMAKER_LAB ?? "default";

/** Name of a jest worker's own lab. The first worker's lab has no suffix. */
export const labOfWorker = (name: string, worker: number): string =>
  worker === 1 ? name : `${name}-${worker}`;

/** Labs that a suite makes beside the lab of its worker and removes at its end: EL6, another size, another generation. */
export const sideLabs = ["el6", "sized", ...generationNames] as const;

export const sideLabOf = (name: string, side: (typeof sideLabs)[number]): string =>
  `${name}-${side}`;

/**
 * Returns the name of a lab, which becomes a part of container names and paths.
 * @throws LabError if the name has other characters than a-z, 0-9 and -, or more than 31
 */
export function checkName(name: string): string {
  if (/^[a-z0-9][a-z0-9-]{0,30}$/.test(name)) return name;
  throw new LabError(`"${name}" is not a lab name: use a-z, 0-9 and -, at most 31 characters`);
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
  throw new LabError(`no free port on 127.0.0.1 from ${from} to ${from + 999}`);
}

/** Stores a new lab in the network with the given third octet. */
export async function makeRecord(name: string, type: LabType, octet: number): Promise<LabRecord> {
  const ports: LabRecord["ports"] = {};
  let from = 22_000 + octet * 10;
  for (const node of nodesOf(type)) {
    const port = await freePort(from);
    ports[node] = port;
    from = port + 1;
  }
  const secret = (): string => randomBytes(16).toString("hex");
  const record = { name, ...type, octet, ports, password: secret(), passphrase: secret() };
  mkdirSync(labDir(name), { recursive: true, mode: 0o700 });
  writeFileSync(`${file(name)}.new`, JSON.stringify(record, null, 2), { mode: 0o600 });
  renameSync(`${file(name)}.new`, file(name));
  return record;
}
