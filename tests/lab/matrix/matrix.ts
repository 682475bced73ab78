import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { ensureEngine } from "../docker/engine";
import { type GenerationName, generationNames, usualGeneration } from "../docker/generation";
import { ensureImage } from "../docker/image";
import { checkout } from "../paths";
import { LabError, say } from "../progress";
import { close, liveTests } from "../verbs/suites";
import type { Tally } from "../verbs/tally";
import { versionsOf } from "../verbs/versions";
import { type Capability, capabilities, clientSuite, el6Capabilities } from "./capabilities";
import { type Rows, compatibilityOf } from "./compatibility";
import { CLIENT_NOTES, EL6_NOTES } from "./notes";
import { type Part, readResults, suitesIn } from "./results";

const page = join(checkout, "docs", "compatibility.md");
const data = join(checkout, "docs", "compatibility.json");

const suitesOf = (rows: readonly Capability[]): string[] => rows.flatMap((r) => r.suites);

/** What a part of the matrix runs, and on which generation. */
interface Plan {
  readonly generation: GenerationName;
  readonly suites: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
}

const plans: Readonly<Record<string, Plan>> = {
  ...Object.fromEntries(
    generationNames.map((generation) => [
      generation,
      { generation, suites: suitesOf(capabilities) },
    ]),
  ),
  el6: {
    generation: usualGeneration,
    suites: suitesOf(el6Capabilities),
    env: { PULUMI_PACEMAKER_SOAK: "1" },
  },
  clients: { generation: usualGeneration, suites: [clientSuite] },
};

export const matrixParts = Object.keys(plans);

const rows: Rows = {
  generations: generationNames,
  capabilities,
  el6: el6Capabilities,
  clients: clientSuite,
};

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

async function tryPart(name: string, plan: Plan, tallies: Tally[]): Promise<Part> {
  const start = Date.now();
  const date = new Date(start).toISOString().slice(0, 10);
  const unavailable = await obstacle(plan.generation);
  if (unavailable !== undefined) return { date, unavailable, suites: {} };
  let part: Part = { date, suites: {} };
  const pattern = `tests/live/(${plan.suites.join("|")})\\.test\\.ts$`;
  const tally = await liveTests(`matrix-${name}`, ["--testPathPatterns", pattern], {
    env: { ...process.env, PULUMI_PACEMAKER_MATRIX: "1", ...plan.env },
    type: { generation: plan.generation },
    after: async (lab, { report }) => {
      part = { ...part, versions: await versionsOf(lab), suites: suitesIn(report) };
    },
  });
  tallies.push(tally);
  return { ...part, minutes: Math.round((Date.now() - start) / 60_000) };
}

/** `npm run test:matrix`: tries parts, one after the other. Each result replaces the one of the part's last run. */
export async function matrix(parts: readonly string[]): Promise<void> {
  await ensureEngine();
  const tallies: Tally[] = [];
  for (const name of parts) {
    const plan = plans[name];
    if (!plan) continue;
    const part = await tryPart(name, plan, tallies);
    const results = { ...readResults(data), [name]: part };
    writeFileSync(data, `${JSON.stringify(results, null, 1)}\n`);
    writeFileSync(page, compatibilityOf(results, rows, { el6: EL6_NOTES, clients: CLIENT_NOTES }));
    say(`✓ ${page}: ${name}`);
  }
  close(tallies);
}
