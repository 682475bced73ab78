import { Argument, Command } from "commander";
import { bench, sectionNames } from "../bench/bench";
import { Interrupted, endChildrenOnSignals } from "./command";
import { demo } from "./verbs/demo";
import { LabError, say } from "./progress";
import { matrix, matrixParts } from "./matrix/matrix";
import { soak, test } from "./verbs/suites";
import { labCommand, withName } from "./verbs/verbs";

function demoCommand(): Command {
  return withName(new Command("demo"))
    .description("builds a highly available service in a new lab")
    .action(({ name }: { name: string }) => demo(name));
}

function testCommand(): Command {
  return new Command("test")
    .description("runs all checks and tests, including those on a real cluster")
    .argument("[jest...]", "arguments for jest")
    .passThroughOptions()
    .action((flags: string[]) => test(flags));
}

function soakCommand(): Command {
  return new Command("soak")
    .description(
      "runs the tests on a real cluster with all repetitions; writes docs/reliability.md",
    )
    .argument("[jest...]", "arguments for jest")
    .passThroughOptions()
    .action((flags: string[]) => soak(flags));
}

function matrixCommand(): Command {
  return new Command("matrix")
    .description(
      "tries each generation, EL6's stand-in and each client; writes docs/compatibility.md",
    )
    .addArgument(new Argument("[part...]", "default: all").choices(matrixParts))
    .action((parts: string[]) => matrix(parts.length === 0 ? matrixParts : parts));
}

function benchCommand(): Command {
  return withName(new Command("bench"))
    .description("compares this library with pcs, crm and Ansible; writes docs/performance.md")
    .argument("[section...]", `one or more of ${sectionNames.join(", ")}; default: all`)
    .action((sections: string[], { name }: { name: string }) => bench(sections, name));
}

async function main(): Promise<void> {
  endChildrenOnSignals();
  const program = new Command("npm run").description("A real Pacemaker cluster on this machine");
  program.enablePositionalOptions();
  for (const command of [
    labCommand(),
    demoCommand(),
    testCommand(),
    soakCommand(),
    matrixCommand(),
    benchCommand(),
  ])
    program.addCommand(command);
  await program.parseAsync();
}

function fail(error: unknown): void {
  if (error instanceof Interrupted) {
    say("✗ interrupted: run the same command again to continue");
    return;
  }
  say(error instanceof LabError ? `✗ ${error.message}` : String((error as Error).stack));
  process.exitCode = 1;
}

main().catch(fail);
