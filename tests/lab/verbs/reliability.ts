import { existsSync, readFileSync } from "node:fs";
import type { Took, Tried } from "../../live/support/soak";

/** Reads the rows that the suites recorded, in order. */
export function readTried(file: string): readonly Row[] {
  const lines = existsSync(file) ? readFileSync(file, "utf8").split("\n") : [];
  return lines.filter((line) => line !== "").map((line) => JSON.parse(line) as Row);
}

export type Row = (Tried | Took) & { readonly heading: string };

/**
 * Returns the report of a soak run as Markdown.
 * @param where date, versions and machine
 * @param result number of passed and failed tests
 */
export function reportOf(rows: readonly Row[], where: string, result: string): string {
  const headings = [...new Set(rows.map((r) => r.heading))].sort();
  const sections = headings.map((heading) => {
    const own = rows.filter((r) => r.heading === heading);
    const tables = [triedTable(own.filter(isTried)), tookTable(own.filter(isTook))];
    return [`## ${heading}`, ...tables.filter((table) => table !== "")].join("\n\n");
  });
  const intro = `What \`npm run test:soak\` tried on a real two-node cluster with the real Pulumi CLI, and what was lost. The run wrote this page itself.\n\n${where}; ${result}.`;
  return `# Reliability\n\n${intro}\n\n${sections.join("\n\n")}\n`;
}

const isTook = (row: Row): row is Row & Took => "seconds" in row;
const isTried = (row: Row): row is Row & Tried => !isTook(row);

const table = (head: readonly string[], lines: readonly string[]): string =>
  lines.length === 0 ? "" : [...head, ...lines].join("\n");

const triedTable = (rows: readonly Tried[]): string =>
  table(
    ["| what | tried | lost | |", "|---|---:|---:|---|"],
    rows.map(({ what, times, lost, note = "" }) => `| ${what} | ${times} | ${lost} | ${note} |`),
  );

/** Summarises all runs of the same thing in one line. */
const tookTable = (rows: readonly Took[]): string =>
  table(
    ["| from → to | runs | shortest | median | longest |", "|---|---:|---:|---:|---:|"],
    [...new Set(rows.map((r) => r.what))].map((what) => {
      const times = rows.flatMap((r) => (r.what === what ? [r.seconds] : []));
      const [shortest, median, longest] = [0, 0.5, 1].map((share) => seconds(times, share));
      return `| ${what} | ${times.length} | ${shortest} | ${median} | ${longest} |`;
    }),
  );

/** Returns the quantile `share` of the times. 0.5 is the median, the upper one of an even number. */
const seconds = (times: readonly number[], share: number): string => {
  const sorted = [...times].sort((a, b) => a - b);
  return `${sorted[Math.min(Math.floor(sorted.length * share), sorted.length - 1)]?.toFixed(1)} s`;
};
