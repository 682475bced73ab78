import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { must, run } from "../command";
import { LabError, step } from "../progress";

const modules = join(__dirname, "pulumi-cli");
const neededGo = [1, 25];

/** Version of Pulumi at the commit that `pulumi-cli/language-nodejs/go.mod` requires. */
export const languageHostVersion = "3.188.0";

interface Program {
  module: string;
  package: string;
  name: string;
  version: string;
}

/**
 * Lists the programs to build. They are two modules, because the CLI and the language host need different SDKs:
 * the language host has no tags, and the Go module proxy serves few of its commits, none of the CLI's version.
 */
const programs = (version: string): Program[] => [
  {
    module: "cli",
    package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
    name: "pulumi",
    version,
  },
  {
    module: "language-nodejs",
    package: "github.com/pulumi/pulumi/sdk/nodejs/cmd/pulumi-language-nodejs/v3",
    name: "pulumi-language-nodejs",
    version: languageHostVersion,
  },
];

async function requireGo(): Promise<void> {
  const { stdout, exitCode } = await run(["go", "env", "GOVERSION"]);
  const [, major, minor] = /go(\d+)\.(\d+)/.exec(stdout) ?? [];
  const [wantMajor = 0, wantMinor = 0] = neededGo;
  if (exitCode === 0 && Number(major) === wantMajor && Number(minor) >= wantMinor) return;
  throw new LabError(
    `The Pulumi CLI is missing and its installer cannot be reached. Building it needs ` +
      `Go ${neededGo.join(".")} or newer on PATH (found: ${stdout.trim() || "none"}). ` +
      `Install Go, or put pulumi 3.216 or newer on PATH.`,
  );
}

/** Builds a program. The committed go.sum files are complete, so Go queries no checksum database. */
async function build(program: Program, into: string): Promise<void> {
  const variable = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version";
  const flags = `-s -w -X ${variable}=v${program.version}`;
  const out = join(into, program.name);
  await must(
    [
      "go",
      "build",
      "-trimpath",
      "-tags",
      "osusergo",
      "-ldflags",
      flags,
      "-o",
      out,
      program.package,
    ],
    {
      cwd: join(modules, program.module),
      env: { ...process.env, CGO_ENABLED: "0", GOFLAGS: "-mod=readonly", GOWORK: "off" },
    },
  );
}

/** Builds the CLI and the language host for Node.js from their Go modules. */
export async function buildFromModules(into: string, version: string): Promise<void> {
  await requireGo();
  mkdirSync(into, { recursive: true });
  for (const program of programs(version)) {
    const what = `building ${program.name} from Go modules`;
    const note = program.module === "cli" ? "about 6 minutes, once" : "about a minute, once";
    await step(what, () => build(program, into), note);
  }
}
