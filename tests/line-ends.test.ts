import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runInNewContext } from "node:vm";
import ts from "typescript";
import { SCRIPT } from "../sdk/components/host-preparation/script";
import { SERIALIZED_PROVIDER } from "../sdk/program/serialized-provider";

/** Compiles a source as it is in a checkout of Windows with `core.autocrlf`, and returns what it exports. */
function exportsWithCrlf(file: string): Readonly<Record<string, string>> {
  const text = readFileSync(join(__dirname, "../sdk", file), "utf8").replaceAll("\n", "\r\n");
  const compilerOptions = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS };
  const exports = {};
  runInNewContext(ts.transpileModule(text, { compilerOptions }).outputText, { exports });
  return exports;
}

describe("A source with CRLF", () => {
  // ECMAScript makes LF of CRLF in template literals, String.raw included (12.9.6, TV and TRV).
  test("compiles to the same script for nodes, and to the same text in the state", () => {
    expect(exportsWithCrlf("components/host-preparation/script.ts")).toEqual({ SCRIPT });
    expect(exportsWithCrlf("program/serialized-provider.ts")).toEqual({ SERIALIZED_PROVIDER });
  });
});
