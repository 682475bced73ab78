import { type ChildProcess, execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Lab } from "../../lab/cluster/lab";
import { cacheDir } from "../../lab/paths";
import type { Declaration } from "../programs/declared";
import type { Ended } from "./output";
import { compiledProgram } from "./compiled-program";
import { linkPackages, projectFiles } from "./project";

/** A running Pulumi CLI. */
export interface Running {
  /** The CLI's process. The language host and the provider are its children. */
  readonly pid: number;
  /** Returns the output so far. */
  readonly printed: () => string;
  readonly ended: Promise<Ended>;
}

interface Options {
  /** Files of the project; `index.ts` is the program. @default the program that reads `declared.json` */
  readonly files?: Readonly<Record<string, string>>;
  /** Stack config, as in `Pulumi.live.yaml`. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** Salt of the passphrase that encrypted an imported state. */
  readonly encryptionsalt?: string;
  /** Packages to link into the project's node_modules. @default the packages that a user installs */
  readonly packages?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Query string that is appended to the URL of the file backend. */
  readonly backend?: string;
}

const quiet = ["--non-interactive", "--color", "never", "--stack", "live"];
const MINUTES = 60_000;

/** Modules that the CLI's Node.js processes load first. Node.js 22 has its own `NODE_COMPILE_CACHE`. */
const preloaded = ["lazy-modules.js", ...(process.version < "v22" ? ["compile-cache.js"] : [])];

/** Saves CPU time: the CLI does not collect garbage, and modules are compiled once or not at all. */
export const economy = {
  GOGC: "off",
  NODE_COMPILE_CACHE: join(cacheDir(), "compiled"),
  NODE_OPTIONS: preloaded.map((name) => `--require ${join(__dirname, name)}`).join(" "),
};

/** A Pulumi project in a temporary directory with a file backend, like a user's project. */
export class Stack {
  private constructor(
    /** The project's directory. */
    readonly directory: string,
    private readonly lab: Lab,
    /** The environment of the CLI and of its child processes. */
    readonly env: NodeJS.ProcessEnv,
  ) {}

  /** Makes the project and an empty stack. */
  static async make(lab: Lab, options: Options = {}): Promise<Stack> {
    const home = mkdtempSync(join(tmpdir(), "pulumi-pacemaker-live-"));
    const [directory, backend] = [join(home, "project"), join(home, "backend")];
    for (const made of [directory, backend]) mkdirSync(made);
    const env = {
      ...process.env,
      ...economy,
      ...(await lab.env()),
      PULUMI_BACKEND_URL: `file://${backend}${options.backend ?? ""}`,
    };
    const stack = new Stack(directory, lab, { ...env, ...options.env });
    stack.write(projectFiles(options.files ?? compiledProgram("declared")));
    linkPackages(directory, options.packages);
    stack.configure(options);
    await stack.must("stack", "init", "live", "--non-interactive", "--no-select");
    return stack;
  }

  /** Writes `declared.json`, the resources of the default program. */
  declare(resources: Declaration, cluster: unknown = this.lab.connection()): void {
    this.write({ "declared.json": JSON.stringify({ cluster, resources }) });
  }

  write(files: Readonly<Record<string, string>>): void {
    for (const [name, text] of Object.entries(files)) writeFileSync(this.path(name), text);
  }

  up = (...flags: string[]): Promise<Ended> => this.run("up", "--yes", "--skip-preview", ...flags);
  preview = (...flags: string[]): Promise<Ended> => this.run("preview", ...flags);
  refresh = (...flags: string[]): Promise<Ended> =>
    this.run("refresh", "--yes", "--skip-preview", ...flags);
  destroy = (...flags: string[]): Promise<Ended> =>
    this.run("destroy", "--yes", "--skip-preview", ...flags);
  /** Runs `pulumi import --file` with a file in the project. */
  adopt = (file: string, ...flags: string[]): Promise<Ended> =>
    this.run("import", "--file", file, "--yes", "--skip-preview", ...flags);
  cancel = (): Promise<Ended> => this.pulumi("cancel", "--yes", "--stack", "live").ended;

  /** Starts a run without waiting for its end, for tests that disturb it. */
  begin = (verb: "up" | "destroy" | "refresh" | "preview", ...flags: string[]): Running =>
    this.pulumi(
      verb,
      ...quiet,
      ...(verb === "preview" ? [] : ["--yes", "--skip-preview"]),
      ...flags,
    );

  /** Returns the ids of the resources in the state, by name. The stack itself is left out. */
  async ids(): Promise<Record<string, string>> {
    const state = JSON.parse(await this.exported()) as {
      deployment: { resources?: StateResource[] };
    };
    const own = (state.deployment.resources ?? []).filter(({ urn }) => urn.includes("pacemaker:"));
    const entries = own.map(({ urn, id = "" }): [string, string] => [nameOf(urn), id]);
    return Object.fromEntries(entries);
  }

  /** Returns the state as `pulumi stack export` prints it. */
  async exported(...flags: string[]): Promise<string> {
    return (await this.must("stack", "export", "--stack", "live", ...flags)).output;
  }

  /** Imports a state that was exported from a stack of the same name. */
  async import(state: string): Promise<void> {
    this.write({ "state.json": state });
    await this.must("stack", "import", "--stack", "live", "--file", this.path("state.json"));
  }

  /** Removes the stack's files. Its resources stay: `ensureCluster` deletes them for the next suite. */
  discard(): void {
    rmSync(join(this.directory, ".."), { recursive: true, force: true });
  }

  /** Destroys the remaining resources of the stack, and removes its files. */
  async remove(...flags: string[]): Promise<void> {
    const { exitCode, output } = await this.destroy(...flags);
    this.discard();
    if (exitCode !== 0) throw new Error(`pulumi destroy ended with ${exitCode}:\n${output}`);
  }

  private path = (name: string): string => join(this.directory, name);

  /** Writes the stack config. Call it before `stack init`, which adds its salt to the file. */
  configure({ config = {}, encryptionsalt = this.salt() }: Options): void {
    const values = Object.entries(config).map(([key, value]): [string, unknown] => [
      `live:${key}`,
      value,
    ]);
    const settings = { config: Object.fromEntries(values), encryptionsalt };
    this.write({ "Pulumi.live.yaml": JSON.stringify(settings) });
  }

  /** Returns the salt of an existing stack. */
  private salt(): string | undefined {
    const file = this.path("Pulumi.live.yaml");
    const text = existsSync(file) ? readFileSync(file, "utf8") : "";
    return /encryptionsalt['"]?: *['"]?([^'",}\s]+)/.exec(text)?.[1];
  }

  private run = (verb: string, ...flags: string[]): Promise<Ended> =>
    this.pulumi(verb, ...quiet, ...flags).ended;

  private async must(...argv: string[]): Promise<Ended> {
    const ended = await this.pulumi(...argv).ended;
    if (ended.exitCode === 0) return ended;
    throw new Error(`pulumi ${argv.join(" ")} ended with ${ended.exitCode}:\n${ended.output}`);
  }

  /** Starts the CLI in this process's group, so that an interrupted test run ends it too. */
  private pulumi(...argv: string[]): Running {
    const { directory: cwd, env } = this;
    const options = {
      cwd,
      env,
      timeout: 4 * MINUTES,
      killSignal: "SIGINT",
      maxBuffer: 1e8,
    } as const;
    let running: ChildProcess | undefined;
    let printed = "";
    const ended = new Promise<Ended>((resolve) => {
      const child = execFile("pulumi", argv, options, (_error, stdout, stderr) => {
        resolve({ exitCode: child.exitCode ?? 124, output: stdout + stderr });
      });
      for (const stream of [child.stdout, child.stderr])
        stream?.on("data", (text: string) => (printed += text));
      running = child;
    });
    return { pid: running?.pid ?? 0, printed: () => printed, ended };
  }
}

const nameOf = (urn: string): string => urn.split("::").at(-1) ?? "";

interface StateResource {
  readonly urn: string;
  readonly id?: string;
}
