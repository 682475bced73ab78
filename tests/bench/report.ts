import { type Result, type Series, least, median, most, round } from "./result";

/** A section as it was measured last. */
export interface Measured {
  readonly heading: string;
  /** When, and on what. */
  readonly where: string;
  readonly result: Result;
}

const INTRO = `How long this library takes beside the ways that one has today, on a real two-node cluster with the real Pulumi CLI. \`npm run bench\` measures in rounds, all ways in each of them, so that a machine that is slow for a while is slow for all, and wrote this page itself; \`npm run bench -- SECTION\` measures one section anew.

**The floor** is the same program with dynamic resources that do nothing: what Pulumi itself takes. What this library adds is the difference, in the median of the rounds. Figures are minimum, median and maximum.`;

/** The page, as Markdown. */
export function reportOf(sections: readonly Measured[]): string {
  const targets = sections.flatMap(({ result }) => result.targets);
  const parts = [
    "# Performance",
    INTRO,
    "![The guide by everybody, the parts of one up, and growth](performance.svg)",
    "## Targets",
    table(
      ["wanted", "found", ""],
      targets.map(({ wanted, found, reached }) => [
        wanted,
        found,
        reached ? "reached" : "**missed**",
      ]),
    ),
    ...sections.flatMap(section),
  ];
  return `${parts.join("\n\n")}\n`;
}

function section({ heading, where, result }: Measured): string[] {
  const { series, notes = [] } = result;
  const whats = [...new Set(series.map(({ what }) => what))];
  const rows = whats.flatMap((what) => series.filter((s) => s.what === what).map(row));
  return [
    `## ${heading}`,
    `${where}.`,
    ...notes,
    table(["what", "by", "", "min", "median", "max", "runs"], rows),
  ];
}

const row = ({ what, who, unit, values }: Series): string[] => [
  what,
  who,
  unit,
  ...[least, median, most].map((of) => round(of(values))),
  String(values.length),
];

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
