import { Command } from "commander";
import { endChildrenOnSignals } from "./command";
import { LabError, say } from "./progress";
import { labCommand } from "./verbs";

async function main(): Promise<void> {
  endChildrenOnSignals();
  const program = new Command("npm run").description("A real Pacemaker cluster on this machine");
  program.enablePositionalOptions().addCommand(labCommand());
  await program.parseAsync();
}

main().catch((error: unknown) => {
  say(error instanceof LabError ? `✗ ${error.message}` : String((error as Error).stack));
  process.exitCode = 1;
});
