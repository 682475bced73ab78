"use strict";

const shared = {
  preset: "ts-jest",
  testEnvironment: "node",
  transform: { "^.+\\.ts$": "ts-jest" },
};

/** Suites that only `npm run test:soak` runs. */
const SOAK_SUITES = "cman-faults|concurrency|late-writer|process|standin|takeover";
const onlyInSoak =
  process.env.PULUMI_PACEMAKER_SOAK === "1" ? [] : [`/suites/(${SOAK_SUITES})\\.test\\.ts$`];

/** @type {import("jest").Config} */
module.exports = {
  testSequencer: "<rootDir>/tests/live/sequencer.js",
  projects: [
    {
      ...shared,
      displayName: "unit",
      roots: ["<rootDir>/tests"],
      testPathIgnorePatterns: ["/node_modules/", "<rootDir>/tests/live/"],
    },
    {
      ...shared,
      displayName: "live",
      roots: ["<rootDir>/tests/live"],
      testPathIgnorePatterns: ["/node_modules/", ...onlyInSoak],
    },
  ],
};
