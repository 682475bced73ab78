import { Command } from "commander";
import { containerName } from "../docker/docker";
import { machinesOf } from "../cluster/addresses";
import { runAttached } from "../command";
import { endEngine, ensureEngine } from "../docker/engine";
import { faultNames } from "../cluster/faults";
import { type Lab, openLab } from "../cluster/lab";
import { demoEnvironment } from "./programs";
import { checkGeneration, generationNames, usualGeneration } from "../docker/generation";
import { ensureImage } from "../docker/image";
import { checkPlatform, platforms } from "../docker/platform";
import { LabError } from "../progress";
import { readRecord, usualName } from "../cluster/record";

const print = (text: string): void => void process.stdout.write(`${text}\n`);
const printJson = (value: unknown): void => print(JSON.stringify(value, null, 2));

const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** Prints the exports after which plain `pulumi preview` works, also on the demo's stack. */
async function printEnvironment(lab: Lab): Promise<void> {
  const all = Object.entries({ ...(await lab.env()), ...demoEnvironment(lab.name) });
  print(all.map(([name, value]) => `export ${name}=${quote(value)}`).join("\n"));
}

/** Runs a command in a machine with this process's input and output, and its terminal if there is one. */
async function exec(lab: Lab, machine: string, argv: string[]): Promise<void> {
  const machines = machinesOf(readRecord(lab.name));
  const known = machines.find((name) => name === machine);
  if (!known) throw new LabError(`no machine "${machine}": one of ${machines.join(", ")}`);
  const command = argv[0] === "--" ? argv.slice(1) : argv;
  const terminal = process.stdin.isTTY && process.stdout.isTTY ? "-it" : "-i";
  process.exitCode = await runAttached([
    "docker",
    "exec",
    terminal,
    containerName(lab.name, known),
    ...command,
  ]);
}

interface Verb {
  name: string;
  arguments?: string;
  does: string;
  run: (lab: Lab, ...words: string[]) => Promise<void> | void;
}

const verbs: Verb[] = [
  { name: "cluster", does: "makes a cluster without Pulumi", run: (lab) => lab.cluster() },
  { name: "reset", does: "removes the cluster from the nodes", run: (lab) => lab.reset() },
  {
    name: "status",
    does: "prints a summary of the lab and its cluster",
    run: async (lab) => print(await lab.status()),
  },
  {
    name: "connection",
    does: "prints JSON for a resource's `cluster` argument",
    run: (lab) => printJson(lab.connection()),
  },
  {
    name: "facts",
    does: "prints JSON with the other values that a program for this lab needs",
    run: (lab) => printJson(lab.facts()),
  },
  {
    name: "env",
    does: 'prints export lines for a shell: eval "$(npm run -s lab -- env)"',
    run: printEnvironment,
  },
  {
    name: "fault",
    arguments: "<what> [node]",
    does: `makes or reverts a fault: ${faultNames.join(", ")}`,
    run: (lab, what = "", node) => lab.fault(what, node),
  },
];

export const withName = (command: Command): Command =>
  command.option("--name <name>", "name of the lab; each lab has its own network", usualName());

const labOf = (command: Command): Lab => openLab(command.optsWithGlobals<{ name: string }>().name);

function addVerb(parent: Command, verb: Verb): void {
  const command = withName(new Command(verb.name)).description(verb.does);
  if (verb.arguments) command.arguments(verb.arguments);
  command.action(() => verb.run(labOf(command), ...command.args));
  parent.addCommand(command);
}

function execCommand(): Command {
  const command = withName(new Command("exec"))
    .description("runs a command in a machine: exec rsha1 -- crm_mon -1")
    .arguments("<node> <command...>")
    .passThroughOptions();
  return command.action((node: string, argv: string[]) => exec(labOf(command), node, argv));
}

const GENERATION = "--generation <generation>";
const allGenerations = generationNames.join(", ");

function upCommand(): Command {
  const command = withName(new Command("up"))
    .description("makes the lab, or its missing parts")
    .option("--platform <platform>", `platform of a new lab: ${platforms.join(", ")}`)
    .option(GENERATION, `Debian release of a new lab: ${allGenerations}`)
    .option("--nodes <number>", "members of a new lab, 2 to 4", Number)
    .option("--remote <number>", "nodes with pacemaker_remoted only, 0 to 2", Number);
  type Options = { name: string; nodes?: number; remote?: number } & Partial<
    Record<"platform" | "generation", string>
  >;
  return command.action(({ name, platform, generation, nodes, remote }: Options) =>
    openLab(name, {
      ...(platform === undefined ? {} : { platform: checkPlatform(platform) }),
      ...(generation === undefined ? {} : { generation: checkGeneration(generation) }),
      ...(nodes === undefined ? {} : { nodes }),
      ...(remote === undefined ? {} : { remotes: remote }),
    }).up(),
  );
}

function imageCommand(): Command {
  const command = new Command("image")
    .description("makes the image of a generation and prints its name")
    .option(GENERATION, allGenerations, usualGeneration);
  return command.action(async ({ generation: name }: { generation: string }) => {
    const generation = checkGeneration(name);
    await ensureEngine();
    print(await ensureImage({ platform: "debian", generation }));
  });
}

function downCommand(): Command {
  const command = withName(new Command("down"))
    .description("removes the lab: containers, network, volume, files")
    .option("--engine", "also stops the Docker engine if these scripts started it");
  return command.action(async ({ engine }: { engine?: boolean }) => {
    await labOf(command).down();
    if (engine) await endEngine();
  });
}

/** `npm run lab -- VERB` */
export function labCommand(): Command {
  const lab = new Command("lab").description("a lab of two nodes and a gateway");
  lab.enablePositionalOptions();
  lab.addCommand(upCommand());
  for (const verb of verbs) addVerb(lab, verb);
  return lab.addCommand(execCommand()).addCommand(imageCommand()).addCommand(downCommand());
}
