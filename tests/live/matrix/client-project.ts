import { existsSync, readFileSync, rmSync } from "node:fs";
import { delimiter, join } from "node:path";
import type { Lab } from "../../lab/cluster/lab";
import { Stack } from "../cli/stack";
import { clientFiles, programFile } from "./client-program";
import { type Client, COMPILED, compilerOf, isTypeScript, packagesOf } from "./clients";
import { execute, type Tools, userEnvironment } from "./managers";

/** What all projects of the matrix share. */
export interface Supplies {
  readonly lab: Lab;
  readonly tools: Tools;
  /** The packed library. */
  readonly tarball: string;
}

interface Additions {
  /** Packages to install, beside those of the client. */
  readonly packages?: Readonly<Record<string, string>>;
  /** Files to write before the installation, beside those of the client. */
  readonly files?: Readonly<Record<string, string>>;
}

/** A project of a user: with its own Node.js, packages and program. */
export class ClientProject {
  private constructor(
    readonly stack: Stack,
    private readonly client: Client,
    private readonly supplies: Supplies,
    private readonly env: NodeJS.ProcessEnv,
  ) {}

  /** Makes the project and installs its packages. */
  static async make(
    client: Client,
    supplies: Supplies,
    { packages = {}, files = {} }: Additions = {},
  ): Promise<ClientProject> {
    const { lab, tools, tarball } = supplies;
    const bin = await tools.runtime(client.node);
    const PATH = [bin, (await lab.env()).PATH ?? ""].join(delimiter);
    const runtimes = join(bin, `runtimes-${String(process.hrtime.bigint())}`);
    const stack = await Stack.make(lab, {
      files: {
        ...clientFiles(client, {
          ...packagesOf(client),
          ...packages,
          "pulumi-pacemaker": `file:${tarball}`,
        }),
        ...programFile(client, lab.connection(), "first"),
        ...files,
      },
      packages: [],
      env: {
        PATH,
        CLIENT_RUNTIMES: runtimes,
        // Not the usual modules, which stand in for parts of @pulumi/pulumi.
        NODE_OPTIONS: `--require ${join(__dirname, "record-runtime.js")}`,
        NODE_COMPILE_CACHE: "",
      },
    });
    // A project in JavaScript has none. Pulumi would read it with its own old compiler.
    if (!isTypeScript(client)) rmSync(join(stack.directory, "tsconfig.json"));
    const env = userEnvironment(stack.env);
    const project = new ClientProject(stack, client, supplies, env);
    try {
      await tools.install(client.manager, stack.directory, env);
    } catch (failed) {
      stack.discard();
      throw failed;
    }
    return project;
  }

  /** Runs a program with the project's Node.js and tools, in a folder of the project. */
  execute = (argv: readonly string[], folder = ""): Promise<string> =>
    execute(argv, join(this.stack.directory, folder), this.env);

  /** Runs the project's own compiler. Fails with its messages. */
  async compile(...flags: string[]): Promise<void> {
    await this.execute(["node", this.installed(`${compilerOf(this.client)}/bin/tsc`), ...flags]);
  }

  /** Changes a parameter in the program. */
  async change(): Promise<void> {
    this.stack.write(programFile(this.client, this.supplies.lab.connection(), "second"));
    if (this.isCompiled) await this.compile();
  }

  /** Checks the types of the program, if it has types, and compiles it, if Pulumi does not. */
  async check(): Promise<void> {
    if (!isTypeScript(this.client)) return;
    await this.compile("--noEmit");
    if (this.isCompiled) await this.compile();
  }

  /** Returns a path in the project's node_modules, or in those of the workspace. */
  installed(path: string): string {
    const folders = ["", ".."].map((up) => join(this.stack.directory, up, "node_modules", path));
    const found = folders.find((file) => existsSync(file));
    if (found === undefined) throw new Error(`${path} is not installed`);
    return found;
  }

  /** Returns the parts of Pulumi that have run, each with its version of Node.js. */
  runtimes(): string[] {
    const lines = readFileSync(this.stack.env.CLIENT_RUNTIMES ?? "", "utf8")
      .trim()
      .split("\n");
    return [...new Set(lines)].sort();
  }

  private get isCompiled(): boolean {
    return this.client.language === COMPILED;
  }
}
