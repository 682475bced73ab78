import type { Lab } from "../../lab/cluster/lab";
import { describeLive, ensureCluster, quiet } from "../support/cluster";
import { cib, clusterStatus } from "../support/cluster-status";
import { changing, mark, operationsSince, shown } from "../support/operations";
import { matrixTest, soakTest } from "../support/soak";
import { javaScriptProject } from "../cli/compiled-program";
import { failure } from "../cli/output";
import { Stack } from "../cli/stack";

/** A group of two, a resource beside it that is replaced, and a constraint on it. */
const program = (options: string, fake: string, trigger = ""): string => `
const p = require("pulumi-pacemaker");
const cluster = require("./cluster.json");
const agent = "ocf:pacemaker:Dummy";
new p.PacemakerProperties("options", { cluster, stonithEnabled: false, noQuorumPolicy: "ignore" });
const a = new p.PrimitiveResource("a", { cluster, agent, parameters: { fake: "${fake}" } }, { ${options} ${trigger} });
const b = new p.PrimitiveResource("b", { cluster, agent });
new p.ResourceGroup("g", { cluster, members: [a, b] });
new p.LocationConstraint("home", { cluster, resource: a, node: "rsha1", score: 5 });
`;

describeLive("A replacement that the engine decides", (lab: Lab) => {
  let stack: Stack;
  const declare = (...how: Parameters<typeof program>): void =>
    stack.write(javaScriptProject(program(...how)));
  const on = (verb: string): string[] => [`${verb} a on rsha1: ok`, `${verb} b on rsha1: ok`];
  const restarted = [...on("stop").reverse(), ...on("start")];

  async function operationsOf(...flags: string[]): Promise<string[]> {
    const since = await mark(lab);
    expect(failure(await stack.up(...flags))).toBe("");
    await quiet(lab);
    expect((await clusterStatus(lab)).resources).toEqual({ a: ["rsha1"], b: ["rsha1"] });
    return changing(await operationsSince(lab, since)).map(shown);
  }

  beforeAll(async () => {
    await ensureCluster(lab);
    stack = await Stack.make(lab, { files: javaScriptProject("") });
    stack.write({ "cluster.json": JSON.stringify(lab.connection()) });
  }, 180_000);
  afterAll(() => stack.discard());

  test("stops, deletes and makes anew: replaceOnChanges", async () => {
    declare("replaceOnChanges: ['parameters'],", "1");
    expect(await operationsOf()).toEqual(on("start"));
    declare("replaceOnChanges: ['parameters'],", "2");
    expect(await operationsOf()).toEqual(restarted);
    expect(await cib(lab, "//nvpair[@name='fake']")).toContain('value="2"');
    expect(failure(await stack.up("--refresh", "--expect-no-changes"))).toBe("");
  }, 180_000);

  soakTest?.(
    "stops, deletes and makes anew: replacementTrigger",
    async () => {
      declare("", "2", "replacementTrigger: 'x',");
      expect(await operationsOf()).toEqual([]);
      declare("", "3", "replacementTrigger: 'y',");
      expect(await operationsOf()).toEqual(restarted);
    },
    120_000,
  );

  matrixTest?.(
    "restarts in place: --replace",
    async () => {
      const urn = "urn:pulumi:live::live::pulumi-nodejs:dynamic/pacemaker:Primitive::b";
      const operations = await operationsOf("--replace", urn);
      expect(operations).toEqual(["stop b on rsha1: ok", "start b on rsha1: ok"]);
      expect(failure(await stack.up("--refresh", "--expect-no-changes"))).toBe("");
    },
    120_000,
  );

  matrixTest?.(
    "of two resources at once deletes the constraint between them first",
    async () => {
      const pair = (step: number): Record<string, string> =>
        javaScriptProject(`
const p = require("pulumi-pacemaker");
const cluster = require("./cluster.json");
const agent = "ocf:pacemaker:Dummy";
new p.PacemakerProperties("options", { cluster, stonithEnabled: false, noQuorumPolicy: "ignore" });
const make = (name) =>
  new p.PrimitiveResource(name, { cluster, agent, parameters: { fake: "v${step}" } }, { replaceOnChanges: ["parameters"] });
new p.ColocationConstraint("together", { cluster, resource: make("a"), with: make("b"), score: 10${step} });
`);
      for (const step of [1, 2]) {
        stack.write(pair(step));
        expect(failure(await stack.up())).toBe("");
      }
      expect(await cib(lab, "//rsc_colocation")).toContain('score="102"');
      expect(failure(await stack.up("--refresh", "--expect-no-changes"))).toBe("");
    },
    180_000,
  );
});
