import type { JestReport } from "../verbs/tally";
import type { Versions } from "../verbs/versions";
import type { Capability } from "./capabilities";

/** What was tried on one generation. */
export interface Column {
  readonly name: string;
  /** Why nothing could be tried: the packages are not there, for example. */
  readonly unavailable?: string;
  readonly versions?: Versions;
  readonly report?: JestReport;
  readonly minutes?: number;
}

export interface Results {
  /** Date and machine. */
  readonly where: string;
  readonly minutes: number;
  readonly generations: readonly Column[];
  readonly el6?: JestReport;
  readonly clients?: JestReport;
}

interface Test {
  readonly name: string;
  readonly status: string;
}

/** Returns the tests of suites below `tests/live`, such as `suites/guide`. */
const testsOf = (report: JestReport | undefined, suites: readonly string[]): readonly Test[] =>
  (report?.testResults ?? [])
    .filter(({ name }) => suites.some((suite) => name.endsWith(`/${suite}.test.ts`)))
    .flatMap(({ name, assertionResults }) =>
      // A suite that cannot be loaded has no tests.
      assertionResults.length === 0
        ? [{ name: name.replace(/^.*\/tests\//, "tests/"), status: "failed" }]
        : assertionResults.map(({ fullName, status }) => ({ name: fullName, status })),
    );

const withStatus = (tests: readonly Test[], status: string): readonly Test[] =>
  tests.filter((t) => t.status === status);

/** `12` if all passed, else `11 of 12`. A skipped test counts as none. */
function cell(tests: readonly Test[]): string {
  const [passed, failed] = [withStatus(tests, "passed").length, withStatus(tests, "failed").length];
  if (passed + failed === 0) return "–";
  return failed === 0 ? `${passed}` : `**${passed} of ${passed + failed}**`;
}

const row = (...cells: readonly string[]): string => `| ${cells.join(" | ")} |`;

function generationTable(columns: readonly Column[], rows: readonly Capability[]): string {
  const versions = (key: keyof Versions): readonly string[] =>
    columns.map(({ versions: v }) => v?.[key] ?? "–");
  return [
    row("", ...columns.map(({ name }) => name)),
    row("---", ...columns.map(() => "---:")),
    row("Debian", ...versions("system").map((text) => text.replace("Debian GNU/Linux ", ""))),
    ...(["pacemaker", "pcs", "corosync", "systemd"] as const).map((key) =>
      row(key === "pacemaker" ? "Pacemaker" : key, ...versions(key)),
    ),
    ...rows.map(({ what, suites }) =>
      row(what, ...columns.map(({ report }) => cell(testsOf(report, suites)))),
    ),
    row("minutes", ...columns.map(({ minutes }) => (minutes === undefined ? "–" : `${minutes}`))),
  ].join("\n");
}

/** Lists what failed, what was skipped and why, and which generations were not there. */
function remarks(columns: readonly Column[], suites: readonly string[]): readonly string[] {
  return columns.flatMap(({ name, unavailable, report }) => {
    const tests = testsOf(report, suites);
    return [
      ...(unavailable === undefined ? [] : [`- ${name} was not tried: ${unavailable}`]),
      ...withStatus(tests, "failed").map((t) => `- ${name}: failed: ${t.name}`),
      ...withStatus(tests, "pending").map((t) => `- ${name}: skipped: ${t.name}`),
    ];
  });
}

const section = (title: string, ...parts: readonly string[]): string =>
  [`## ${title}`, ...parts.filter((part) => part !== "")].join("\n\n");

const suitesOf = (rows: readonly Capability[]): readonly string[] => rows.flatMap((r) => r.suites);

/**
 * Returns the page of a run of the matrix as Markdown.
 * @param byHand what is known of EL6 from real programs, which no machine repeats
 */
export function compatibilityOf(
  { where, minutes, generations, el6, clients }: Results,
  tables: {
    readonly generations: readonly Capability[];
    readonly el6: readonly Capability[];
    readonly clients: string;
  },
  byHand: string,
): string {
  const standin: Column = { name: "EL6 stand-in", ...(el6 && { report: el6 }) };
  const own = testsOf(clients, [tables.clients]);
  const client = ({ name, status }: Test): string =>
    row(name.replace(/^.*›\s*/, ""), status === "passed" ? "yes" : `**${status}**`);
  return `${[
    "# Compatibility",
    `What \`npm run test:matrix\` tried with real clusters and the real Pulumi CLI. The run wrote this page itself. A number is that of the tests which passed.\n\n${where}; ${minutes} minutes.`,
    section(
      "Generations",
      generationTable(generations, tables.generations),
      remarks(generations, suitesOf(tables.generations)).join("\n"),
    ),
    section(
      "EL6",
      [
        row("on the stand-in", "tests"),
        row("---", "---:"),
        ...tables.el6.map((c) => row(c.what, cell(testsOf(el6, c.suites)))),
      ].join("\n"),
      remarks([standin], suitesOf(tables.el6)).join("\n"),
      byHand,
    ),
    section(
      "Clients",
      [row("client", "works"), row("---", "---"), ...own.map(client)].join("\n"),
      own.length === 0 ? "Not tried in this run." : "",
    ),
  ].join("\n\n")}\n`;
}
