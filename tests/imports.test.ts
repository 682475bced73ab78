import { readFileSync, readdirSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";

const SDK = resolve(__dirname, "../sdk");

const files = readdirSync(SDK, { recursive: true, encoding: "utf8" }).filter((f) =>
  f.endsWith(".ts"),
);

const imports = (file: string): string[] =>
  [...readFileSync(join(SDK, file), "utf8").matchAll(/(?:from|import|require\()\s*"([^"]+)"/g)].map(
    (m) => m[1] ?? "",
  );

/** The folder of a file below sdk, or the name of a file that is in none. */
const layer = (file: string): string => (file.split(sep)[0] ?? "").replace(/\.ts$/, "");

const target = (file: string, name: string): string =>
  layer(relative(SDK, resolve(SDK, file, "..", name)));

const MAY: Readonly<Record<string, readonly string[]>> = {
  // cib and host only for the types that the public arguments are made of
  index: ["components", "resources", "engine", "cib", "host"],
  "provider-process": ["components", "resources", "engine"],
  components: ["components", "resources", "engine", "errors"],
  resources: ["resources", "engine", "cib", "cman", "corosync", "files", "errors"],
  engine: ["engine", "host", "cib", "cman", "corosync", "files", "errors", "log"],
  host: ["host", "errors", "log"],
  cib: ["cib", "errors"],
  cman: ["cman", "errors"],
  corosync: ["corosync", "errors"],
  files: ["files"],
  cli: ["cli", "resources", "engine", "errors", "log"],
  errors: [],
  log: [],
};

test("imports point one way", () => {
  const wrong = files.flatMap((file) =>
    imports(file)
      .filter((name) => name.startsWith("."))
      .filter((name) => !MAY[layer(file)]?.includes(target(file, name)))
      .map((name) => `${file} imports ${name}`),
  );
  expect(wrong).toEqual([]);
});

test("the public surface holds no code of cib and host", () => {
  const lines = readFileSync(join(SDK, "index.ts"), "utf8").split(";");
  const inner = lines.filter((l) => /"\.\/(cib|host)\//.test(l)).map((l) => l.trim());
  expect(inner.filter((l) => !l.startsWith("export type {"))).toEqual([]);
});

test.each([
  ["xml2js", ["cib/xml.ts"]],
  ["@xmldom/xmldom", ["cman/document.ts"]],
  ["node-ssh", ["host/ssh.ts"]],
  ["p-limit", ["host/session.ts"]],
  ["exponential-backoff", ["engine/transaction.ts"]],
  ["@pulumi/command", ["components/host-preparation.ts"]],
])("%s is imported in one file", (dependency, expected) => {
  expect(files.filter((file) => imports(file).includes(dependency))).toEqual(expected);
});

test.each(["index", "provider-process"])(
  "%s loads SSH, XML and @pulumi/command only when they are needed",
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

test("no barrels inside, no default exports", () => {
  const wrong = files.filter((file) =>
    /^export (default|\*)/m.test(readFileSync(join(SDK, file), "utf8")),
  );
  expect(wrong).toEqual([]);
});
