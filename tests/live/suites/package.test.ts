import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkout } from "../../lab/paths";
import { describeLive } from "../support/cluster";

interface Packed {
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

const copyOf = (name: string): string => readFileSync(join(checkout, name), "utf8");

const npm = (cwd: string, ...argv: string[]): string =>
  execFileSync("npm", argv, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });

describeLive("The npm package", () => {
  let folder: string;
  let packed: Packed;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "pulumi-pacemaker-pack-"));
    const [first] = JSON.parse(
      npm(checkout, "pack", "--json", "--ignore-scripts", "--pack-destination", folder),
    ) as Packed[];
    if (first === undefined) throw new Error("npm pack made nothing");
    packed = first;
  }, 180_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test("contains only the files that a user needs, and what its README links to", () => {
    const paths = packed.files.map(({ path }) => path).sort();
    const tracked = (...where: string[]): string[] =>
      execFileSync("git", ["ls-files", ...where], { cwd: checkout, encoding: "utf8" })
        .trim()
        .split("\n");
    const built = tracked("sdk").map((path) => path.replace(/^sdk\/(.*)\.ts$/, "dist/$1"));
    const texts = ["CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "README.md", "package.json"];
    const pages = tracked("docs/*.md", "docs/*.svg", "examples", "tests/lab/README.md");
    const code = built.flatMap((path) => [`${path}.d.ts`, `${path}.js`]);
    expect(paths).toEqual([...texts, ...pages, ...code].sort());
    const links = [...copyOf("README.md").matchAll(/\]\((?!http|#)([^)#]+)/g)].map(
      ([, link = ""]) => link,
    );
    const leadNowhere = links.filter(
      (link) => !paths.some((p) => p === link || p.startsWith(`${link}/`)),
    );
    expect({ links: links.length > 10, leadNowhere }).toEqual({ links: true, leadNowhere: [] });
  });
});
