import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as ts from "typescript";
import { fixture } from "../helpers";

const SOURCE = join(__dirname, "../../sdk/engine/provider.ts");

/** What Pulumi writes into the state of every resource. */
function serialised(): string {
  const directory = mkdtempSync(join(tmpdir(), "pacemaker-provider-"));
  try {
    const compiled = join(directory, "provider.js");
    const { outputText } = ts.transpileModule(readFileSync(SOURCE, "utf8"), {
      compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS },
    });
    writeFileSync(compiled, outputText);
    const argv = [join(__dirname, "serialise-provider.js"), compiled];
    return execFileSync(process.execPath, argv, { encoding: "utf8" });
  } finally {
    rmSync(directory, { recursive: true });
  }
}

const text = serialised();

test("the provider's text is the one that every stack has in its state", () => {
  expect(text).toBe(fixture("provider.txt"));
});

test("it captures nothing, and is short", () => {
  const captured = [...text.matchAll(/with\(\{(.*?)\}\)/g)].map((m) => m[1]?.trim());
  expect([...new Set(captured)]).toEqual([
    "this: undefined, arguments: undefined",
    "provider: __provider, this: undefined, arguments: undefined",
  ]);
  expect(text.length).toBeLessThan(2750);
});

test("it names no path, and requires nothing but the engine by its name", () => {
  const required = [...text.matchAll(/require\((.*?)\)/g)].map((m) => m[1]);
  expect(required).toEqual([`"pulumi-pacemaker/engine"`]);
  expect(text).not.toMatch(/node_modules|\.js\b|__dirname|file:|\/(home|work|tmp|usr)\//);
});
