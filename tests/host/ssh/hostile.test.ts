import { spawnSync } from "node:child_process";
import * as fc from "fast-check";
import { buildCommandLine } from "../../../sdk/host/ssh/command-line";
import { judgeHostKey, findKnownHosts, parseKnownHosts } from "../../../sdk/host/ssh/known-hosts";
import { quote } from "../../../sdk/shell-quote";
import { hostile } from "../../hostile";

/** Whether a word can pass through a shell: valid text without a NUL. */
const isTransportable = (word: string): boolean =>
  Buffer.from(word).toString() === word && !word.includes("\0");

describe("quote", () => {
  test("passes 2000 hostile words through a real sh unchanged, and executes none", () => {
    const words = [
      ...fc.sample(hostile, { numRuns: 2000, seed: 4 }).filter(isTransportable),
      "'".repeat(1e6),
    ];
    const script = words.map((word) => `printf '%s\\0' ${quote([word])}`).join("\n");
    const { stdout, stderr } = spawnSync("sh", [], {
      input: script,
      encoding: "utf8",
      maxBuffer: 1e8,
    });
    expect(stderr).toBe("");
    expect(stdout.split("\0").slice(0, -1)).toEqual(words);
  });
});

describe("buildCommandLine", () => {
  test("passes hostile arguments through env and timeout unchanged", () => {
    const words = fc.sample(hostile, { numRuns: 500, seed: 5 }).filter(isTransportable);
    const line = buildCommandLine({ sudo: false }, ["timeout"], 20, ["printf", "%s\\0", ...words]);
    const { stdout } = spawnSync("sh", ["-c", line], { encoding: "utf8" });
    expect(stdout.split("\0").slice(0, -1)).toEqual(words);
  });
});

describe("judgeHostKey", () => {
  test("never accepts a host that no line of a random known_hosts file names", () => {
    const key = Buffer.from("a key that no line has");
    fc.assert(
      fc.property(
        fc.array(hostile),
        hostile,
        fc.integer({ min: 1, max: 65535 }),
        (words, host, port) => {
          const lines = findKnownHosts(parseKnownHosts(words.join(" ")), host, port);
          expect(judgeHostKey(lines, key)).not.toBe("known");
        },
      ),
      { numRuns: 1000, seed: 6 },
    );
  });
});
