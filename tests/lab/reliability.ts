import { existsSync, readFileSync } from "node:fs";
import type { Tried } from "../live/soak";

/** What the suites wrote down, in the order in which it was tried. */
export function readTried(file: string): readonly Row[] {
  const lines = existsSync(file) ? readFileSync(file, "utf8").split("\n") : [];
  return lines.filter((line) => line !== "").map((line) => JSON.parse(line) as Row);
}

export type Row = Tried & { readonly heading: string };

/** The report of a soak run as Markdown; `where` says on what it ran, `result` how the tests ended. */
export function reportOf(rows: readonly Row[], where: string, result: string): string {
  const headings = [...new Set(rows.map((r) => r.heading))].sort();
  const sections = headings.map((heading) =>
    [`## ${heading}`, "", ...table(rows.filter((r) => r.heading === heading))].join("\n"),
  );
  const intro = `What \`npm run test:soak\` tried on a real two-node cluster with the real Pulumi CLI, and what was lost. The run wrote this page itself.\n\n${where}; ${result}.`;
  return `# Reliability\n\n${intro}\n\n${sections.join("\n\n")}\n`;
}

const table = (rows: readonly Row[]): string[] => [
  "| what | tried | lost | |",
  "|---|---:|---:|---|",
  ...rows.map(({ what, times, lost, note = "" }) => `| ${what} | ${times} | ${lost} | ${note} |`),
];
