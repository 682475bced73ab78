import jest from "./jest.config.js";

const { displayName: _, ...unit } = jest.projects[0];

/** Finds guards that no unit test covers: each mutant negates, drops or weakens one condition. */
export default {
  mutate: ["sdk/{transaction,reconcile,host}/**/*.ts"],
  mutator: {
    // What remains are conditions: ConditionalExpression, EqualityOperator, LogicalOperator, BooleanLiteral.
    excludedMutations: [
      "ArithmeticOperator",
      "ArrayDeclaration",
      "ArrowFunction",
      "AssignmentOperator",
      "BlockStatement",
      "MethodExpression",
      "ObjectLiteral",
      "OptionalChaining",
      "Regex",
      "StringLiteral",
      "UnaryOperator",
      "UpdateOperator",
    ],
  },
  // A mutant of a constant needs all tests again.
  ignoreStatic: true,
  testRunner: "jest",
  plugins: ["@stryker-mutator/jest-runner"],
  jest: {
    config: {
      ...unit,
      projects: [],
      testMatch: [
        "<rootDir>/tests/{await,bootstrap,cluster,host,hosts,provider,reconcile,resources,transaction}/**/*.test.ts",
      ],
      // Tests of many seconds that cover no guard of these folders.
      testPathIgnorePatterns: ["/node_modules/", "/tests/resources/(hostile|contract|guide|drift)"],
      transform: { "^.+\\.ts$": ["ts-jest", { diagnostics: false }] },
    },
  },
  coverageAnalysis: "perTest",
  concurrency: 2,
  timeoutMS: 15000,
  tempDirName: ".stryker",
  reporters: ["clear-text", "progress-append-only", "json"],
  clearTextReporter: { allowColor: false, logTests: false },
  jsonReporter: { fileName: "reports/mutation.json" },
};
