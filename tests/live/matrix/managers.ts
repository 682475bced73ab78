import { execFile } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Manager } from "./clients";

type Environment = NodeJS.ProcessEnv;

/** Installs the packages of a project with npm. A version that an earlier row has fetched comes from npm's cache. */
export const npm: readonly string[] = [
  "npm",
  "install",
  "--no-audit",
  "--no-fund",
  "--prefer-offline",
];

/** Runs a program and returns its output. A failure has the whole output in its message. */
export async function execute(
  argv: readonly string[],
  cwd: string,
  env: Environment,
): Promise<string> {
  const [command = "", ...others] = argv;
  try {
    const options = { cwd, env, timeout: 240_000, maxBuffer: 1e8 };
    return (await promisify(execFile)(command, others, options)).stdout;
  } catch (failed) {
    const { stdout = "", stderr = "" } = failed as { stdout?: string; stderr?: string };
    throw new Error(`${argv.join(" ")} failed:\n${stdout}${stderr}`, { cause: failed });
  }
}

/** Returns the environment of a user's shell: without the variables that npm and jest set for this test. */
export function userEnvironment(env: Environment): Environment {
  const own = Object.entries(env).filter(
    ([name]) => !/^(npm_|jest_|node_env$|node_options$|init_cwd$|ci$)/i.test(name),
  );
  return Object.fromEntries(own);
}

/** Node.js runtimes and package managers, which come from the npm registry too. */
export class Tools {
  private readonly installed = new Map<string, Promise<string>>();

  constructor(private readonly folder: string) {}

  /** Returns the folder with the program `node` of a major version. */
  runtime(major: string): Promise<string> {
    const name = `node-${process.platform}-${process.arch}`;
    return this.tool(`${name}@${major}`, `${name}/bin`);
  }

  /** Installs the packages of the project in `folder`, which may be a member of a workspace. */
  async install(manager: Manager, folder: string, env: Environment): Promise<void> {
    const { root = "", files = {}, argv } = await this.command(manager);
    const cwd = join(folder, root);
    for (const [name, text] of Object.entries(files)) writeFileSync(join(cwd, name), text);
    await execute(argv, cwd, env);
  }

  private async command(manager: Manager): Promise<{
    readonly argv: readonly string[];
    readonly root?: string;
    readonly files?: Readonly<Record<string, string>>;
  }> {
    const script = async (tool: string, path: string): Promise<string[]> => [
      "node",
      await this.tool(tool, path),
      "install",
    ];
    switch (manager) {
      case "npm":
        return { argv: npm };
      case "npm workspaces":
        return {
          argv: npm,
          root: "..",
          files: { "package.json": JSON.stringify({ private: true, workspaces: ["project"] }) },
        };
      case "pnpm":
        return {
          argv: await script("pnpm@latest", "pnpm/bin/pnpm.mjs"),
          // pnpm fails until the user decides on each build script. The library needs none.
          files: {
            "pnpm-workspace.yaml":
              "allowBuilds:\n  cpu-features: false\n  protobufjs: false\n  ssh2: false\n",
          },
        };
      case "yarn classic":
        return { argv: await script("yarn@1", "yarn/bin/yarn.js") };
      case "yarn berry":
        return {
          argv: await script("@yarnpkg/cli-dist@latest", "@yarnpkg/cli-dist/bin/yarn.js"),
          files: { ".yarnrc.yml": "nodeLinker: node-modules\n", "yarn.lock": "" },
        };
    }
  }

  /** Installs a package once, and returns a path in it. */
  private async tool(specification: string, path: string): Promise<string> {
    let folder = this.installed.get(specification);
    if (folder === undefined) {
      folder = this.fresh(specification);
      this.installed.set(specification, folder);
    }
    return join(await folder, path);
  }

  private async fresh(specification: string): Promise<string> {
    const folder = join(this.folder, specification.replaceAll("/", "-"));
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "package.json"), "{}");
    await execute([...npm, specification], folder, userEnvironment(process.env));
    return join(folder, "node_modules");
  }
}
