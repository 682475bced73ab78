"use strict";

const { basename } = require("node:path");
const { default: Sequencer } = require("@jest/test-sequencer");

/**
 * Suites in this order come first: `guide`, which begins without a cluster, on a lab that has none yet, then the longest.
 * Where the durations of an earlier run are known, Jest itself sorts the rest by them.
 */
const FIRST = ["guide", "cman", "hosts", "component", "failures", "change", "drift", "rules"];
/** These leave no cluster behind. */
const LAST = ["two-writers"];

function rank({ path }) {
  const suite = basename(path, ".test.ts");
  if (LAST.includes(suite)) return FIRST.length + 1;
  const place = FIRST.indexOf(suite);
  return place < 0 ? FIRST.length : place;
}

module.exports = class extends Sequencer {
  async sort(tests) {
    return (await super.sort(tests)).sort((a, b) => rank(a) - rank(b));
  }
};
