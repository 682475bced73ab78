import { readFileSync, readdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import ts from "typescript";

const SDK = resolve(__dirname, "../sdk");
const FILES = readdirSync(SDK, { recursive: true, encoding: "utf8" }).filter((f) =>
  f.endsWith(".ts"),
);
const LONGEST_FILE = 200;
const LARGEST_FOLDER = 20;

/** Names that two files export, each with its reason. */
const SHARED_NAMES: Readonly<Record<string, string>> = {};

/** Files over the limit, each with its reason. */
const LONG_FILES: Readonly<Record<string, string>> = {};

const textOf = (file: string): string => readFileSync(join(SDK, file), "utf8");

/** The names that a file declares and exports; a function and a type of one name count once. */
function exportedNames(file: string): readonly string[] {
  const { statements } = ts.createSourceFile(file, textOf(file), ts.ScriptTarget.Latest);
  const names = statements.flatMap((s) => {
    const isExported =
      ts.canHaveModifiers(s) &&
      ts.getModifiers(s)?.some((m) => m.kind === ts.SyntaxKind.ExportKeyword) === true;
    if (!isExported) return [];
    if (ts.isVariableStatement(s)) return s.declarationList.declarations.map((d) => nameOf(d));
    return [nameOf(s as ts.DeclarationStatement)];
  });
  return [...new Set(names)];
}

const nameOf = ({ name }: { readonly name?: ts.Node }): string =>
  name && ts.isIdentifier(name) ? name.text : "default";

/** The files that export each name. */
function filesByName(): ReadonlyMap<string, readonly string[]> {
  const byName = new Map<string, string[]>();
  for (const file of FILES.filter((f) => f !== "index.ts"))
    for (const name of exportedNames(file)) byName.set(name, [...(byName.get(name) ?? []), file]);
  return byName;
}

describe("The exports of sdk", () => {
  test("no two files export the same name without a reason", () => {
    const shared = [...filesByName()].filter(([, files]) => files.length > 1);
    const wrong = shared
      .filter(([name]) => !Object.hasOwn(SHARED_NAMES, name))
      .map(
        ([name, files]) =>
          `${files.map((f) => `sdk/${f}`).join(" and ")} export ${name}: rename one of them`,
      );
    const stale = Object.keys(SHARED_NAMES)
      .filter((name) => !shared.some(([n]) => n === name))
      .map(
        (name) => `${name} has one exporter: drop it from SHARED_NAMES in tests/exports.test.ts`,
      );
    expect([...wrong, ...stale]).toEqual([]);
  });
});

describe("The files of sdk", () => {
  test(`no file has more than ${LONGEST_FILE} lines without a reason`, () => {
    const long = FILES.map((f) => [f, textOf(f).split("\n").length - 1] as const).filter(
      ([, lines]) => lines > LONGEST_FILE,
    );
    const wrong = long
      .filter(([f]) => !Object.hasOwn(LONG_FILES, f))
      .map(([f, lines]) => `sdk/${f} has ${lines} lines of ${LONGEST_FILE}: split it`);
    const stale = Object.keys(LONG_FILES)
      .filter((f) => !long.some(([l]) => l === f))
      .map((f) => `sdk/${f} is short enough: drop it from LONG_FILES in tests/exports.test.ts`);
    expect([...wrong, ...stale]).toEqual([]);
  });

  test(`no folder has more than ${LARGEST_FOLDER} files`, () => {
    const folders = FILES.map((f) => dirname(f));
    const wrong = [...new Set(folders)]
      .map((folder) => [folder, folders.filter((f) => f === folder).length] as const)
      .filter(([, count]) => count > LARGEST_FOLDER)
      .map(([folder, count]) => `sdk/${folder} has ${count} files of ${LARGEST_FOLDER}: split it`);
    expect(wrong).toEqual([]);
  });
});
