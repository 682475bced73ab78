import type { JestReport } from "../verbs/tally";
import { compatibilityOf } from "./compatibility";
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

- bullseye was not tried: debootstrap failed
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
