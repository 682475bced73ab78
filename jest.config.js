"use strict";

const shared = {
  preset: "ts-jest",
  testEnvironment: "node",
  transform: { "^.+\\.ts$": "ts-jest" },
};

/** Endurance, rare faults and variants: suites that only `npm run test:soak` runs. */
const soak = process.env.PULUMI_PACEMAKER_SOAK === "1" ? [] : ["<rootDir>/tests/live/soak/"];
/** What only `npm run test:matrix` runs. */
const matrix = process.env.PULUMI_PACEMAKER_MATRIX === "1" ? [] : ["<rootDir>/tests/live/matrix/"];

/** @type {import("jest").Config} */
module.exports = {
  testSequencer: "<rootDir>/tests/live/sequencer.js",
  projects: [
    {
      ...shared,
      displayName: "unit",
      roots: ["<rootDir>/tests"],
      testPathIgnorePatterns: ["/node_modules/", "<rootDir>/tests/live/"],
      moduleNameMapper: {
        "^@npmcli/arborist$": "<rootDir>/tests/lazy-modules/arborist.js",
        "/typescript-shim$": "<rootDir>/tests/lazy-modules/typescript.js",
      },
    },
    {
      ...shared,
      displayName: "live",
      roots: ["<rootDir>/tests/live"],
      testPathIgnorePatterns: ["/node_modules/", ...soak, ...matrix],
    },
  ],
};
