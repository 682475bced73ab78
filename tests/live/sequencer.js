"use strict";

const { basename } = require("node:path");
const { default: Sequencer } = require("@jest/test-sequencer");

/** What begins without a cluster comes first, on a lab that has none yet; what leaves none comes last. */
const RANK = { "guide.test.ts": -1, "two-writers.test.ts": 1 };

const rank = ({ path }) => RANK[basename(path)] ?? 0;

module.exports = class extends Sequencer {
  async sort(tests) {
    return (await super.sort(tests)).sort((a, b) => rank(a) - rank(b));
  }
};
