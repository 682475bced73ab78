import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { type Lab, openLab } from "../lab/cluster/lab";
import { checkout } from "../lab/paths";
import { ensureCli } from "../lab/cli/pulumi-cli";
import { LabError, say, step } from "../lab/progress";
import { on } from "../live/support/shell";
import { chartOf } from "./chart";
import { clustersSection } from "./clusters-section";
import { growthSection } from "./growth-section";
import { guideSection } from "./guide-section";
import { loadSection } from "./load-section";
import { partsSection } from "./parts-section";
import { pureSection } from "./pure-section";
import { startSection } from "./start-section";
import { type Measured, reportOf } from "./report";
import type { Result } from "./result";

interface Section {
  readonly heading: string;
  readonly run: (lab: Lab) => Promise<Result>;
}

/** Sections, in the order in which they run. */
const SECTIONS: Readonly<Record<string, Section>> = {
  load: { heading: "Loading", run: loadSection },
  pure: { heading: "Without a cluster", run: pureSection },
  parts: { heading: "Where one `up` spends its time", run: partsSection },
  guide: { heading: "The guide with each tool", run: guideSection },
  start: { heading: "Starting many resources", run: startSection },
  growth: { heading: "Growth", run: growthSection },
  clusters: { heading: "Many clusters", run: clustersSection },
};

export const sectionNames = Object.keys(SECTIONS);

const docs = (name: string): string => join(checkout, "docs", name);
/** Figures of each section's last run, from which the page and the chart are made. */
const FIGURES = docs("performance.json");

/**
 * Measures the given sections, or all, and rewrites the page after each.
 * @throws LabError for an unknown section
 */
export async function bench(names: readonly string[], name: string): Promise<void> {
  const unknown = names.filter((one) => !sectionNames.includes(one));
  if (unknown.length > 0)
    throw new LabError(
      `no section ${unknown.join(", ")}: use one or more of ${sectionNames.join(", ")}`,
    );
  const lab = openLab(name);
  try {
    await Promise.all([ensureCli(), lab.up()]);
    const where = await environment(lab);
    for (const one of names.length > 0 ? names : sectionNames) {
      const { heading, run } = SECTIONS[one] as Section;
      const result = await step(`measuring: ${one}`, () => run(lab));
      await write({ ...figures(), [one]: { heading, where, result } });
    }
  } finally {
    await lab.down();
  }
}

async function environment(lab: Lab): Promise<string> {
  const pacemaker = (await on(lab, "rsha1", "pacemakerd --version")).split("\n")[0] ?? "";
  return `${new Date().toISOString().slice(0, 10)}, ${pacemaker}, ${cpus().length} cores`;
}

const figures = (): Record<string, Measured> =>
  existsSync(FIGURES)
    ? (JSON.parse(readFileSync(FIGURES, "utf8")) as Record<string, Measured>)
    : {};

async function write(measured: Record<string, Measured>): Promise<void> {
  writeFileSync(FIGURES, `${JSON.stringify(measured, null, 1)}\n`);
  const inOrder = sectionNames.flatMap((one) => measured[one] ?? []);
  writeFileSync(docs("performance.svg"), await chartOf(measured));
  writeFileSync(docs("performance.md"), reportOf(inOrder));
  say(`✓ ${docs("performance.md")}`);
}
