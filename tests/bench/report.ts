import { type Result, type Series, least, median, most, round } from "./result";

/** The last measurement of a section. */
export interface Measured {
  readonly heading: string;
  /** Date, version and machine. */
  readonly where: string;
  readonly result: Result;
}

const INTRO = `This page compares the time of this library with that of pcs, crm and Ansible, on a real two-node cluster with the real Pulumi CLI. \`npm run bench\` writes the page; \`npm run bench -- SECTION\` measures one section again. Each round measures all tools, so that a slow phase of the machine affects all of them.

**The floor** is the same program with dynamic resources that do nothing: the time of Pulumi itself. The difference is the time of this library, as the median of the rounds. Figures are minimum, median and maximum.`;

/** Returns the page as Markdown. */
export function reportOf(sections: readonly Measured[]): string {
  const targets = sections.flatMap(({ result }) => result.targets);
  const parts = [
    "# Performance",
    INTRO,
    "![The guide with each tool, the parts of one up, and growth](performance.svg)",
    "## Targets",
    table(
      ["target", "measured", ""],
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
    table(["what", "with", "unit", "min", "median", "max", "runs"], rows),
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
