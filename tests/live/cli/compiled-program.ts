import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { checkout } from "../../lab/paths";

/** The folder of the programs that only tests use. */
export const programs = join(checkout, "tests/live/programs");

const cache = join(checkout, "node_modules/.cache/programs");

/** Removes the types of the program on standard input. `npm run check` checks them. */
const STRIP = `
const { ModuleKind, ScriptTarget, transpileModule } = require("typescript");
const compilerOptions = { module: ModuleKind.CommonJS, target: ScriptTarget.ES2022, esModuleInterop: true };
const source = require("node:fs").readFileSync(0, "utf8");
process.stdout.write(transpileModule(source, { compilerOptions }).outputText);
`;

/**
 * Returns the files of a project for a program of `tests/live/programs`, as JavaScript: each run of a TypeScript program
 * compiles it again, for 0.6 s of CPU time.
 */
export function compiledProgram(name: string): Record<string, string> {
  const source = readFileSync(join(programs, `${name}.ts`), "utf8");
  const file = join(
    cache,
    `${name.replaceAll("/", "-")}-${createHash("sha1").update(source).digest("hex")}.js`,
  );
  if (!existsSync(file)) {
    mkdirSync(cache, { recursive: true });
    const unfinished = `${file}.${process.pid}`;
    const options = { cwd: checkout, input: source, encoding: "utf8" } as const;
    writeFileSync(unfinished, execFileSync("node", ["-e", STRIP], options));
    renameSync(unfinished, file);
  }
  return javaScriptProject(readFileSync(file, "utf8"));
}

/** Returns the files of a project for a program in JavaScript. */
export const javaScriptProject = (program: string): Record<string, string> => ({
  "Pulumi.yaml": "name: live\nruntime:\n  name: nodejs\n  options:\n    typescript: false\n",
  "package.json": JSON.stringify({ name: "live", private: true, main: "index.js" }),
  "index.js": program,
});
