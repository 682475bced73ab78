import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import * as ts from "typescript";
import { parseAllDocuments } from "yaml";
import { checkout } from "./lab/paths";
import { faultNames } from "./lab/cluster/faults";
import { labCommand } from "./lab/verbs/verbs";
import { type Block, blocksIn, blocksOf, commands, pages, textOf } from "./pages";

const at = ({ page, line }: Block, offset = 0): string => `${page}:${line + offset}`;

/** The lines of a page's program, and the place of each line in the page. */
interface Source {
  readonly lines: string[];
  readonly places: string[];
}

/** The names that the package exports. */
const exported = [
  ...readFileSync(join(checkout, "sdk/index.ts"), "utf8").matchAll(
    /[{,]\s*(?:type )?(\w+)(?=[,\s}])/g,
  ),
].map(([, name = ""]) => name);

/** Returns the names that a declaration imports, each with a separate import line. */
function importsOf(
  block: Block,
  node: ts.ImportDeclaration,
): [name: string, line: string, place: string][] {
  const from = node.moduleSpecifier.getText();
  const place = at(block, lineOf(node, node.getStart()));
  const { name, namedBindings } = node.importClause ?? {};
  const whole =
    name ?? (namedBindings && ts.isNamespaceImport(namedBindings) && namedBindings.name);
  if (whole) return [[whole.text, node.getText().replace(/\s+/g, " "), place]];
  const elements = namedBindings && ts.isNamedImports(namedBindings) ? namedBindings.elements : [];
  return [...elements].map((e) => [e.name.text, `import { ${e.getText()} } from ${from};`, place]);
}

const lineOf = (node: ts.Node, position: number): number =>
  node.getSourceFile().getLineAndCharacterOfPosition(position).line;

/**
 * Joins the ts blocks of a page to one program. Each block is nested in the previous one, so that it sees the earlier
 * declarations and can redeclare them. Blocks that show a file are left out. The names of this package, `pulumi`, `config`
 * and `cluster` need no import.
 */
function programOf(page: string): Source {
  const imports = new Map<string, readonly [line: string, place: string]>();
  const body: Source = { lines: [], places: [] };
  const blocks = blocksOf(page).filter((b) => b.language === "ts" && b.file === undefined);
  for (const block of blocks) {
    const file = ts.createSourceFile("block.ts", block.text, ts.ScriptTarget.Latest, true);
    let text = block.text;
    for (const node of file.statements.filter(ts.isImportDeclaration)) {
      for (const [name, ...rest] of importsOf(block, node))
        if (!imports.has(name)) imports.set(name, rest);
      const line = text.slice(node.getStart(), node.end);
      text = text.replace(line, line.replace(/[^\n]/g, " "));
    }
    const lines = text.replace(/^export (?=const|function|class|interface)/gm, "").split("\n");
    body.lines.push("{", ...lines);
    body.places.push(at(block), ...lines.map((_, i) => at(block, i)));
  }
  const implied = exported.filter((name) => !imports.has(name));
  const head = [
    ...[...imports.values()].map(([line]) => line),
    ...(imports.has("pulumi") ? [] : ['import * as pulumi from "@pulumi/pulumi";']),
    `import { ${implied.join(", ")} } from "pulumi-pacemaker";`,
    "declare const cluster: CorosyncCluster; declare const config: pulumi.Config;",
  ];
  const places = [...imports.values()].map(([, place]) => place);
  return {
    lines: [...head, ...body.lines, "}".repeat(blocks.length)],
    places: [...places, ...head.slice(places.length).map(() => page), ...body.places, page],
  };
}

/** Compiles each page's program against the package's built types, with the compiler options of the examples. */
function compile(): readonly string[] {
  const sources = new Map(
    pages.map((page) => [join(checkout, `${page.replaceAll("/", "-")}.ts`), programOf(page)]),
  );
  const config = join(checkout, "examples/abiquo-remote-services/tsconfig.json");
  const { options } = ts.convertCompilerOptionsFromJson(
    (
      ts.readConfigFile(config, (path) => ts.sys.readFile(path)).config as {
        compilerOptions: object;
      }
    ).compilerOptions,
    checkout,
  );
  const all = { ...options, noEmit: true, types: ["node"] };
  const host = ts.createCompilerHost(all);
  const original = { ...host };
  const pageText = (path: string): string | undefined => sources.get(path)?.lines.join("\n");
  host.fileExists = (path) => sources.has(path) || original.fileExists(path);
  host.readFile = (path) => pageText(path) ?? original.readFile(path);
  host.getSourceFile = (path, version, ...rest) => {
    const text = pageText(path);
    return text === undefined
      ? original.getSourceFile(path, version, ...rest)
      : ts.createSourceFile(path, text, version);
  };
  const program = ts.createProgram([...sources.keys()], all, host);
  return ts.getPreEmitDiagnostics(program).map(({ file, start = 0, messageText }) => {
    const line = file?.getLineAndCharacterOfPosition(start).line ?? 0;
    const place = sources.get(file?.fileName ?? "")?.places[line] ?? file?.fileName ?? "";
    return `${place}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`;
  });
}

/** Returns the remedy if the pages were compiled against types that are older than the sources. */
function explainOldTypes(): readonly string[] {
  const changedAt = (path: string): number =>
    statSync(join(checkout, path), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const sources = readdirSync(join(checkout, "sdk"), { recursive: true, encoding: "utf8" });
  const builtAt = changedAt("dist/index.d.ts");
  return sources.some((file) => changedAt(join("sdk", file)) > builtAt)
    ? ["dist is older than sdk: npm run build"]
    : [];
}

describe("Documentation", () => {
  test("has only ts blocks that compile", () => {
    const errors = compile();
    expect(errors.length > 0 ? [...explainOldTypes(), ...errors] : []).toEqual([]);
  }, 120_000);

  test("has only blocks in a language that is checked, or in plain text", () => {
    const known = ["", "ts", "sh", "yaml", "text"];
    // tests/contributing.test.ts checks blocks that show a file.
    const isKnown = ({ page, language, file }: Block): boolean =>
      file === undefined
        ? known.includes(language)
        : page === "CONTRIBUTING.md" && ["ts", "diff"].includes(language);
    const unknown = pages.flatMap(blocksOf).filter((block) => !isKnown(block));
    expect(unknown.map((b) => `${at(b)}: ${b.language}`)).toEqual([]);
  });

  test("has only sh blocks that bash parses", () => {
    const wrong = blocksIn("sh").flatMap((block) => {
      const { stderr } = spawnSync("bash", ["-n"], { input: block.text, encoding: "utf8" });
      return stderr === "" ? [] : [`${at(block)}: ${stderr.trim()}`];
    });
    expect(wrong).toEqual([]);
  });

  test("has only yaml blocks that parse", () => {
    const wrong = blocksIn("yaml").flatMap((block) =>
      parseAllDocuments(block.text).flatMap(({ errors }) =>
        errors.map((e) => `${at(block)}: ${e.message}`),
      ),
    );
    expect(wrong).toEqual([]);
  });

  test("names only npm scripts and lab verbs that exist", () => {
    const { scripts } = JSON.parse(textOf("package.json")) as { scripts: Record<string, string> };
    const verbs = labCommand().commands.map((c) => c.name());
    const wrong = commands("npm").flatMap(({ at: place, words }) => {
      const [run, ...rest] = words.filter((w) => w !== "-s");
      const [script = "", , verb = "--help", fault = ""] = rest;
      if (run !== "run") return [];
      if (scripts[script] === undefined) return [`${place}: npm run ${script}`];
      if (script !== "lab" || verb.startsWith("-")) return [];
      const isKnown = verbs.includes(verb) && (verb !== "fault" || faultNames.includes(fault));
      return isKnown ? [] : [`${place}: npm run lab -- ${verb} ${fault}`];
    });
    expect(wrong).toEqual([]);
  });

  /** Returns GitHub's anchor of a heading. */
  const anchor = (heading: string): string =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .trim()
      .replaceAll(" ", "-");

  test("has only links to pages and headings that exist", () => {
    const wrong = pages.flatMap((page) =>
      [...textOf(page).matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/g)].flatMap(
        ([, path = "", hash]) => {
          const target = path === "" ? page : join(dirname(page), path);
          if (!existsSync(join(checkout, target))) return [`${page}: ${path}`];
          if (hash === undefined) return [];
          const headings = [...textOf(target).matchAll(/^#+ (.*)$/gm)].map(([, h = ""]) =>
            anchor(h),
          );
          return headings.includes(hash) ? [] : [`${page}: ${path}#${hash}`];
        },
      ),
    );
    expect(wrong).toEqual([]);
  });
});
