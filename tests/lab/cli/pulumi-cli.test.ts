import { readFileSync } from "node:fs";
import { join } from "node:path";
import { cacheName, isNewEnough, pathWithCli } from "./pulumi-cli";

describe("isNewEnough", () => {
  test("accepts 3.216 and newer versions of major version 3", () => {
    const versions = ["v3.216.0", "v3.259.0\n", "3.300.1", "v3.215.9", "v2.25.2", "v4.0.0", ""];
    expect(versions.map(isNewEnough)).toEqual([true, true, true, false, false, false, false]);
  });
});

describe("pathWithCli", () => {
  test("puts the CLI first on PATH, once, and removes npm's own entries", () => {
    const path = "/a/node_modules/.bin:/usr/lib/npm/node-gyp-bin:/cache/bin:/usr/bin:/bin";
    expect(pathWithCli("/cache/bin", path)).toBe("/cache/bin:/usr/bin:/bin");
    expect(pathWithCli(undefined, "/usr/bin:/bin")).toBe("/usr/bin:/bin");
  });
});

/** Returns the version of a requirement in one of the lab's `go.mod` files. */
function required(module: string, path: string): string | undefined {
  const file = readFileSync(join(__dirname, "pulumi-cli", module, "go.mod"), "utf8");
  return new RegExp(`github.com/pulumi/pulumi/${path} v(\\S+)`).exec(file)?.[1];
}

describe("cacheName", () => {
  test("contains the versions of the CLI and of the language host", () => {
    const cli = required("cli", "pkg/v3");
    const languageHost = required("language-nodejs", "sdk/v3");
    expect([cli, languageHost]).not.toContain(undefined);
    expect(cacheName).toBe(`pulumi-${cli}-nodejs-${languageHost}`);
    expect(cacheName).not.toBe("pulumi-3.259.0"); // that cache has the language host of 2023
  });
});
