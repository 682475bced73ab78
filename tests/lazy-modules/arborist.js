"use strict";

// @pulumi/pulumi needs this module and typescript to serialize functions only, and they are most of the time that it takes to
// load. Jest loads everything again for each test file, so they come when they are used.
module.exports = {
  __esModule: true,
  get Arborist() {
    return require("../../node_modules/@npmcli/arborist").Arborist;
  },
};
