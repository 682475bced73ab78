"use strict";

const shared = {
  preset: "ts-jest",
  testEnvironment: "node",
  transform: { "^.+\\.ts$": "ts-jest" },
};

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
    },
  ],
};
