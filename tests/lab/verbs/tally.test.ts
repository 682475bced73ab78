import { type JestReport, closingLine, stepTally, sum, tallyOf } from "./tally";

const report: JestReport = {
  numPassedTests: 3,
  numFailedTests: 1,
  numPendingTests: 1,
  numTodoTests: 1,
  numRuntimeErrorTestSuites: 1,
  testResults: [
    {
      name: "a.test.ts",
      assertionResults: [
        { fullName: "works", title: "works", status: "passed" },
        { fullName: "needs NFS", title: "needs NFS", status: "pending" },
        { fullName: "is to be written", title: "written", status: "todo" },
      ],
    },
  ],
};

describe("The closing line", () => {
  test("counts a suite that cannot be loaded and a failed step as failed", () => {
    const total = sum([tallyOf(report), stepTally(true), stepTally(false)]);
    expect(closingLine(total)).toBe("3 passed, 3 failed, 2 skipped");
    expect(total.skippedNames).toEqual(["needs NFS", "is to be written"]);
  });
});
