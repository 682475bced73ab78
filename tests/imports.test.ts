import { readFileSync, readdirSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import ts from "typescript";

const SDK = resolve(__dirname, "../sdk");

const files = readdirSync(SDK, { recursive: true, encoding: "utf8" }).filter((f) =>
  f.endsWith(".ts"),
);

interface Import {
  /** A file below `sdk`, or the name of a package. */
  readonly target: string;
  /** It vanishes when TypeScript is compiled. */
  readonly typeOnly: boolean;
}

/** Whether TypeScript leaves nothing of an import or export: it names types only. */
function vanishes(node: ts.ImportDeclaration | ts.ExportDeclaration): boolean {
  if (ts.isExportDeclaration(node) && node.isTypeOnly) return true;
  if (
    ts.isImportDeclaration(node) &&
    node.importClause &&
    ts.isTypeOnlyImportDeclaration(node.importClause)
  )
    return true;
  const named = ts.isImportDeclaration(node) ? node.importClause?.namedBindings : node.exportClause;
  if (named === undefined || (ts.isImportDeclaration(node) && node.importClause?.name))
    return false;
  return (
    (ts.isNamedImports(named) || ts.isNamedExports(named)) &&
    named.elements.every((e) => e.isTypeOnly)
  );
}

/** Returns the text of a specifier; `undefined` for one that the program computes. */
const specifier = (node: ts.Node | undefined): string | undefined =>
  node && ts.isStringLiteralLike(node) ? node.text : undefined;

/** Reads what a node loads: a statement, `import("…")` as a type or a call, or `require("…")`. */
function readImport(node: ts.Node): readonly [name: string | undefined, typeOnly: boolean] {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node))
    return [specifier(node.moduleSpecifier), vanishes(node)];
  if (ts.isImportEqualsDeclaration(node) && ts.isExternalModuleReference(node.moduleReference))
    return [specifier(node.moduleReference.expression), node.isTypeOnly];
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument))
    return [specifier(node.argument.literal), true];
  const isLoad =
    ts.isCallExpression(node) &&
    (node.expression.kind === ts.SyntaxKind.ImportKeyword ||
      (ts.isIdentifier(node.expression) && node.expression.text === "require"));
  return [isLoad ? specifier(node.arguments[0]) : undefined, false];
}

function importsOf(file: string, text: string): readonly Import[] {
  const found: Import[] = [];
  const visit = (node: ts.Node): void => {
    const [name, typeOnly] = readImport(node);
    if (name !== undefined) {
      const path = relative(SDK, resolve(SDK, file, "..", name));
      found.push({ target: name.startsWith(".") ? `${path}.ts` : name, typeOnly });
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.ES2022));
  return found;
}

const textOf = (file: string): string => readFileSync(join(SDK, file), "utf8");

const graph = new Map(files.map((file) => [file, importsOf(file, textOf(file))]));

/** The folder of a file below sdk, or the name of a file that is in none. */
const roomOf = (file: string): string => (file.split(sep)[0] ?? "").replace(/\.ts$/, "");

/** Imports run downwards only: from a room to one that stands further down, or beside it in its own line. */
const ORDER: readonly (readonly string[])[] = [
  ["index"],
  ["components"],
  ["provider"],
  ["resources"],
  ["bootstrap"],
  ["hosts"],
  ["reconcile"],
  ["cluster"],
  ["await"],
  ["transaction"],
  ["program"],
  ["kind"],
  ["host"],
  ["cib"],
  ["corosync", "cman", "files"],
  ["errors"],
  ["log", "shell-quote"],
];

/** Tells whether an import leaves its room for one that is not below it. */
function isWrong(from: string, to: string): boolean {
  const [room, target] = [roomOf(from), roomOf(to)];
  return isFile(to) && room !== target && floorOf(target) <= floorOf(room);
}

const floorOf = (room: string): number => ORDER.findIndex((rooms) => rooms.includes(room));

const isFile = (target: string): boolean => target.endsWith(".ts");

/** What a file loads when it runs, directly and through other files, each with the file that loads it. */
function loadedBy(entry: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>([[entry, ""]]);
  for (const file of found.keys())
    for (const { target, typeOnly } of graph.get(file) ?? [])
      if (!typeOnly && !found.has(target)) found.set(target, file);
  return found;
}

describe("importsOf", () => {
  test.each<readonly [text: string, typeOnly: boolean]>([
    ['import { a } from "../log";', false],
    ['import "../log";', false],
    ['import { type A } from "../log";', true],
    ['import type { A } from "../log";', true],
    ['import a = require("../log");', false],
    ['export { a } from "../log";', false],
    ['type A = import("../log").A;', true],
    ['type A = readonly (typeof import("../log"))[];', true],
    ['const a = async () => await import("../log");', false],
    ['const a = () => [require("../log")];', false],
  ])("finds the import of %s", (text, typeOnly) => {
    expect(importsOf("cib/a.ts", text)).toEqual([{ target: "log.ts", typeOnly }]);
  });
});

describe("The rooms of sdk", () => {
  test("each have a place in the order, and each place has a room", () => {
    const rooms = [...new Set(files.map(roomOf))];
    const ordered = ORDER.flat();
    expect([
      ...rooms
        .filter((room) => !ordered.includes(room))
        .map((room) => `sdk/${room} has no place: add it to ORDER in tests/imports.test.ts`),
      ...ordered
        .filter((room) => !rooms.includes(room))
        .map((room) => `sdk/${room} does not exist: drop it from ORDER in tests/imports.test.ts`),
    ]).toEqual([]);
  });

  test("import downwards, type-only imports included", () => {
    const wrong = [...graph].flatMap(([file, imports]) =>
      imports
        .filter(({ target }) => isWrong(file, target))
        .map(({ target }) => {
          const isBeside = floorOf(roomOf(target)) === floorOf(roomOf(file));
          const place = isBeside ? "beside" : "above";
          return `sdk/${file} imports sdk/${target}, a room ${place} it: move the code down or pass it in`;
        }),
    );
    expect(wrong).toEqual([]);
  });

  // An import upwards closes circles too. The test above names it, so it is left out here.
  test("have no circles of files, type-only imports included", () => {
    const circles: string[] = [];
    const done = new Set<string>();
    const visit = (file: string, path: readonly string[]): void => {
      if (path.includes(file)) {
        const circle = [...path.slice(path.indexOf(file)), file].map((f) => `sdk/${f}`);
        circles.push(`${circle.join(" -> ")}: move what they share into a file of its own`);
      }
      if (done.has(file)) return;
      done.add(file);
      for (const { target } of graph.get(file) ?? [])
        if (!isWrong(file, target)) visit(target, [...path, file]);
    };
    for (const file of files) visit(file, []);
    expect(circles).toEqual([]);
  });

  test("have no barrels inside and no default exports", () => {
    const wrong = files
      .filter((file) => /^export (default|\*)/m.test(textOf(file)))
      .map((file) => `sdk/${file} has \`export default\` or \`export *\`: export names`);
    expect(wrong).toEqual([]);
  });
});

describe("The border between the user's program and the provider process", () => {
  const PROVIDER = [
    ...["provider", "bootstrap", "hosts", "reconcile", "cluster", "await", "transaction", "host"],
  ];
  const PROGRAM = ["components", "program"];

  /** `HostPreparation` hands a connection to `@pulumi/command`: it looks up host keys, and connects to the local SSH agent only. */
  const HOST_KEYS = [
    ...["agent", "client", "command-line", "credentials", "host-key", "known-hosts", "target"],
  ];

  test("keeps transactions, waits and SSH out of the program", () => {
    const loaded = [...loadedBy("index.ts")]
      .filter(([file]) => PROVIDER.includes(roomOf(file)))
      .filter(([file]) => !HOST_KEYS.some((name) => file === `host/ssh/${name}.ts`))
      .map(
        ([file, by]) =>
          `sdk/${by} loads sdk/${file}, which only the provider process may load: import a type, or move the code`,
      );
    expect(loaded).toEqual([]);
  });

  // The file of a kind holds its table, which both processes load, and its class, which only a program uses.
  test("lets the provider reach @pulumi/pulumi through the class in a kind's file only", () => {
    const wrong = [...graph].flatMap(([file, imports]) =>
      imports
        .filter(({ typeOnly }) => !typeOnly)
        .filter(({ target }) => target === "@pulumi/pulumi" || PROGRAM.includes(roomOf(target)))
        .filter(() => ![...PROGRAM, "index", "resources"].includes(roomOf(file)))
        .map(
          ({ target }) =>
            `sdk/${file} imports ${isFile(target) ? "sdk/" : ""}${target}, which only a program may load: import a type, or move the code`,
        ),
    );
    expect(wrong).toEqual([]);
  });

  test("keeps code of cib and host out of the public surface", () => {
    const inner = (graph.get("index.ts") ?? [])
      .filter(({ target, typeOnly }) => !typeOnly && ["cib", "host"].includes(roomOf(target)))
      .map(({ target }) => `sdk/index.ts exports a value of sdk/${target}: export its types only`);
    expect(inner).toEqual([]);
  });
});

describe("A dependency", () => {
  test.each([
    ["xml2js/lib/parser", ["cib/xml/parse.ts"]],
    ["@xmldom/xmldom", ["cman/document.ts"]],
    ["node-ssh", ["host/ssh/wire.ts"]],
    ["p-limit", ["host/ssh/line.ts"]],
    ["exponential-backoff", ["transaction/group-commit.ts"]],
    ["@pulumi/command", ["components/host-preparation/host-preparation.ts"]],
  ])("%s is imported in one file", (dependency, expected) => {
    const importers = [...graph].filter(([, imports]) =>
      imports.some(({ target, typeOnly }) => target === dependency && !typeOnly),
    );
    expect(importers.map(([file]) => file)).toEqual(expected);
  });

  test.each(["index", "provider/main"])(
    "that is heavy is loaded by %s only when needed",
    (entry) => {
      for (const heavy of ["node-ssh", "xml2js/lib/parser", "@xmldom/xmldom", "@pulumi/command"])
        jest.doMock(heavy, () => {
          throw new Error(`${heavy} was loaded`);
        });
      jest.isolateModules(() => {
        expect(() => jest.requireActual<object>(join(SDK, entry))).not.toThrow();
      });
    },
  );
});
