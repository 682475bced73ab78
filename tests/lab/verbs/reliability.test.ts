import { reportOf } from "./reliability";

describe("The reliability report", () => {
  // Two suites run at a time, so the order of the rows varies.
  test("has a table for each heading, sorted by heading", () => {
    const rows = [
      { heading: "Faults", what: "kill -9 of the CLI", times: 20, lost: 0 },
      { heading: "Concurrency", what: "objects", times: 100, lost: 1, note: "by pcs" },
      { heading: "Faults", what: "full disk", times: 2, lost: 0 },
    ];
    expect(reportOf(rows, "Pacemaker 2.1.5", "10 passed")).toBe(`# Reliability

What \`npm run test:soak\` tried on a real two-node cluster with the real Pulumi CLI, and what was lost. The run wrote this page itself.

Pacemaker 2.1.5; 10 passed.

## Concurrency

| what | tried | lost | |
|---|---:|---:|---|
| objects | 100 | 1 | by pcs |

## Faults

| what | tried | lost | |
|---|---:|---:|---|
| kill -9 of the CLI | 20 | 0 |  |
| full disk | 2 | 0 |  |
`);
  });

  test("summarises the times of one thing in a row with shortest, median and longest", () => {
    const rows = [3.04, 12, 1, 8.5].map((seconds) => ({
      heading: "Failover",
      what: "dies",
      seconds,
    }));
    const stays = { heading: "Failover", what: "stays", times: 3, lost: 0 };
    const [, report] = reportOf([...rows, stays], "", "").split("## Failover\n\n");
    expect(report).toBe(`| what | tried | lost | |
|---|---:|---:|---|
| stays | 3 | 0 |  |

| from → to | runs | shortest | median | longest |
|---|---:|---:|---:|---:|
| dies | 4 | 1.0 s | 8.5 s | 12.0 s |
`);
  });
});
