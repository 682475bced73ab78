import { execFile, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { checkout } from "../../lab/paths";
import type { Lab } from "../../lab/cluster/lab";
import { blocksOf, commands, pages } from "../../pages";
import { describeLive } from "../support/cluster";
import { soaking } from "../support/soak";
import { type Ended, counts, failure } from "../cli/output";

/** Returns the help of a command, and how many of its words it covers. For an unknown word the CLI shows the parent's help. */
function helper(env: NodeJS.ProcessEnv) {
  const known = new Map<string, { readonly text: string; readonly taken: number }>();
  return (words: readonly string[]) => {
    const before = known.get(words.join(" "));
    if (before) return before;
    const { stdout: text } = spawnSync("pulumi", [...words, "--help"], { env, encoding: "utf8" });
    const usage = /^Usage:\n\s+pulumi((?: [a-z][a-z-]*)*)/m.exec(text)?.[1] ?? "";
    const said = { text, taken: usage.split(" ").length - 1 };
    known.set(words.join(" "), said);
    return said;
  };
}

/** A soak run checks the pages of the other examples too. Other suites run these examples. */
const examples = pages
  .filter((page) => page.startsWith("examples/"))
  .filter((page) => soaking || page.includes("abiquo-remote-services"));

describeLive("Commands in the documentation", (lab: Lab) => {
  let env: NodeJS.ProcessEnv;
  let home: string;

  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), "pulumi-pacemaker-docs-"));
    env = { ...process.env, ...(await lab.env()), PULUMI_BACKEND_URL: `file://${home}` };
  });
  afterAll(() => rmSync(home, { recursive: true, force: true }));

  test("exist in the CLI, with their options", () => {
    const help = helper(env);
    const wrong = commands("pulumi").flatMap(({ at, words }) => {
      const flags = words.filter((w) => w.startsWith("-")).map((w) => w.replace(/=.*/, ""));
      const plain = words.filter((w) => /^[a-z][a-z-]*$/.test(w));
      const [one, two] = [help(plain.slice(0, 1)), help(plain.slice(0, 2))];
      const isGroup = / \[command\]$/m.test(one.text);
      const { text, taken } = isGroup ? two : one;
      if (plain.length > 0 && taken < (isGroup ? Math.min(2, plain.length) : 1))
        return [`${at}: pulumi ${words.join(" ")}`];
      const options: readonly string[] = text.match(/(?<![\w-])--?[a-zA-Z][\w-]*/g) ?? [];
      return flags.filter((f) => !options.includes(f)).map((f) => `${at}: ${f}`);
    });
    expect(wrong).toEqual([]);
  }, 120_000);

  /** Types the first block of a page into a shell, up to `pulumi up`, and runs only its preview. */
  async function type(page: string): Promise<Ended> {
    const folder = join(home, dirname(page).replaceAll("/", "-"));
    cpSync(join(checkout, dirname(page)), folder, { recursive: true });
    mkdirSync(join(folder, "node_modules/@pulumi"), { recursive: true });
    const packages = ["@pulumi/pulumi", "@types", "typescript"];
    for (const name of packages)
      symlinkSync(join(checkout, "node_modules", name), join(folder, "node_modules", name));
    symlinkSync(checkout, join(folder, "node_modules/pulumi-pacemaker"));
    const [text = ""] = blocksOf(page).flatMap((b) => (b.language === "sh" ? [b.text] : []));
    const [typed = ""] = text.split(/^pulumi up.*$/m);
    const script = `set -e\n${typed}pulumi preview --non-interactive --color never`;
    return new Promise((resolve) => {
      const child = execFile("bash", ["-c", script], { cwd: folder, env }, (_e, out, err) => {
        resolve({ exitCode: child.exitCode ?? 124, output: out + err });
      });
      child.stdin?.end("a secret\n"); // answers the prompt of `config set --secret`
    });
  }

  test("make a stack whose preview shows all resources of an example", async () => {
    const previews = await Promise.all(examples.map(type));
    expect(previews.map(failure)).toEqual(examples.map(() => ""));
    const wanted: Record<string, string[]> = {
      "examples/abiquo-component/README.md": ["+ 12 to create"],
      "examples/abiquo-remote-services/README.md": ["+ 9 to create"],
      "examples/ci-preview/README.md": ["+ 3 to create"],
      "examples/existing-cluster/README.md": ["+ 8 to create"],
      "examples/existing-stack/README.md": ["+ 14 to create"],
      "examples/haproxy/README.md": ["+ 4 to create"],
      "examples/mariadb-galera/README.md": ["+ 3 to create"],
      "examples/nfs-on-drbd/README.md": ["+ 10 to create"],
      "examples/postgresql-paf/README.md": ["+ 11 to create"],
      "examples/sap-hana/README.md": ["+ 15 to create"],
    };
    expect(Object.fromEntries(previews.map((p, i) => [examples[i], counts(p)]))).toEqual(
      soaking ? wanted : Object.fromEntries(examples.map((page) => [page, wanted[page]])),
    );
  }, 120_000);
});
