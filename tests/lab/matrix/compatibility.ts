import type { Versions } from "../verbs/versions";
import type { Capability } from "./capabilities";
import type { Part, Results, SuiteResult } from "./results";

/** The rows of the page. */
export interface Rows {
  readonly generations: readonly string[];
  readonly capabilities: readonly Capability[];
  readonly el6: readonly Capability[];
  /** The suite in which each test is a client. */
  readonly clients: string;
}

const resultsOf = (
  part: Part | undefined,
  suites: readonly string[],
): readonly (readonly [string, SuiteResult])[] =>
  Object.entries(part?.suites ?? {}).filter(([suite]) => suites.includes(suite));

/** `12` if all passed, else `11 of 12`. A skipped test counts as none. */
function cell(part: Part | undefined, suites: readonly string[]): string {
  const found = resultsOf(part, suites).map(([, result]) => result);
  const [passed, failed] = (["passed", "failed"] as const).map((key) =>
    found.reduce((count, result) => count + result[key].length, 0),
  ) as [number, number];
  if (passed + failed === 0) return "–";
  return failed === 0 ? `${passed}` : `**${passed} of ${passed + failed}**`;
}

const row = (...cells: readonly string[]): string => `| ${cells.join(" | ")} |`;

function generationTable(results: Results, { generations, capabilities }: Rows): string {
  const parts = generations.map((name) => results[name]);
  const line = (what: string, show: (part: Part | undefined) => string): string =>
    row(what, ...parts.map(show));
  const version = (key: keyof Versions, title: string = key): string =>
    line(title, (p) => p?.versions?.[key].replace("Debian GNU/Linux ", "") ?? "–");
  return [
    row("", ...generations),
    row("---", ...generations.map(() => "---:")),
    version("system", "Debian"),
    version("pacemaker", "Pacemaker"),
    version("pcs"),
    version("corosync"),
    version("systemd"),
    ...capabilities.map(({ what, suites }) => line(what, (p) => cell(p, suites))),
    line("tried on", (p) => p?.date ?? "–"),
    line("minutes", (p) => `${p?.minutes ?? "–"}`),
  ].join("\n");
}

/** Lists what failed, what was skipped and why, and what was not there, each once with the names of all to which it applies. */
function remarks(results: Results, names: readonly string[], suites: readonly string[]): string {
  const namesOf = new Map<string, readonly string[]>();
  for (const name of names)
    for (const remark of remarksOn(results[name], suites))
      namesOf.set(remark, [...(namesOf.get(remark) ?? []), name]);
  return [...namesOf].map(([remark, of]) => `- ${of.join(", ")}: ${remark}`).join("\n");
}

const remarksOn = (part: Part | undefined, suites: readonly string[]): readonly string[] =>
  part?.unavailable !== undefined
    ? [`not tried: ${part.unavailable}`]
    : resultsOf(part, suites).flatMap(([suite, { failed, skipped }]) => [
        ...failed.map((test) => `failed: \`${suite}\`: ${test}`),
        ...skipped.map((test) => `skipped: ${test}`),
      ]);

const section = (title: string, ...parts: readonly string[]): string =>
  [`## ${title}`, ...parts.filter((part) => part !== "")].join("\n\n");

const suitesOf = (rows: readonly Capability[]): readonly string[] => rows.flatMap((r) => r.suites);

/** Returns the page as Markdown. @param notes what to add to the tables, in Markdown */
export function compatibilityOf(
  results: Results,
  rows: Rows,
  notes: { readonly el6: string; readonly clients: string },
): string {
  const { el6, clients } = results;
  const found = clients?.suites[rows.clients];
  return `${[
    "# Compatibility",
    "What `npm run test:matrix` tried with real clusters and the real Pulumi CLI. The run wrote this page itself. A number is that of the tests which passed.",
    "All generations are Debian's, and all clients ran on Linux. Other distributions with these versions were not tried. RHEL and CentOS 7 (Pacemaker 1.1, corosync 2, pcs 0.9) were not tried either: `CorosyncCluster` refuses pcs older than 0.10, and the other kinds, for a cluster that is already there, write what Pacemaker 1.1 reads, as they do for EL6.",
    section(
      "Generations",
      generationTable(results, rows),
      remarks(results, rows.generations, suitesOf(rows.capabilities)),
    ),
    section(
      "EL6",
      [
        row(`on the stand-in, ${el6?.date ?? "not tried yet"}`, "tests"),
        row("---", "---:"),
        ...rows.el6.map(({ what, suites }) => row(what, cell(el6, suites))),
      ].join("\n"),
      remarks(results, ["el6"], suitesOf(rows.el6)),
      notes.el6,
    ),
    section(
      "Clients",
      [
        row(`client, ${clients?.date ?? "not tried yet"}`, "works"),
        row("---", "---"),
        ...(found?.passed ?? []).map((client) => row(client, "yes")),
        ...(found?.failed ?? []).map((client) => row(client, "**no**")),
      ].join("\n"),
      (found?.skipped ?? []).map((client) => `- skipped: ${client}`).join("\n"),
      notes.clients,
    ),
  ].join("\n\n")}\n`;
}
