import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import ts from "typescript";
import { makeProvider } from "../sdk/provider/provider";
import type { LIFECYCLES } from "../sdk/provider/register";
import { checkout } from "./lab/paths";
import { type Block, blocksOf, textOf } from "./pages";
import { loadProgram } from "./resources/exported-classes";
import { CLUSTER } from "./resources/kind-helpers";

/** The blocks of the worked example, each of which shows a file. */
const SHOWN = blocksOf("CONTRIBUTING.md").filter(
  (block): block is Block & { readonly file: string } => block.file !== undefined,
);
const FILES = SHOWN.map(({ file }) => file).filter((file) => file.endsWith(".ts"));

/** Imports files of the example, so it has to be in the copy itself. */
const CONTRACT = "tests/resources/contract.test.ts";

/**
 * Applies a block `diff`: context and added lines. `@@` begins another hunk. A hunk whose lines are there stays, so that
 * the test passes in a project in which the reader has followed the page.
 */
function applyDiff({ page, line, file, text }: Block, before: string): string {
  return text.split(/^@@\n/m).reduce((old, hunk) => {
    const lines = hunk.trimEnd().split("\n");
    const linesWith = (...marks: readonly string[]): string =>
      lines
        .filter((l) => marks.includes(l.charAt(0)))
        .map((l) => `\n${l.slice(1)}`)
        .join("");
    const changed = `${linesWith(" ", "+")}\n`;
    if (old.includes(changed)) return old;
    const parts = old.split(`${linesWith(" ")}\n`);
    if (parts.length !== 2)
      throw new Error(
        `${page}:${line}: ${file ?? ""} has these lines ${parts.length - 1} times, not once: ${linesWith(" ")}`,
      );
    return parts.join(changed);
  }, before);
}

/** Follows the page in a copy of the project. Links stand for files that the example leaves as they are. */
function followPage(folder: string): void {
  const write = (file: string, text: string): void => {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  };
  for (const block of SHOWN)
    write(
      block.file,
      block.language === "diff" ? applyDiff(block, textOf(block.file)) : block.text,
    );
  write(CONTRACT, textOf(CONTRACT));
  for (const name of ["package.json", "tsconfig.json", ".prettierrc.json"])
    cpSync(join(checkout, name), join(folder, name));
  for (const name of ["node_modules", "sdk", "tests"]) link(folder, name);
}

/** Links a file or folder of the project. A folder that is there already gets links inside. */
function link(folder: string, path: string): void {
  const [from, to] = [join(checkout, path), join(folder, path)];
  if (!existsSync(to)) symlinkSync(from, to);
  else if (statSync(to).isDirectory())
    for (const name of readdirSync(from)) link(folder, join(path, name));
}

const folder = mkdtempSync(join(tmpdir(), "contributing-"));
followPage(folder);

afterAll(() => rmSync(folder, { recursive: true }));

describe("The map in CONTRIBUTING.md", () => {
  test("shows every room of sdk", () => {
    const [picture] = blocksOf("CONTRIBUTING.md").filter(({ language }) => language === "");
    const words = picture?.text.split(/\s+/) ?? [];
    const rooms = readdirSync(join(checkout, "sdk"), { withFileTypes: true });
    const names = rooms.map((room) => (room.isDirectory() ? `${room.name}/` : room.name));
    expect(names.filter((name) => !words.includes(name))).toEqual([]);
  });

  test("names files that exist", () => {
    const named = [
      ...textOf("CONTRIBUTING.md").matchAll(/`([\w./-]+\.ts|[\w-]+\/(?:[\w-]+\/)*)`/g),
    ];
    const places = ["", "sdk"].map((place) => join(checkout, place));
    const exists = (file: string): boolean => places.some((place) => existsSync(join(place, file)));
    const missing = named
      .map(([, file = ""]) => file)
      .filter((f) => !exists(f) && !FILES.includes(f));
    expect([named.length > 15, missing]).toEqual([true, []]);
  });
});

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
    const register = join(folder, "sdk/provider/register");
    const { LIFECYCLES: all } = jest.requireActual<{ LIFECYCLES: typeof LIFECYCLES }>(register);
    const { check } = makeProvider(all);
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

// Registers the test of the page and the contract of all kinds here, as they are in the copy.
for (const file of ["tests/resources/primitives/mail-to.test.ts", CONTRACT])
  jest.requireActual<object>(join(folder, file));
