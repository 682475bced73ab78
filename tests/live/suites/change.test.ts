import type { Lab } from "../../lab/cluster/lab";
import { describeLive, ensureCluster, quiet } from "../support/cluster";
import { type Operation, changing, mark, operationsSince, shown } from "../support/operations";
import { cib, epoch, clusterStatus } from "../support/cluster-status";
import type { Declaration } from "../programs/declared";
import { type Ended, changes, counts, diagnostics, failure } from "../cli/output";
import { Stack } from "../cli/stack";

const dummy = { is: "Primitive", agent: "ocf:pacemaker:Dummy" } as const;
const member = { ...dummy, startWithGroup: true } as const;

const first: Declaration = {
  options: { is: "Properties", stonithEnabled: false },
  a: { ...member, meta: { migrationThreshold: 3 } },
  b: { ...member, parameters: { fake: "one" } },
  c: member,
  g: { is: "Group", members: ["@a", "@b", "@c"] },
  k: { ...dummy, clone: { meta: { interleave: true } } },
  stay: { is: "Location", resource: "@g", node: "rsha1", score: 10 },
};

describeLive("A changed program", (lab: Lab) => {
  let stack: Stack;
  let declared = first;

  /** Runs `up`. Returns the output of the CLI, and every start and stop in the cluster. */
  async function upWith(change: Declaration): Promise<Ended & { operations: string[] }> {
    declared = { ...declared, ...change };
    stack.declare(declared);
    const before = await mark(lab);
    const ended = await stack.up();
    await quiet(lab);
    const operations: Operation[] = changing(await operationsSince(lab, before));
    return { ...ended, operations: operations.map(shown) };
  }

  beforeAll(async () => {
    await ensureCluster(lab);
    stack = await Stack.make(lab);
    stack.declare(first);
    const { exitCode, output } = await stack.up();
    if (exitCode !== 0) throw new Error(output);
  }, 180_000);
  afterAll(() => stack.discard());

  test("previews exactly the changed properties and applies them without a restart", async () => {
    const change: Declaration = {
      a: member,
      b: {
        ...member,
        parameters: { fake: "two" },
        operations: [{ name: "monitor", interval: "7s" }],
      },
      k: { ...dummy, clone: { meta: { interleave: false, globallyUnique: false } } },
      stay: { is: "Location", resource: "@g", node: "rsha1", score: 20 },
    };
    stack.declare({ ...declared, ...change });
    const preview = await stack.preview("--diff");
    expect(changes(preview)).toEqual({
      a: ["- meta: {", "- migrationThreshold: 3"],
      b: [
        "+ operations: [",
        "+     [0]: {",
        '+ interval: "7s"',
        '+ name    : "monitor"',
        "~ parameters: {",
        '~ fake: "one" => "two"',
      ],
      k: ["~ clone: {", "~ meta: {", "+ globallyUnique: false", "~ interleave    : true => false"],
      stay: ["~ score: 10 => 20"],
    });
    const { exitCode, operations } = await upWith(change);
    expect({ exitCode, operations }).toEqual({
      exitCode: 0,
      operations: ["reload-agent b on rsha1: ok"],
    });
    const now = await cib(lab);
    expect(now).not.toContain("migration-threshold");
    expect(now).toMatch(/name="fake" value="two"/);
    expect(now).toMatch(/name="globally-unique" value="false"/);
    expect(now).toMatch(
      /<rsc_location id="location-g-rsha1-10" rsc="g" node="rsha1" score="20"\/>/,
    );
  }, 60_000);

  test("reorders a running group without an operation", async () => {
    const ended = await upWith({ g: { is: "Group", members: ["@c", "@a", "@b"] } });
    expect({ said: failure(ended), operations: ended.operations }).toEqual({
      said: "",
      operations: [],
    });
    expect((await clusterStatus(lab)).compounds.g).toEqual(["c", "a", "b"]);
  }, 60_000);

  test("reports which members restart when it inserts a member before running ones", async () => {
    const members = ["@d", "@c", "@a", "@b"];
    const ended = await upWith({ d: member, g: { is: "Group", members } });
    expect(ended.exitCode).toBe(0);
    expect(diagnostics(ended)["live-live"]).toContain(
      "g: a new member goes in front of c, a, b, which Pacemaker restarts",
    );
    expect(ended.operations).toEqual([
      ...["b", "a", "c"].map((name) => `stop ${name} on rsha1: ok`),
      ...["d", "c", "a", "b"].map((name) => `start ${name} on rsha1: ok`),
    ]);
  }, 60_000);

  test("stops a removed member and keeps the others running", async () => {
    const { exitCode, operations } = await upWith({
      g: { is: "Group", members: ["@d", "@c", "@b"] },
    });
    expect({ exitCode, operations }).toEqual({ exitCode: 0, operations: ["stop a on rsha1: ok"] });
    expect(await clusterStatus(lab)).toEqual({
      online: ["rsha1", "rsha2"],
      resources: { a: [], b: ["rsha1"], c: ["rsha1"], d: ["rsha1"], k: ["rsha1", "rsha2"] },
      compounds: { g: ["d", "c", "b"], "k-clone": ["k"] },
    });
  }, 60_000);

  test("replaces a renamed member in the same position", async () => {
    const renamed = await upWith({ b: { ...declared.b, name: "b2" } as Declaration[string] });
    expect(renamed.exitCode).toBe(0);
    expect(renamed.operations.sort()).toEqual(["start b2 on rsha1: ok", "stop b on rsha1: ok"]);
    expect((await clusterStatus(lab)).compounds.g).toEqual(["d", "c", "b2"]);
    expect((await stack.ids()).b).toBe("b2");
  }, 60_000);

  test("writes nothing when it runs again", async () => {
    const before = await epoch(lab);
    const { exitCode } = await stack.up("--refresh", "--expect-no-changes");
    expect({ exitCode, epoch: await epoch(lab) }).toEqual({ exitCode: 0, epoch: before });
  }, 60_000);

  describe("with existing objects", () => {
    const create = (name: string, fake: string): Promise<unknown> =>
      lab.exec("rsha1", ["pcs", "resource", "create", name, "ocf:pacemaker:Dummy", `fake=${fake}`]);

    test("adopts an equal object and reports a different one with the way to adopt it", async () => {
      await create("x", "theirs");
      await create("y", "ours");
      await quiet(lab);
      const ours = { ...dummy, parameters: { fake: "ours" } };
      const ended = await upWith({ x: ours, y: ours });
      expect(ended.exitCode).not.toBe(0);
      const { x, ...others } = diagnostics(ended);
      expect(others["live-live"]).toContain(
        "y: is already there, taken over; a destroy of any stack that declares it removes it",
      );
      expect(x).toEqual([
        "error: x (pacemaker:Primitive) exists in the cluster already and differs from what is declared:",
        'parameters.fake: declared "ours", present "theirs"',
        "Give it another name, or set adopt: true to change it to the declaration",
      ]);
      expect(ended.operations).toEqual([]);
      expect(await cib(lab, "//primitive[@id='x']")).toContain('value="theirs"');
    }, 90_000);

    test("adopts a different object with adopt and changes it", async () => {
      const ended = await upWith({ x: { ...dummy, parameters: { fake: "ours" }, adopt: true } });
      expect({ exitCode: ended.exitCode, counts: counts(ended) }).toEqual({
        exitCode: 0,
        counts: ["+ 1 created", "10 unchanged"],
      });
      expect(await cib(lab, "//primitive[@id='x']")).toContain('value="ours"');
    }, 60_000);
  });

  test("deletes objects that are no longer declared, also with --refresh", async () => {
    const others = Object.entries(declared).filter(([name]) => name !== "k");
    stack.declare(Object.fromEntries(others));
    const up = await stack.up("--refresh");
    const { compounds } = await clusterStatus(lab);
    expect({ exitCode: up.exitCode, compounds }).toEqual({
      exitCode: 0,
      compounds: { g: ["d", "c", "b2"] },
    });
    const destroy = await stack.destroy("--refresh");
    const { resources } = await clusterStatus(lab);
    expect({ exitCode: destroy.exitCode, resources }).toEqual({ exitCode: 0, resources: {} });
  }, 60_000);
});
