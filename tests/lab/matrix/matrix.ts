import { writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { ensureEngine } from "../docker/engine";
import { type GenerationName, usualGeneration } from "../docker/generation";
import { ensureImage } from "../docker/image";
import { checkout } from "../paths";
import { LabError, say } from "../progress";
import { close, liveTests } from "../verbs/suites";
import type { JestReport, Tally } from "../verbs/tally";
import { type Versions, versionsOf } from "../verbs/versions";
import { type Capability, capabilities, clientSuite, el6Capabilities } from "./capabilities";
import { type Column, compatibilityOf } from "./compatibility";
import { EL6_BY_HAND } from "./el6-by-hand";

const page = join(checkout, "docs", "compatibility.md");

const minutesSince = (start: number): number => Math.round((Date.now() - start) / 60_000);

const patternOf = (suites: readonly string[]): string =>
  `tests/live/(${suites.join("|")})\\.test\\.ts$`;
const suitesOf = (rows: readonly Capability[]): string[] => rows.flatMap((r) => r.suites);

interface Ran {
  readonly tally: Tally;
  readonly report?: JestReport;
  readonly versions?: Versions;
}

/** Runs suites in labs of a generation. */
async function runSuites(
  name: string,
  generation: GenerationName,
  suites: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<Ran> {
  const found: { report?: JestReport; versions?: Versions } = {};
  const tally = await liveTests(name, ["--testPathPatterns", patternOf(suites)], {
    env: { ...process.env, PULUMI_PACEMAKER_MATRIX: "1", ...env },
    type: { generation },
    after: async (lab, { report }) => {
      found.versions = await versionsOf(lab);
      if (report) found.report = report;
    },
  });
  return { tally, ...found };
}

/** Why the image of a generation cannot be made: its packages are not to be had here, for example. */
async function obstacle(generation: GenerationName): Promise<string | undefined> {
  try {
    await ensureImage({ platform: "debian", generation });
    return undefined;
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    return error.message.split("\n")[0];
  }
}

async function tryGeneration(name: GenerationName, tallies: Tally[]): Promise<Column> {
  const unavailable = await obstacle(name);
  if (unavailable !== undefined) return { name, unavailable };
  const start = Date.now();
  const { tally, ...found } = await runSuites(`matrix-${name}`, name, suitesOf(capabilities));
  tallies.push(tally);
  return { name, ...found, minutes: minutesSince(start) };
}

/** Parts of the matrix beside the generations. */
export const matrixParts = ["el6", "clients"] as const;
type Part = GenerationName | (typeof matrixParts)[number];

/** `npm run test:matrix`: tries every part, one after the other, and writes the page if it has tried all. */
export async function matrix(parts: readonly Part[], isWhole: boolean): Promise<void> {
  await ensureEngine();
  const start = Date.now();
  const tallies: Tally[] = [];
  const generations: Column[] = [];
  for (const part of parts)
    if (part !== "el6" && part !== "clients") generations.push(await tryGeneration(part, tallies));
  const others = { el6: suitesOf(el6Capabilities), clients: [clientSuite] };
  const reports: Partial<Record<(typeof matrixParts)[number], JestReport>> = {};
  for (const part of matrixParts) {
    if (!parts.includes(part)) continue;
    const soak = part === "el6" ? { PULUMI_PACEMAKER_SOAK: "1" } : {};
    const ran = await runSuites(`matrix-${part}`, usualGeneration, others[part], soak);
    tallies.push(ran.tally);
    if (ran.report) reports[part] = ran.report;
  }
  const where = `${new Date().toISOString().slice(0, 10)}, ${cpus().length} cores`;
  const results = { where, minutes: minutesSince(start), generations, ...reports };
  const tables = { generations: capabilities, el6: el6Capabilities, clients: clientSuite };
  const text = compatibilityOf(results, tables, EL6_BY_HAND);
  if (isWhole) writeFileSync(page, text);
  else process.stdout.write(text);
  if (isWhole) say(`✓ ${page}`);
  close(tallies);
}
