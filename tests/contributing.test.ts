import { spawnSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import ts from "typescript";
import type { makeProvider } from "../sdk/provider/provider";
import type { LIFECYCLES } from "../sdk/provider/register";
import { checkout } from "./lab/paths";
import { type Block, blocksOf } from "./pages";
import { loadProgram } from "./resources/exported-classes";
import { CLUSTER } from "./resources/kind-helpers";

/** The blocks of the worked example, each of which shows a file. */
const SHOWN = blocksOf("CONTRIBUTING.md").filter(
  (block): block is Block & { readonly file: string } => block.file !== undefined,
);
const FILES = SHOWN.map(({ file }) => file);

const COPIED = [
  ...["sdk", "tests/resources", "tests/helpers.ts"],
  ...["package.json", "tsconfig.json", ".prettierrc.json"],
];
const LINKED = ["node_modules", "tests/fixtures"];

/** Applies a block `diff`: context and added lines. `@@` begins another hunk. */
function applyDiff({ page, line, file, text }: Block, before: string): string {
  return text.split(/^@@\n/m).reduce((old, hunk) => {
    const lines = hunk.trimEnd().split("\n");
    const linesWith = (...marks: readonly string[]): string =>
      lines
        .filter((l) => marks.includes(l.charAt(0)))
        .map((l) => `\n${l.slice(1)}`)
        .join("");
    const parts = old.split(`${linesWith(" ")}\n`);
    if (parts.length !== 2)
      throw new Error(
        `${page}:${line}: ${file ?? ""} has these lines ${parts.length - 1} times, not once: ${linesWith(" ")}`,
      );
    return parts.join(`${linesWith(" ", "+")}\n`);
  }, before);
}

/** Copies the project and follows the page in the copy. */
function followPage(folder: string): void {
  mkdirSync(join(folder, "tests"));
  for (const name of COPIED) cpSync(join(checkout, name), join(folder, name), { recursive: true });
  for (const name of LINKED) symlinkSync(join(checkout, name), join(folder, name));
  for (const block of SHOWN) {
    const path = join(folder, block.file);
    mkdirSync(dirname(path), { recursive: true });
    const isDiff = block.language === "diff";
    writeFileSync(path, isDiff ? applyDiff(block, readFileSync(path, "utf8")) : block.text);
  }
}

const folder = mkdtempSync(join(tmpdir(), "contributing-"));
followPage(folder);

afterAll(() => rmSync(folder, { recursive: true }));

describe("The worked example of CONTRIBUTING.md", () => {
  test("names files of the kind, the register, the exports, the samples and the test", () => {
    expect(FILES).toEqual([
      "sdk/resources/primitives/mail-to.ts",
      "sdk/provider/register.ts",
      "sdk/index.ts",
      "tests/resources/kind-samples.ts",
      "tests/resources/primitives/mail-to.test.ts",
    ]);
  });

  test("compiles with the options of the project", () => {
    const program = loadProgram(folder, [...FILES, "node_modules/@types/jest/index.d.ts"]);
    const wrong = FILES.flatMap((file) => {
      const source = program.getSourceFile(join(folder, file));
      return [
        ...program.getSyntacticDiagnostics(source),
        ...program.getSemanticDiagnostics(source),
      ];
    });
    expect(wrong.map((d) => ts.flattenDiagnosticMessageText(d.messageText, "\n"))).toEqual([]);
  }, 60_000);

  test("is formatted", () => {
    const prettier = join(checkout, "node_modules/.bin/prettier");
    const { stdout, stderr } = spawnSync(prettier, ["--list-different", ...FILES], {
      cwd: folder,
      encoding: "utf8",
    });
    expect(stdout + stderr).toBe("");
  }, 30_000);

  test("gives the provider a kind that accepts its arguments and names an unknown one", async () => {
    const load = (file: string): object =>
      jest.requireActual<object>(join(folder, "sdk/provider", file));
    const { makeProvider: make } = load("provider") as { makeProvider: typeof makeProvider };
    const register = load("register") as { LIFECYCLES: typeof LIFECYCLES };
    const { check } = make(register.LIFECYCLES);
    const args = { cluster: CLUSTER, name: "mail", email: "ops@example.com" };
    const answer = async (more: object): Promise<readonly string[]> => {
      const inputs = { __kind: "pacemaker:MailTo", ...args, ...more };
      return (await check(inputs, inputs)).failures.map(({ reason }) => reason);
    };
    expect(await answer({})).toEqual([]);
    expect(await answer({ subjekt: "Moved" })).toEqual([
      expect.stringMatching(/^"subjekt" is not known; use one of: .*\bsubject\b/),
    ]);
  });
});

// Both read classes with one cache of parsed packages.
jest.doMock(join(folder, "tests/resources/exported-classes"), () =>
  jest.requireActual<object>("./resources/exported-classes"),
);
// Registers the test of the page and the contract of all kinds here, as they are in the copy.
for (const file of ["tests/resources/primitives/mail-to.test", "tests/resources/contract.test"])
  jest.requireActual<object>(join(folder, file));
