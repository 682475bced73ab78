import { isNewEnough, pathWithCli } from "./pulumi-cli";

test("a CLI from 3.216 on is new enough, of the third major version only", () => {
  const versions = ["v3.216.0", "v3.259.0\n", "3.300.1", "v3.215.9", "v2.25.2", "v4.0.0", ""];
  expect(versions.map(isNewEnough)).toEqual([true, true, true, false, false, false, false]);
});

test("the CLI comes first on PATH, once, and npm's own entries are left out", () => {
  const path = "/a/node_modules/.bin:/usr/lib/npm/node-gyp-bin:/cache/bin:/usr/bin:/bin";
  expect(pathWithCli("/cache/bin", path)).toBe("/cache/bin:/usr/bin:/bin");
  expect(pathWithCli(undefined, "/usr/bin:/bin")).toBe("/usr/bin:/bin");
});
