"use strict";

// @pulumi/pulumi needs this module and typescript only to serialize functions and to compile TypeScript. Most tests do neither:
// those of Jest, which loads everything again for each test file, and the CLI's processes (tests/live/cli/lazy-modules.js).
module.exports = {
  __esModule: true,
  get Arborist() {
    return require("../../node_modules/@npmcli/arborist").Arborist;
  },
};
