import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkout } from "../../lab/paths";
import type { Lab } from "../../lab/cluster/lab";
import { describeLive, ensureCluster } from "../support/cluster";
import { clusterStatus } from "../support/cluster-status";
import { soakTest, soaking } from "../support/soak";
import { counts, diagnostics } from "../cli/output";
import { Stack } from "../cli/stack";

interface Packed {
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

const program = (cluster: unknown): string => `
import { PacemakerProperties, PrimitiveResource, ResourceGroup } from "pulumi-pacemaker";

const cluster = ${JSON.stringify(cluster)};
new PacemakerProperties("options", { cluster, stonithEnabled: false });
const service = new PrimitiveResource("service", {
  cluster,
  agent: "ocf:pacemaker:Dummy",
  startWithGroup: true,
});
export const group = new ResourceGroup("group", { cluster, members: [service] }).name;
`;

const copyOf = (name: string): string => readFileSync(join(checkout, name), "utf8");

/** Project files of the example, which a user copies. */
const copied = (name: string): string => copyOf(`examples/abiquo-remote-services/${name}`);

const npm = (cwd: string, ...argv: string[]): string =>
  execFileSync("npm", argv, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });

describeLive("The npm package", (lab: Lab) => {
  let folder: string;
  let packed: Packed;
  let stack: Stack | undefined;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "pulumi-pacemaker-pack-"));
    const [first] = JSON.parse(
      npm(checkout, "pack", "--json", "--ignore-scripts", "--pack-destination", folder),
    ) as Packed[];
    if (first === undefined) throw new Error("npm pack made nothing");
    packed = first;
    if (soaking) await ensureCluster(lab);
  }, 180_000);
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await stack?.remove();
  }, 60_000);

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

  soakTest?.(
    "creates resources in a project like the example, leaves no change, and removes them",
    async () => {
      stack = await Stack.make(lab, {
        files: {
          "package.json": copied("package.json"),
          "tsconfig.json": copied("tsconfig.json"),
          "index.ts": program(lab.connection()),
        },
        packages: [],
      });
      const tarball = join(folder, packed.filename);
      npm(stack.directory, "install", "--no-audit", "--no-fund", tarball);
      const preview = await stack.preview();
      expect({ counts: counts(preview), said: diagnostics(preview) }).toEqual({
        counts: ["+ 4 to create"],
        said: {},
      });
      expect((await stack.up()).exitCode).toBe(0);
      expect((await clusterStatus(lab)).compounds).toEqual({ group: ["service"] });
      expect((await stack.up("--refresh", "--expect-no-changes")).exitCode).toBe(0);
      expect((await stack.destroy()).exitCode).toBe(0);
      expect((await clusterStatus(lab)).resources).toEqual({});
    },
    240_000,
  );
});
