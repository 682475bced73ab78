import { nodeNames } from "../../lab/cluster/addresses";
import type { Lab } from "../../lab/cluster/lab";
import { failure } from "../cli/output";
import { matrixTest } from "../support/soak";
import { Stack } from "../cli/stack";
import type { Declaration } from "../programs/declared";
import { tutorial } from "../programs/tutorial";
import { describeLive, ensureCluster, quiet } from "../support/cluster";
import { clusterStatus } from "../support/cluster-status";
import { changesDuring, shown } from "../support/operations";

const options = { is: "Properties", stonithEnabled: false, noQuorumPolicy: "ignore" } as const;
const dummy = { is: "Primitive", agent: "ocf:pacemaker:Dummy" } as const;

describeLive("The deletion of resources with constraints", (lab: Lab) => {
  let stack: Stack;

  beforeEach(async () => {
    await ensureCluster(lab);
    stack = await Stack.make(lab);
  }, 180_000);
  afterEach(() => stack.discard());

  async function make(declaration: Declaration): Promise<void> {
    stack.declare(declaration);
    expect(failure(await stack.up())).toBe("");
    await quiet(lab);
  }
  /** Returns the operations of a command that change something. */
  async function operationsOf(command: () => ReturnType<Stack["destroy"]>): Promise<string[]> {
    const changes = await changesDuring(lab, async () => {
      expect(failure(await command())).toBe("");
    });
    return changes.map((o) => shown(o).replace(/ on .*:/, ":"));
  }
  const constraints = async (): Promise<string> =>
    (await lab.exec(nodeNames[0], ["cibadmin", "--query", "--scope", "constraints"])).stdout.trim();

  test("stops in order what depends on a replaced resource, and all in the end", async () => {
    const declaration = tutorial(lab.facts());
    const renamed = { ...declaration, "web-fs": { ...declaration["web-fs"], name: "fs" } };
    await make(declaration);
    stack.declare(renamed as Declaration);
    expect(await operationsOf(() => stack.up())).toEqual([
      "stop webserver: ok",
      "stop web-vip: ok",
      "stop web-fs: ok",
      "start fs: ok",
      "start web-vip: ok",
      "start webserver: ok",
    ]);
    expect(failure(await stack.up("--refresh", "--expect-no-changes"))).toBe("");
    expect(await operationsOf(() => stack.destroy())).toEqual([
      "stop webserver: ok",
      "stop web-vip: ok",
      "stop fs: ok",
    ]);
    expect(await constraints()).toBe("<constraints/>");
  }, 120_000);

  test("stops what depends on others first, one by one, and starts nothing where it is forbidden", async () => {
    await make({
      ...tutorial(lab.facts()),
      a: { ...dummy, clone: {} },
      "a-not-there": { is: "Location", resource: "@a", node: "rsha2", score: "-INFINITY" },
    } as unknown as Declaration);
    const operations = await operationsOf(() => stack.destroy("--parallel", "1"));
    expect([
      operations.filter((o) => !o.includes(" a:")),
      operations.includes("stop a: ok"),
    ]).toEqual([["stop webserver: ok", "stop web-vip: ok", "stop web-fs: ok"], true]);
    expect([operations.length, await constraints()]).toEqual([4, "<constraints/>"]);
  }, 120_000);

  matrixTest?.(
    "leaves no constraint in the cluster when what it names stays",
    async () => {
      await make({
        options,
        a: dummy,
        away: { is: "Location", resource: "@a", node: "rsha1", score: "-INFINITY" },
      } as unknown as Declaration);
      const urn = "urn:pulumi:live::live::pulumi-nodejs:dynamic/pacemaker:LocationConstraint::away";
      expect(await operationsOf(() => stack.destroy("--target", urn))).toEqual([]);
      expect(await constraints()).toBe("<constraints/>");
      expect((await clusterStatus(lab)).resources).toEqual({ a: ["rsha2"] });
    },
    120_000,
  );
});
