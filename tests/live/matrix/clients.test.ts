import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkout } from "../../lab/paths";
import type { Lab } from "../../lab/cluster/lab";
import { runInlinePrograms } from "../support/automation";
import { describeLive, ensureCluster } from "../support/cluster";
import { ClientProject, type Supplies } from "./client-project";
import { preparation, preparationProgram, prepare } from "./preparation";
import { addSecondCopy } from "./second-copy";
import {
  automation,
  type Client,
  clients,
  commands,
  obstacle,
  titleOf,
  tooNewCompiler,
  twoCopies,
  withCommand,
} from "./clients";
import { expectRuntime, live } from "./life";
import { execute, Tools, userEnvironment } from "./managers";

/** Time for a row: an installation from the registry takes a minute, the runs of the CLI another. */
const ROW = 400_000;

const declare = obstacle === undefined ? test : test.skip;
const unless = obstacle === undefined ? "" : ` (${obstacle})`;

describeLive("The packed library", (lab: Lab) => {
  let folder: string;
  let supplies: Supplies;
  let project: ClientProject | undefined;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "pulumi-pacemaker-clients-"));
    const argv = ["npm", "pack", "--json", "--ignore-scripts", "--pack-destination", folder];
    const packed = await execute(argv, checkout, userEnvironment(process.env));
    const [first] = JSON.parse(packed) as { readonly filename: string }[];
    if (first === undefined) throw new Error("npm pack made nothing");
    mkdirSync(join(folder, "tools"));
    const tools = new Tools(join(folder, "tools"));
    supplies = { lab, tools, tarball: join(folder, first.filename) };
  }, 120_000);
  beforeEach(() => ensureCluster(lab), 180_000);
  afterEach(() => {
    project?.stack.discard();
    project = undefined;
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const make = async (...[client, additions]: MakeArgs): Promise<ClientProject> =>
    (project = await ClientProject.make(client, supplies, additions));

  for (const client of clients)
    declare(
      `${titleOf(client)}${unless}`,
      async () => {
        const made = await make(client);
        await made.check();
        await live(made, lab);
        await expectRuntime(made, client.node);
      },
      ROW,
    );

  declare(
    `${titleOf(twoCopies, "two copies of the library, one for the group, one for its members")}${unless}`,
    async () => {
      const made = await make(twoCopies);
      await addSecondCopy(made, supplies.tarball);
      await made.check();
      await live(made, lab);
      await expectRuntime(made, twoCopies.node);
    },
    ROW,
  );

  for (const command of commands)
    declare(
      `${titleOf(withCommand, `@pulumi/command ${command}`, preparation)}${unless}`,
      async () => {
        const made = await make(withCommand, {
          packages: { "@pulumi/command": command },
          files: { "index.ts": preparationProgram(lab) },
        });
        await made.check();
        await prepare(made, command);
      },
      ROW,
    );

  declare(
    `${titleOf(tooNewCompiler)}: npm refuses it, because @pulumi/pulumi wants TypeScript below 7${unless}`,
    () =>
      expect(make(tooNewCompiler)).rejects.toThrow(
        `peerOptional typescript@">= 3.8.3 < 7" from @pulumi/pulumi@${tooNewCompiler.pulumi}`,
      ),
    ROW,
  );

  declare(
    `${titleOf(automation, "Automation API, inline program")}${unless}`,
    async () => {
      const made = await make(automation);
      await runInlinePrograms(lab, made.stack, "node");
      expect(made.runtimes()).toEqual([
        expect.stringContaining(`dynamic-provider v${automation.node}.`),
      ]);
    },
    ROW,
  );
});

type MakeArgs = readonly [Client, Parameters<typeof ClientProject.make>[2]?];
