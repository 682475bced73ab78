import { spawnSync } from "node:child_process";
import * as fc from "fast-check";
import { buildCommandLine } from "../../../sdk/host/ssh/command-line";
import { judgeHostKey, findKnownHosts, parseKnownHosts } from "../../../sdk/host/ssh/known-hosts";
import { quote } from "../../../sdk/host/ssh/shell-quote";
import { hostile } from "../../hostile";

/** Shells and pipes carry bytes: what is no valid text, or holds a NUL, never gets that far. */
const carried = (word: string): boolean =>
  Buffer.from(word).toString() === word && !word.includes("\0");

test("2000 hostile words come out of a real sh as they went in, and nothing is executed", () => {
  const words = [
    ...fc.sample(hostile, { numRuns: 2000, seed: 4 }).filter(carried),
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

test("a command line through env and timeout hands over hostile arguments as they are", () => {
  const words = fc.sample(hostile, { numRuns: 500, seed: 5 }).filter(carried);
  const line = buildCommandLine({ sudo: false }, ["timeout"], 20, ["printf", "%s\\0", ...words]);
  const { stdout } = spawnSync("sh", ["-c", line], { encoding: "utf8" });
  expect(stdout.split("\0").slice(0, -1)).toEqual(words);
});

test("no known_hosts file, however odd, lets a host in that it does not name", () => {
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
