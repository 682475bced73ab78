import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import * as ts from "typescript";
import { parseAllDocuments } from "yaml";
import { checkout } from "./lab/paths";
import { faultNames } from "./lab/cluster/faults";
import { labCommand } from "./lab/verbs/verbs";
import { type Block, blocksIn, blocksOf, commands, pages, textOf } from "./pages";

const at = ({ page, line }: Block, offset = 0): string => `${page}:${line + offset}`;

/** A page's program, line by line with the place of each in the page. */
interface Source {
  readonly lines: string[];
  readonly places: string[];
}

/** All that the package exports, as far as a page does not import it itself. */
const exported = [
  ...readFileSync(join(checkout, "sdk/index.ts"), "utf8").matchAll(
    /[{,]\s*(?:type )?(\w+)(?=[,\s}])/g,
  ),
].map(([, name = ""]) => name);

/** The names that one import declaration brings, each with a declaration of its own. */
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
 * The ts blocks of a page are one program: each stands inside the one before, so that it sees what was declared, and may
 * declare it anew. A block that shows a file is no part of it. The names of this package, `pulumi`, `config` and `cluster` are there without an import.
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
      const own = text.slice(node.getStart(), node.end);
      text = text.replace(own, own.replace(/[^\n]/g, " "));
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

/** Compiles a program for each page against the package's built types, with the options of the examples. */
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
  const usual = { ...host };
  const given = (path: string): string | undefined => sources.get(path)?.lines.join("\n");
  host.fileExists = (path) => sources.has(path) || usual.fileExists(path);
  host.readFile = (path) => given(path) ?? usual.readFile(path);
  host.getSourceFile = (path, version, ...rest) => {
    const text = given(path);
    return text === undefined
      ? usual.getSourceFile(path, version, ...rest)
      : ts.createSourceFile(path, text, version);
  };
  const program = ts.createProgram([...sources.keys()], all, host);
  return ts.getPreEmitDiagnostics(program).map(({ file, start = 0, messageText }) => {
    const line = file?.getLineAndCharacterOfPosition(start).line ?? 0;
    const place = sources.get(file?.fileName ?? "")?.places[line] ?? file?.fileName ?? "";
    return `${place}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`;
  });
}

test("every ts block of the documentation compiles", () => {
  expect(compile()).toEqual([]);
}, 120_000);

test("every block is in a language that is checked, or plain text", () => {
  const known = ["", "ts", "sh", "yaml", "text"];
  // tests/contributing.test.ts reads blocks that show a file.
  const isKnown = ({ page, language, file }: Block): boolean =>
    file === undefined
      ? known.includes(language)
      : page === "CONTRIBUTING.md" && ["ts", "diff"].includes(language);
  const others = pages.flatMap(blocksOf).filter((block) => !isKnown(block));
  expect(others.map((b) => `${at(b)}: ${b.language}`)).toEqual([]);
});

test("every sh block is one that a shell reads", () => {
  const wrong = blocksIn("sh").flatMap((block) => {
    const { stderr } = spawnSync("bash", ["-n"], { input: block.text, encoding: "utf8" });
    return stderr === "" ? [] : [`${at(block)}: ${stderr.trim()}`];
  });
  expect(wrong).toEqual([]);
});

test("every yaml block is YAML", () => {
  const wrong = blocksIn("yaml").flatMap((block) =>
    parseAllDocuments(block.text).flatMap(({ errors }) =>
      errors.map((e) => `${at(block)}: ${e.message}`),
    ),
  );
  expect(wrong).toEqual([]);
});

test("every npm script and every verb of the lab that is named is there", () => {
  const { scripts } = JSON.parse(textOf("package.json")) as { scripts: Record<string, string> };
  const verbs = labCommand().commands.map((c) => c.name());
  const wrong = commands("npm").flatMap(({ at: place, words }) => {
    const [run, ...rest] = words.filter((w) => w !== "-s");
    const [script = "", , verb = "--help", what = ""] = rest;
    if (run !== "run") return [];
    if (scripts[script] === undefined) return [`${place}: npm run ${script}`];
    if (script !== "lab" || verb.startsWith("-")) return [];
    const isKnown = verbs.includes(verb) && (verb !== "fault" || faultNames.includes(what));
    return isKnown ? [] : [`${place}: npm run lab -- ${verb} ${what}`];
  });
  expect(wrong).toEqual([]);
});

/** GitHub's anchor of a heading. */
const anchor = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, "")
    .trim()
    .replaceAll(" ", "-");

test("every link to another page or heading leads somewhere", () => {
  const wrong = pages.flatMap((page) =>
    [...textOf(page).matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/g)].flatMap(
      ([, path = "", hash]) => {
        const target = path === "" ? page : join(dirname(page), path);
        if (!existsSync(join(checkout, target))) return [`${page}: ${path}`];
        if (hash === undefined) return [];
        const headings = [...textOf(target).matchAll(/^#+ (.*)$/gm)].map(([, h = ""]) => anchor(h));
        return headings.includes(hash) ? [] : [`${page}: ${path}#${hash}`];
      },
    ),
  );
  expect(wrong).toEqual([]);
});
