import type { JestReport } from "../verbs/tally";
import { compatibilityOf } from "./compatibility";

const report = (suite: string, tests: Readonly<Record<string, string>>): JestReport => ({
  ...{ numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0 },
  numRuntimeErrorTestSuites: 0,
  testResults: [
    {
      name: `/home/me/tests/live/${suite}.test.ts`,
      assertionResults: Object.entries(tests).map(([fullName, status]) => ({ fullName, status })),
    },
  ],
});

const versions = {
  ...{ system: "Debian GNU/Linux 13 (trixie)", pacemaker: "3.0.0", pcs: "0.12.0" },
  ...{ corosync: "3.1.9", systemd: "257" },
};
const tables = {
  generations: [{ what: "the guide", suites: ["suites/guide"] }],
  el6: [{ what: "the guide with CMAN", suites: ["suites/cman"] }],
  clients: "matrix/clients",
};

describe("The page of a run of the matrix", () => {
  test("has a column for each generation, and names what failed, was skipped or was not there", () => {
    const page = compatibilityOf(
      {
        where: "2026-11-29, 2 cores",
        minutes: 90,
        generations: [
          { name: "bullseye", unavailable: "debootstrap failed" },
          {
            name: "trixie",
            versions,
            minutes: 11,
            report: report("suites/guide", {
              "The guide starts": "passed",
              "The guide stops": "failed",
              "The guide on NFS (no client here)": "pending",
            }),
          },
        ],
        el6: report("suites/cman", {}),
        clients: report("matrix/clients", {
          "Clients › Node.js 24 · npm": "passed",
          "Clients › Node.js 26 · npm": "failed",
        }),
      },
      tables,
      "By hand: nothing.",
    );
    expect(page).toBe(`# Compatibility

What \`npm run test:matrix\` tried with real clusters and the real Pulumi CLI. The run wrote this page itself. A number is that of the tests which passed.

2026-11-29, 2 cores; 90 minutes.

## Generations

|  | bullseye | trixie |
| --- | ---: | ---: |
| Debian | – | 13 (trixie) |
| Pacemaker | – | 3.0.0 |
| pcs | – | 0.12.0 |
| corosync | – | 3.1.9 |
| systemd | – | 257 |
| the guide | – | **1 of 2** |
| minutes | – | 11 |

- bullseye was not tried: debootstrap failed
- trixie: failed: The guide stops
- trixie: skipped: The guide on NFS (no client here)

## EL6

| on the stand-in | tests |
| --- | ---: |
| the guide with CMAN | **0 of 1** |

- EL6 stand-in: failed: tests/live/suites/cman.test.ts

By hand: nothing.

## Clients

| client | works |
| --- | --- |
| Node.js 24 · npm | yes |
| Node.js 26 · npm | **failed** |
`);
  });
});
