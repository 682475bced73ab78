import { execFileSync, spawnSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import type { Lab } from "../../lab/cluster/lab";
import { checkout } from "../../lab/paths";
import { describeLive, ensureCluster } from "../support/cluster";
import { clusterStatus } from "../support/cluster-status";
import { on } from "../support/shell";
import { soakTest, soaking } from "../support/soak";
import { linkPackages, packages } from "../cli/project";

const EXAMPLE = join(checkout, "examples/ci-preview");

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly if?: string;
  readonly env?: Readonly<Record<string, string>>;
}
interface Workflow {
  readonly env: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, { readonly steps: readonly Step[] }>>;
}
interface Pipeline {
  readonly default: { readonly before_script: readonly string[] };
  readonly variables: Readonly<Record<string, string>>;
  readonly preview: { readonly script: readonly string[] };
  readonly drift: { readonly script: readonly string[] };
  readonly deploy: { readonly script: readonly string[] };
}

const github = parse(
  readFileSync(join(EXAMPLE, ".github/workflows/pulumi.yml"), "utf8"),
) as Workflow;
const gitlab = parse(readFileSync(join(EXAMPLE, ".gitlab-ci.yml"), "utf8")) as Pipeline;

interface Ran {
  readonly exitCode: number | null;
  readonly output: string;
}

/** A repository that contains the example, and a runner for its CI files. */
class Repository {
  readonly home = mkdtempSync(join(tmpdir(), "ci-preview-"));
  private readonly folder = join(this.home, "repository");
  private workspaces = 0;

  constructor(private readonly env: NodeJS.ProcessEnv) {
    cpSync(EXAMPLE, this.folder, { recursive: true });
    mkdirSync(join(this.home, "backend"));
    // Replaces the command of the comment step, and keeps the comment.
    mkdirSync(join(this.home, "bin"));
    const gh = join(this.home, "bin", "gh");
    writeFileSync(
      gh,
      `#!/bin/sh\nwhile [ "$1" != --body-file ]; do shift; done\ncp "$2" "$HOME/comment.md"\n`,
    );
    chmodSync(gh, 0o755);
  }

  /** Does the one-time setup of the README: installs the package, and commits the stack and its config. */
  prepare(lab: Lab): void {
    const { floatingIp, cidrNetmask } = lab.facts();
    const { nodes } = lab.connection();
    const config = { nodes, connection: { user: "root", privateKeyPath: "~/nowhere/laptop" } };
    const commands = [
      ...(soaking
        ? [`npm install --no-audit --no-fund --package-lock-only ../${this.pack()}`]
        : []),
      `pulumi stack init production`,
      `pulumi config set fencing false`,
      `pulumi config set floatingIp ${floatingIp}`,
      `pulumi config set cidrNetmask ${cidrNetmask}`,
      ...nodes.flatMap((node, i) =>
        Object.entries(node).map(
          ([k, v]) => `pulumi config set --path 'cluster.nodes[${i}].${k}' ${v}`,
        ),
      ),
      `pulumi config set --path cluster.connection.privateKeyPath ${config.connection.privateKeyPath}`,
    ];
    const { exitCode, output } = this.bash(
      commands.join("\n"),
      this.folder,
      this.variables(github.env),
    );
    if (exitCode !== 0) throw new Error(output);
  }

  /** Runs a job of the workflow on a fresh checkout. After a failure, runs only the steps that always run, as a runner does. */
  job(name: string, event: string): Ran {
    const workspace = this.checkedOut();
    let ran: Ran = { exitCode: 0, output: "" };
    for (const step of github.jobs[name]?.steps ?? []) {
      const always = step.if === "always()";
      const wanted =
        step.if === undefined || always || step.if === `github.event_name == '${event}'`;
      if (step.run === undefined || !wanted || (ran.exitCode !== 0 && !always)) continue;
      const { exitCode, output } = this.step(
        step.run,
        workspace,
        this.variables({ ...github.env, ...step.env }),
      );
      ran = { exitCode: ran.exitCode || exitCode, output: ran.output + output };
    }
    return ran;
  }

  /** Runs a job of the GitLab pipeline, line by line. */
  pipeline(name: "preview" | "drift" | "deploy"): Ran {
    const workspace = this.checkedOut();
    const variables = this.variables({
      ...gitlab.variables,
      CLUSTER_SSH_KEY: this.file("CLUSTER_SSH_KEY"),
      CLUSTER_KNOWN_HOSTS: this.file("CLUSTER_KNOWN_HOSTS"),
    });
    let ran: Ran = { exitCode: 0, output: "" };
    for (const line of [...gitlab.default.before_script, ...gitlab[name].script]) {
      const { exitCode, output } = this.step(line, workspace, variables);
      ran = { exitCode, output: ran.output + output };
      if (exitCode !== 0) break;
    }
    return ran;
  }

  /** Runs a line in a fresh checkout, in which the packages of the policy pack are installed too. */
  line(script: string): Ran {
    const workspace = this.checkedOut();
    linkPackages(workspace, [...packages, "@pulumi/policy"]);
    return this.bash(script, workspace, this.variables(github.env));
  }

  comment(): string {
    return readFileSync(join(this.home, "comment.md"), "utf8");
  }

  remove(): void {
    rmSync(this.home, { recursive: true, force: true });
  }

  private checkedOut(): string {
    const workspace = join(this.home, `workspace-${++this.workspaces}`);
    cpSync(this.folder, workspace, { recursive: true });
    return workspace;
  }

  private pack(): string {
    const argv = ["pack", "--json", "--ignore-scripts", "--pack-destination", this.home];
    const packed = execFileSync("npm", argv, {
      cwd: checkout,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    return (JSON.parse(packed) as [{ filename: string }])[0].filename;
  }

  /** Runs a step or a line. Only a soak run installs packages, in its first job; the others link them, to save time. */
  private step(script: string, workspace: string, variables: Record<string, string>): Ran {
    if (!script.startsWith("npm ci") || (soaking && this.workspaces === 1))
      return this.bash(script, workspace, variables);
    if (soaking)
      symlinkSync(join(this.home, "workspace-1/node_modules"), join(workspace, "node_modules"));
    else linkPackages(workspace, [...packages, ".bin"]);
    return { exitCode: 0, output: "" };
  }

  private file(name: "CLUSTER_SSH_KEY" | "CLUSTER_KNOWN_HOSTS"): string {
    const path = join(this.home, name);
    writeFileSync(
      path,
      `${this.secrets()[name]}
`,
      { mode: 0o600 },
    );
    return path;
  }

  /** Settings of the CI, as an administrator enters them. */
  private secrets() {
    return {
      PULUMI_BACKEND_URL: `file://${join(this.home, "backend")}`,
      PULUMI_CONFIG_PASSPHRASE: "the stack's own passphrase",
      CLUSTER_SSH_KEY: readFileSync(this.env.CLUSTER_KEY_FILE ?? "", "utf8").trimEnd(),
      CLUSTER_KNOWN_HOSTS: readFileSync(this.env.CLUSTER_KNOWN_FILE ?? "", "utf8").trimEnd(),
      "github.token": "a token",
      "github.event.pull_request.number": "17",
    };
  }

  /** Replaces `${{ secrets.X }}` and `$X` with their values. */
  private variables(declared: Readonly<Record<string, string>>): Record<string, string> {
    const given: Readonly<Record<string, string>> = this.secrets();
    const known = { ...given, ...declared };
    const value = (text: string): string =>
      text
        .replace(/\$\{\{ (?:secrets\.|vars\.)?(\S+) \}\}/g, (_, name: string) => given[name] ?? "")
        .replace(/^\$(\w+)$/, (_, name: string) => known[name] ?? "");
    return Object.fromEntries(Object.entries(declared).map(([name, text]) => [name, value(text)]));
  }

  private bash(script: string, cwd: string, variables: Record<string, string>): Ran {
    const { PATH, PULUMI_HOME } = this.env;
    const env = {
      HOME: this.home,
      PATH: `${join(this.home, "bin")}:${PATH}`,
      PULUMI_HOME,
      PULUMI_SKIP_UPDATE_CHECK: "1",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "1",
      PULUMI_BACKEND_URL: this.secrets().PULUMI_BACKEND_URL,
      PULUMI_CONFIG_PASSPHRASE: this.secrets().PULUMI_CONFIG_PASSPHRASE,
      npm_config_cache: this.env.npm_config_cache,
      npm_config_registry: this.env.npm_config_registry,
      npm_config_prefer_offline: "true",
      ...variables,
    };
    const argv = ["--noprofile", "--norc", "-eo", "pipefail", "-c", script];
    const { status, stdout, stderr } = spawnSync("bash", argv, { cwd, env, encoding: "utf8" });
    return { exitCode: status, output: stdout + stderr };
  }
}

/** Settings of npm, because the home of the runner is empty. */
const npm = (key: string): string =>
  execFileSync("npm", ["config", "get", key], { encoding: "utf8" }).trim();

describeLive("The example for CI", (lab: Lab) => {
  let repository: Repository;

  beforeAll(async () => {
    await ensureCluster(lab);
    const { privateKeyPath, knownHostsPath } = lab.connection().connection;
    repository = new Repository({
      ...process.env,
      ...(await lab.env()),
      CLUSTER_KEY_FILE: privateKeyPath,
      CLUSTER_KNOWN_FILE: knownHostsPath,
      npm_config_cache: npm("cache"),
      npm_config_registry: npm("registry"),
    });
    repository.prepare(lab);
  }, 240_000);
  afterAll(() => repository.remove());

  test("comments a pull request with the preview, without a connection to a node", () => {
    const { exitCode, output } = repository.job("preview", "pull_request");
    expect([exitCode, exitCode === 0 ? "" : output]).toEqual([0, ""]);
    expect(repository.comment()).toMatch(
      /^```diff\nPreviewing update \(production\):\n\+ pulumi:pulumi:Stack/,
    );
    expect(repository.comment()).toMatch(
      /\n\+ +pulumi-nodejs:dynamic\/pacemaker:IpAddr2: \(create\)\n/,
    );
  }, 60_000);

  soakTest?.(
    "has a policy pack that refuses a cluster without fencing",
    () => {
      const policy = (fencing: boolean): Ran =>
        repository.line(
          `pulumi stack select "$STACK" && pulumi config set fencing ${fencing} && pulumi preview --non-interactive --policy-pack policy`,
        );
      const [off, on] = [policy(false), policy(true)];
      expect([off.exitCode === 0, on.exitCode === 0 ? "" : on.output]).toEqual([false, ""]);
      expect(off.output).toMatch(
        /\[mandatory\] +fencing-is-on .*PacemakerProperties: options\)\n.*\n +set stonithEnabled to true/,
      );
    },
    60_000,
  );

  test("deploys a merge", async () => {
    const { exitCode, output } = repository.job("cluster", "push");
    expect([exitCode, exitCode === 0 ? "" : output]).toEqual([0, ""]);
    expect((await clusterStatus(lab)).resources.ClusterIP?.length).toBe(1);
  }, 60_000);

  soakTest?.(
    "reports changes by hand in the scheduled job, which succeeds without them",
    async () => {
      expect(repository.job("cluster", "schedule").exitCode).toBe(0);
      await on(lab, "rsha1", "pcs resource defaults update resource-stickiness=0");
      const drifted = repository.job("cluster", "schedule");
      expect(drifted.exitCode).not.toBe(0);
      expect(drifted.output).toMatch(/~ resourceStickiness: 0 => 100/);
      expect(drifted.output).toContain(
        "error: no changes were expected for preview but changes were proposed",
      );
    },
    90_000,
  );

  soakTest?.(
    "does the same with the GitLab jobs",
    () => {
      expect(repository.pipeline("drift").exitCode).not.toBe(0);
      const [preview, deploy, drift] = [
        repository.pipeline("preview"),
        repository.pipeline("deploy"),
        repository.pipeline("drift"),
      ];
      expect([preview.exitCode, deploy.exitCode, drift.exitCode]).toEqual([0, 0, 0]);
    },
    120_000,
  );
});
