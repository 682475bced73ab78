import { reportOf } from "./reliability";

test("the report has a table for each heading, in the order of their names: two suites run at a time", () => {
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
