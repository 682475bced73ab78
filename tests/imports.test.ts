import { readFileSync, readdirSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";

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

const IMPORT = /^(import|export)( type)?([^;"]*?)(?:from )?"([^"]+)"|require\("([^"]+)"\)/gm;

function importsOf(file: string): readonly Import[] {
  const text = readFileSync(join(SDK, file), "utf8");
  return [...text.matchAll(IMPORT)].map(([, , type, names = "", from, required]) => {
    const name = from ?? required ?? "";
    const target = name.startsWith(".")
      ? `${relative(SDK, resolve(SDK, file, "..", name))}.ts`
      : name;
    const inner = names.replace(/^\s*\{|\}\s*$/g, "").split(",");
    const eachType = names.includes("{") && inner.every((n) => /^\s*(type\s|$)/.test(n));
    return { target, typeOnly: type !== undefined || eachType };
  });
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

test("every room has its place in the order", () => {
  expect([...new Set(files.map(roomOf))].filter((room) => floorOf(room) < 0)).toEqual([]);
});

test("imports run downwards, type-only ones included", () => {
  const wrong = [...graph].flatMap(([file, imports]) =>
    imports
      .filter(({ target }) => target.endsWith(".ts"))
      .filter(({ target }) => {
        const [from, to] = [roomOf(file), roomOf(target)];
        return from !== to && floorOf(to) <= floorOf(from);
      })
      .map(({ target }) => `${file} imports ${target}`),
  );
  expect(wrong).toEqual([]);
});

test("no files import one another in a circle, type-only imports included", () => {
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
