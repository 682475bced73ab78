import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

const standin = join(__dirname, "el6-standin");
const fixtures = join(__dirname, "../../fixtures");
const recorded = (folder: string): readonly string[] => readdirSync(join(fixtures, folder));

/** The sources of the stand-in, by name. */
const sources: ReadonlyMap<string, string> = new Map(
  ["README.md", ...readdirSync(join(standin, "lib")).map((name) => join("lib", name))]
    .filter((path) => /\.(md|py)$/.test(path))
    .map((path) => [path, readFileSync(join(standin, path), "utf8")]),
);

/** Returns the citations that have no recording, such as `lib/init.py: 40`. */
function unknown(
  citations: (text: string) => readonly string[],
  exists: (citation: string) => boolean,
): readonly string[] {
  const found = [...sources].flatMap(([path, text]) => citations(text).map((c) => [path, c]));
  expect(found.length).toBeGreaterThan(10);
  return found.filter(([, c = ""]) => !exists(c)).map(([path, c]) => `${path}: ${c}`);
}

describe("The rules of the stand-in for EL6", () => {
  test("cite recordings of CMAN that exist, by number", () => {
    const files = recorded("cman");
    const numbers = (text: string): readonly string[] =>
      [...text.matchAll(/\brecordings? (\d\d(?:(?:, | to | and )\d\d)*)/g)].flatMap(
        ([, list = ""]) => list.match(/\d\d/g) ?? [],
      );
    expect(unknown(numbers, (n) => files.some((file) => file.startsWith(`${n}-`)))).toEqual([]);
  });

  test("cite recordings of Pacemaker 1.1 that exist, by version and name", () => {
    const files = ["1.1.10", "1.1.18"].flatMap((version) =>
      recorded(`pacemaker-1.1/${version}`).map((file) => `${version}/${file}`),
    );
    const names = (text: string): readonly string[] => text.match(/\b1\.1\.1[08]\/[\w-]+/g) ?? [];
    const exists = (name: string): boolean => files.some((file) => file.startsWith(`${name}.`));
    expect(unknown(names, exists)).toEqual([]);
  });
});
