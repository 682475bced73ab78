import fc from "fast-check";
import {
  readQuorumTimeout,
  findQuorumTimeoutLine,
  withQuorumTimeout,
  withQuorumTimeoutLine,
} from "../../sdk/cman/sysconfig";

describe("withQuorumTimeout", () => {
  test.each([
    ["no file", undefined, "CMAN_QUORUM_TIMEOUT=0\n"],
    ["an empty file", "", "CMAN_QUORUM_TIMEOUT=0\n"],
    ["other lines", "# cman\nA=1\n", "# cman\nA=1\nCMAN_QUORUM_TIMEOUT=0\n"],
    ["no line break at the end", "A=1", "A=1\nCMAN_QUORUM_TIMEOUT=0"],
    [
      "a comment with an assignment",
      "#CMAN_QUORUM_TIMEOUT=45\n",
      "#CMAN_QUORUM_TIMEOUT=45\nCMAN_QUORUM_TIMEOUT=0\n",
    ],
    ["another timeout", "CMAN_QUORUM_TIMEOUT=45 # s\nB=2\n", "CMAN_QUORUM_TIMEOUT=0 # s\nB=2\n"],
    ["the timeout in quotes", 'CMAN_QUORUM_TIMEOUT="0"\n', 'CMAN_QUORUM_TIMEOUT="0"\n'],
    ["an exported variable", "  export CMAN_QUORUM_TIMEOUT=5", "  export CMAN_QUORUM_TIMEOUT=0"],
    [
      "two assignments, of which the last counts",
      "CMAN_QUORUM_TIMEOUT=0\nCMAN_QUORUM_TIMEOUT=9\n",
      "CMAN_QUORUM_TIMEOUT=0\nCMAN_QUORUM_TIMEOUT=0\n",
    ],
    [
      "a variable with a longer name",
      "CMAN_QUORUM_TIMEOUT_2=1\n",
      "CMAN_QUORUM_TIMEOUT_2=1\nCMAN_QUORUM_TIMEOUT=0\n",
    ],
  ])("sets the line in a file with %s", (_, text, expected) => {
    expect(withQuorumTimeout(text, 0)).toBe(expected);
    expect(withQuorumTimeout(expected, 0)).toBe(expected);
  });
});

describe("readQuorumTimeout", () => {
  test("reads the timeout without its quotes", () => {
    expect(
      ["CMAN_QUORUM_TIMEOUT='30'", 'CMAN_QUORUM_TIMEOUT=""', "A=1"].map(readQuorumTimeout),
    ).toEqual(["30", "", undefined]);
  });
});

const line = fc.constantFrom(
  ...[
    "",
    "# CMAN_QUORUM_TIMEOUT=3",
    "A=1",
    "CMAN_QUORUM_TIMEOUT=45",
    "CMAN_QUORUM_TIMEOUT='0' # x",
  ],
  ...["\texport CMAN_QUORUM_TIMEOUT=", "CMAN_QUORUM_TIMEOUT=0;B=2", "é"],
);

describe("withQuorumTimeoutLine", () => {
  test("restores any file after one change of the timeout", () => {
    const files = fc.tuple(fc.array(line), fc.boolean());
    fc.assert(
      fc.property(files, fc.nat(99), ([lines, ended], seconds) => {
        const text = lines.join("\n") + (ended && lines.length > 0 ? "\n" : "");
        const set = withQuorumTimeout(text, seconds);
        expect(readQuorumTimeout(set)).toBe(String(seconds));
        expect(withQuorumTimeout(set, seconds)).toBe(set);
        expect(withQuorumTimeoutLine(set, findQuorumTimeoutLine(text))).toBe(text);
      }),
    );
  });
});
