import { nodeNames } from "../../lab/cluster/addresses";
import type { Lab } from "../../lab/cluster/lab";
import { failure } from "../cli/output";
import { Stack } from "../cli/stack";
import type { Declaration } from "../programs/declared";
import { tutorial } from "../programs/tutorial";
import { describeLive, ensureCluster, quiet } from "../support/cluster";
import { clusterStatus } from "../support/cluster-status";
import { changing, mark, operationsSince, shown } from "../support/operations";

const options = { is: "Properties", stonithEnabled: false, noQuorumPolicy: "ignore" } as const;
const dummy = { is: "Primitive", agent: "ocf:pacemaker:Dummy" } as const;

describeLive("The deletion of resources with constraints", (lab: Lab) => {
  let stack: Stack;

  beforeEach(async () => {
    await ensureCluster(lab);
    stack = await Stack.make(lab);
  }, 180_000);
  afterEach(() => stack.discard());

  /** Declares and creates resources, then runs a command. Returns the operations of that command that change something. */
  async function operationsOf(
    declaration: Declaration,
    command: () => ReturnType<Stack["destroy"]>,
  ): Promise<string[]> {
    stack.declare(declaration);
    expect(failure(await stack.up())).toBe("");
    await quiet(lab);
    const since = await mark(lab);
    expect(failure(await command())).toBe("");
    await quiet(lab);
    return changing(await operationsSince(lab, since)).map(shown);
  }
  const constraints = async (): Promise<string> =>
    (await lab.exec(nodeNames[0], ["cibadmin", "--query", "--scope", "constraints"])).stdout.trim();

  test.each([[[]], [["--parallel", "1"]]])(
    "stops what depends on others first (%j)",
    async (flags) => {
      const stops = await operationsOf(tutorial(lab.facts()), () => stack.destroy(...flags));
      expect(stops.map((s) => s.replace(/ on .*:/, ":"))).toEqual([
        "stop webserver: ok",
        "stop web-vip: ok",
        "stop web-fs: ok",
      ]);
      expect(await constraints()).toBe("<constraints/>");
    },
    120_000,
  );

  test("starts nothing where a constraint forbids it", async () => {
    const declaration = {
      options,
      a: { ...dummy, clone: {} },
      "a-not-there": { is: "Location", resource: "@a", node: "rsha2", score: "-INFINITY" },
    } as unknown as Declaration;
    expect(await operationsOf(declaration, () => stack.destroy())).toEqual(["stop a on rsha1: ok"]);
  }, 120_000);

  test("leaves no constraint in the cluster when what it names stays", async () => {
    const declaration = {
      options,
      a: dummy,
      away: { is: "Location", resource: "@a", node: "rsha1", score: "-INFINITY" },
    } as unknown as Declaration;
    const urn = "urn:pulumi:live::live::pulumi-nodejs:dynamic/pacemaker:LocationConstraint::away";
    await operationsOf(declaration, () => stack.destroy("--target", urn));
    expect(await constraints()).toBe("<constraints/>");
    expect((await clusterStatus(lab)).resources).toEqual({ a: [expect.any(String)] });
  }, 120_000);

  test("stops and starts in order what depends on a replaced resource", async () => {
    const declaration = tutorial(lab.facts());
    const renamed = { ...declaration, "web-fs": { ...declaration["web-fs"], name: "fs" } };
    const operations = await operationsOf(declaration, () => {
      stack.declare(renamed as Declaration);
      return stack.up();
    });
    expect(operations.map((s) => s.replace(/ on .*:/, ":"))).toEqual([
      "stop webserver: ok",
      "stop web-vip: ok",
      "stop web-fs: ok",
      "start fs: ok",
      "start web-vip: ok",
      "start webserver: ok",
    ]);
    expect(failure(await stack.up("--refresh", "--expect-no-changes"))).toBe("");
  }, 120_000);
});
