import { rmSync } from "node:fs";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import {
  checkSize,
  freeOctet,
  machinesOf,
  nodeNames,
  octetsIn,
  repositoryExport,
} from "./addresses";
import { run } from "../command";
import {
  ensureVolume,
  makeNetwork,
  networkExists,
  removeObjects,
  subnetsInUse,
} from "../docker/docker";
import { engineAnswers, ensureEngine } from "../docker/engine";
import { healNetwork } from "./faults";
import { ensureImage } from "../docker/image";
import { ensureKeys } from "./keys";
import { exclusively } from "./lock";
import { ensureRunning } from "../docker/machines";
import { mustIn } from "./nodes";
import { labDir, stateDir } from "../paths";
import { checkNodeType } from "../docker/platform";
import { LabError, step } from "../progress";
import { waitForNodes } from "./readiness";
import { type LabRecord, type LabType, findRecord, makeRecord, usualType } from "./record";

/** Addresses of this machine. Their networks count as used: a lab must not hide a real 10.60.13.0/24. */
function hostAddresses(): string {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  return all.map(({ address }) => address).join(" ");
}

/** Makes a network from free addresses. Retries with the next ones if another lab takes them meanwhile. */
async function claimNetwork(name: string, type: LabType): Promise<LabRecord> {
  const used = octetsIn(`${await subnetsInUse()} ${hostAddresses()}`);
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const octet = freeOctet(used);
    if (await makeNetwork(name, octet)) return makeRecord(name, type, octet);
    used.push(octet);
  }
  throw new LabError("Docker refuses every network from 10.60.13.0/24 on");
}

async function ensureNetwork(name: string, type: LabType): Promise<LabRecord> {
  const record = findRecord(name);
  if (!record) {
    // An interrupted run left objects, or the lab's directory was removed.
    await removeObjects(name);
    return claimNetwork(name, type);
  }
  if ((await networkExists(name)) || (await makeNetwork(name, record.octet))) return record;
  throw new LabError(
    `the network of the lab "${name}" is in use: run npm run lab -- down, then up`,
  );
}

/** Puts a file into the repository, so that there is something to serve. */
async function fillRepository(name: string): Promise<void> {
  const script = "[ -e $0 ] || echo 'The template repository of the lab.' > $0";
  await mustIn(name, nodeNames[0], ["sh", "-c", script, `${repositoryExport}/README.txt`]);
}

/** @throws LabError if the lab is of another type */
function typeOf(name: string, asked: Partial<LabType>): LabType {
  const known = findRecord(name);
  const words = {
    ...{ platform: "the platform", generation: "the generation" },
    ...{ nodes: "nodes:", remotes: "remote nodes:" },
  };
  for (const [key, what] of Object.entries(words) as [keyof LabType, string][])
    if (known && (asked[key] ?? known[key]) !== known[key])
      throw new LabError(`the lab "${name}" has ${what} ${known[key]}: use another --name`);
  const { platform, generation, nodes, remotes } = known ?? { ...usualType, ...asked };
  return { ...checkNodeType({ platform, generation }), ...checkSize({ nodes, remotes }) };
}

async function start(name: string, asked: Partial<LabType>): Promise<LabRecord> {
  const type = typeOf(name, asked);
  const image = await ensureImage(type);
  const record = await ensureNetwork(name, type);
  await ensureKeys(record, image);
  await ensureVolume(name);
  await Promise.all(machinesOf(record).map((machine) => ensureRunning(record, machine, image)));
  await healNetwork(record);
  await fillRepository(name);
  await waitForNodes(record);
  return record;
}

const lockOf = (name: string): string => join(stateDir(), `${name}.lock`);

/**
 * Makes a lab, or its missing parts. A cluster in it stays as it is.
 * @param type of a new lab's nodes
 * @throws LabError if the lab exists with nodes of another type
 */
export async function up(name: string, type: Partial<LabType> = {}): Promise<LabRecord> {
  await ensureEngine();
  return exclusively(lockOf(name), () => step(`lab "${name}" up`, () => start(name, type)));
}

/** Removes a lab: containers, network, volume and files. */
export async function down(name: string): Promise<void> {
  await exclusively(lockOf(name), () =>
    step(`lab "${name}" down`, async () => {
      if (await engineAnswers()) await removeObjects(name);
      rmSync(labDir(name), { recursive: true, force: true });
      await run(["rmdir", "--ignore-fail-on-non-empty", join(stateDir(), "labs")]);
    }),
  );
}
