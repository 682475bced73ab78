import { existsSync } from "node:fs";
import { join } from "node:path";
import { checkout } from "../paths";
import type { JestReport } from "../verbs/tally";
import { capabilities, clientSuite, el6Capabilities } from "./capabilities";
import { compatibilityOf } from "./compatibility";
import { EL6_NOTES } from "./notes";
import { suitesIn } from "./results";

const report = (suite: string, tests: Readonly<Record<string, string>>): JestReport => ({
  ...{ numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0 },
  numRuntimeErrorTestSuites: 0,
  testResults: [
    {
      name: `/home/me/tests/live/${suite}.test.ts`,
      assertionResults: Object.entries(tests).map(([title, status]) => ({
        ...{ title, status },
        fullName: `The suite ${title}`,
      })),
    },
  ],
});

const versions = {
  ...{ system: "Debian GNU/Linux 13 (trixie)", pacemaker: "3.0.0", pcs: "0.12.0" },
  ...{ corosync: "3.1.9", systemd: "257" },
};
const rows = {
  generations: ["bullseye", "trixie", "sid"],
  capabilities: [{ what: "the guide", suites: ["suites/guide"] }],
  el6: [{ what: "the guide with CMAN", suites: ["suites/cman"] }],
  clients: "matrix/clients",
};
const date = "2026-11-29";

describe("The page of a run of the matrix", () => {
  test("has a column for each generation, and names what failed, was skipped or was not there", () => {
    const page = compatibilityOf(
      {
        bullseye: { date, unavailable: "debootstrap failed", suites: {} },
        trixie: {
          ...{ date, versions, minutes: 11 },
          suites: suitesIn(
            report("suites/guide", {
              starts: "passed",
              stops: "failed",
              "on NFS (no client here)": "pending",
            }),
          ),
        },
        el6: { date, suites: suitesIn(report("suites/cman", {})) },
        clients: {
          date,
          suites: suitesIn(
            report("matrix/clients", {
              "Node.js 24 · npm": "passed",
              "Node.js 26 · npm": "failed",
            }),
          ),
        },
      },
      rows,
      { el6: "By hand: nothing.", clients: "Notes." },
    );
    expect(page).toBe(`# Compatibility

What \`npm run test:matrix\` tried with real clusters and the real Pulumi CLI. The run wrote this page itself. A number is that of the tests which passed.

All generations are Debian's, and all clients ran on Linux. Other distributions with these versions were not tried. RHEL and CentOS 7 (Pacemaker 1.1, corosync 2, pcs 0.9) were not tried either: \`CorosyncCluster\` refuses pcs older than 0.10, and the other kinds, for a cluster that is already there, write what Pacemaker 1.1 reads, as they do for EL6.

## Generations

|  | bullseye | trixie | sid |
| --- | ---: | ---: | ---: |
| Debian | – | 13 (trixie) | – |
| Pacemaker | – | 3.0.0 | – |
| pcs | – | 0.12.0 | – |
| corosync | – | 3.1.9 | – |
| systemd | – | 257 | – |
| the guide | – | **1 of 2** | – |
| tried on | 2026-11-29 | 2026-11-29 | – |
| minutes | – | 11 | – |

- bullseye: not tried: debootstrap failed
- trixie: failed: \`suites/guide\`: stops
- trixie: skipped: The suite on NFS (no client here)

## EL6

| on the stand-in, 2026-11-29 | tests |
| --- | ---: |
| the guide with CMAN | **0 of 1** |

- el6: failed: \`suites/cman\`: the suite cannot be loaded

By hand: nothing.

## Clients

| client, 2026-11-29 | works |
| --- | --- |
| Node.js 24 · npm | yes |
| Node.js 26 · npm | **no** |

Notes.
`);
  });
});

describe("The rows of the matrix", () => {
  test("name suites that exist", () => {
    const suites = [...capabilities, ...el6Capabilities].flatMap((row) => row.suites);
    const path = (suite: string): string => join(checkout, "tests/live", `${suite}.test.ts`);
    expect([...suites, clientSuite].filter((suite) => !existsSync(path(suite)))).toEqual([]);
  });

  test("count each dialect of EL6 by itself, apart from what was measured by hand", () => {
    const life = (version: string, failed: string): ReturnType<typeof suitesIn> =>
      suitesIn(report(`matrix/el6-dialects-${version}`, { starts: "passed", stops: failed }));
    const suites = { ...life("1.1.10", "passed"), ...life("1.1.18", "failed") };
    const notes = { el6: EL6_NOTES, clients: "" };
    const page = compatibilityOf(
      { el6: { date, suites } },
      { ...rows, el6: el6Capabilities },
      notes,
    );
    const lines = page.split("\n");
    expect(lines.filter((line) => /^\|.*Pacemaker 1|^- el6|by hand with/.test(line))).toEqual([
      "| the guide in the dialect of Pacemaker 1.1.10 | 2 |",
      "| the guide in the dialect of Pacemaker 1.1.18 | **1 of 2** |",
      "- el6: failed: `matrix/el6-dialects-1.1.18`: stops",
      "Measured once by hand with the real programs (cman 3.1.8, where EL6 has 3.0.12.1; corosync 1.4.7, pcs 0.9.90;",
      "| | Pacemaker 1.1.10 | Pacemaker 1.1.18 |",
    ]);
  });
});
