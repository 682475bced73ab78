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

function importsOf(file: string): readonly Import[] {
  const text = readFileSync(join(SDK, file), "utf8");
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022);
  const found = (name: string, typeOnly: boolean): Import => {
    const path = relative(SDK, resolve(SDK, file, "..", name));
    return { target: name.startsWith(".") ? `${path}.ts` : name, typeOnly };
  };
  const declared = source.statements.flatMap((node) => {
    if (!ts.isImportDeclaration(node) && !ts.isExportDeclaration(node)) return [];
    const { moduleSpecifier } = node;
    if (!moduleSpecifier || !ts.isStringLiteral(moduleSpecifier)) return [];
    return [found(moduleSpecifier.text, vanishes(node))];
  });
  const required = [...text.matchAll(/ require\("([^"]+)"\)/g)];
  return [...declared, ...required.map(([, name = ""]) => found(name, false))];
}

const graph = new Map(files.map((file) => [file, importsOf(file)]));

/** The folder of a file below sdk, or the name of a file that is in none. */
const roomOf = (file: string): string => (file.split(sep)[0] ?? "").replace(/\.ts$/, "");

/** Imports run downwards only: from a room to one that stands further down, or beside it in its own line. */
const ORDER: readonly (readonly string[])[] = [
  ["index"],
  ["components"],
  ["cli"],
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
  ["log"],
];

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

describe("The rooms of sdk", () => {
  test("each have a place in the order", () => {
    expect([...new Set(files.map(roomOf))].filter((room) => floorOf(room) < 0)).toEqual([]);
  });

  test("import downwards, type-only imports included", () => {
    const wrong = [...graph].flatMap(([file, imports]) =>
      imports
        .filter(({ target }) => isFile(target))
        .filter(({ target }) => {
          const [from, to] = [roomOf(file), roomOf(target)];
          return from !== to && floorOf(to) <= floorOf(from);
        })
        .map(({ target }) => `${file} imports ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  test("have no circles of files, type-only imports included", () => {
    const circles: string[] = [];
    const done = new Set<string>();
    const visit = (file: string, path: readonly string[]): void => {
      if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file].join(" -> "));
      if (done.has(file)) return;
      done.add(file);
      for (const { target } of graph.get(file) ?? []) visit(target, [...path, file]);
    };
    for (const file of files) visit(file, []);
    expect(circles).toEqual([]);
  });

  test("have no barrels inside and no default exports", () => {
    const wrong = files.filter((file) =>
      /^export (default|\*)/m.test(readFileSync(join(SDK, file), "utf8")),
    );
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
    "command-line",
    "credentials",
    "host-key",
    "known-hosts",
    "shell-quote",
    "target",
  ];

  test("keeps transactions, waits and SSH out of the program", () => {
    const loaded = [...loadedBy("index.ts")]
      .filter(([file]) => PROVIDER.includes(roomOf(file)))
      .filter(([file]) => !HOST_KEYS.some((name) => file === `host/ssh/${name}.ts`))
      .map(([file, by]) => `${by} loads ${file}`);
    expect(loaded).toEqual([]);
  });

  // The file of a kind holds its table, which both processes load, and its class, which only a program uses.
  test("lets the provider reach @pulumi/pulumi through the class in a kind's file only", () => {
    const wrong = [...graph].flatMap(([file, imports]) =>
      imports
        .filter(({ typeOnly }) => !typeOnly)
        .filter(({ target }) => target === "@pulumi/pulumi" || PROGRAM.includes(roomOf(target)))
        .filter(() => ![...PROGRAM, "index", "resources"].includes(roomOf(file)))
        .map(({ target }) => `${file} imports ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  test("keeps code of cib and host out of the public surface", () => {
    const inner = (graph.get("index.ts") ?? []).filter(({ target, typeOnly }) => {
      return !typeOnly && ["cib", "host"].includes(roomOf(target));
    });
    expect(inner).toEqual([]);
  });
});

describe("A dependency", () => {
  test.each([
    ["xml2js/lib/parser", ["cib/xml/parse.ts"]],
    ["@xmldom/xmldom", ["cman/document.ts"]],
    ["node-ssh", ["host/ssh/wire.ts"]],
    ["p-limit", ["host/ssh/session.ts"]],
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
