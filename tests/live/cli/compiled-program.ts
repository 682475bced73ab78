import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
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

/** Returns the files of a project for a program of `tests/live/programs`, as JavaScript. */
export const compiledProgram = (name: string): Record<string, string> =>
  compiled(join(programs, `${name}.ts`));

/** Returns the files of a project for the program of an example, as JavaScript. */
export const compiledExample = (name: string): Record<string, string> =>
  compiled(join(checkout, "examples", name, "index.ts"));

/** Compiles a program once: each run of a TypeScript program compiles it again, for 0.6 s of CPU time. */
function compiled(program: string): Record<string, string> {
  const source = readFileSync(program, "utf8");
  const file = join(
    cache,
    `${relative(checkout, program).replaceAll("/", "-")}-${createHash("sha1").update(source).digest("hex")}.js`,
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
