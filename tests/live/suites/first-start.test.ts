import { nodeNames } from "../../lab/cluster/addresses";
import type { Lab } from "../../lab/cluster/lab";
import { describeLive, ensureCluster, quiet } from "../support/cluster";
import { changing, mark, operationsSince, shown } from "../support/operations";
import { clusterStatus } from "../support/cluster-status";
import type { Declaration } from "../programs/declared";
import { tutorial } from "../programs/tutorial";
import { matrixTest, soakTest, times } from "../support/soak";
import { failure } from "../cli/output";
import { Stack } from "../cli/stack";

const options = { is: "Properties", stonithEnabled: false, noQuorumPolicy: "ignore" } as const;
const dummy = { is: "Primitive", agent: "ocf:pacemaker:Dummy" } as const;

describeLive("The first start of resources", (lab: Lab) => {
  let stack: Stack;

  beforeEach(async () => {
    await ensureCluster(lab);
    stack = await Stack.make(lab);
  }, 180_000);
  afterEach(() => stack.discard());

  async function startsOf(declaration: Declaration, ...flags: string[]): Promise<string[]> {
    const since = await mark(lab);
    stack.declare(declaration);
    expect(failure(await stack.up(...flags))).toBe("");
    await quiet(lab);
    return changing(await operationsSince(lab, since)).map(shown);
  }
  const places = async (): Promise<Readonly<Record<string, readonly string[]>>> =>
    (await clusterStatus(lab)).resources;
  const standby = async (node: string, verb: "standby" | "unstandby"): Promise<void> => {
    const { stderr, exitCode } = await lab.exec(nodeNames[0], ["pcs", "node", verb, node]);
    expect({ stderr, exitCode }).toEqual({ stderr: "", exitCode: 0 });
    await quiet(lab);
  };

  test.each(times([[[] as string[]]], [[[]], [["--parallel", "1"]]]))(
    "waits for constraints that are resources of their own, and everything can fail over (%j)",
    async (flags) => {
      const starts = await startsOf(tutorial(lab.facts()), ...flags);
      const [home = ""] = (await places()).webserver ?? [];
      const order = ["web-fs", "web-vip", "webserver"];
      expect(starts).toEqual(order.map((id) => `start ${id} on ${home}: ok`));
      const other = nodeNames.find((n) => n !== home) ?? "";
      await standby(home, "standby");
      expect(await places()).toEqual(Object.fromEntries(order.map((id) => [id, [other]])));
      await standby(home, "unstandby");
      expect(failure(await stack.up("--refresh", "--expect-no-changes"))).toBe("");
    },
    180_000,
  );

  matrixTest?.(
    "honours a preference that is weaker than the stickiness of what runs",
    async () => {
      const home = "rsha2"; // without the preference Pacemaker starts the first group on rsha1
      const members = ["a", "b", "c", "d"];
      const starts = await startsOf({
        options: { ...options, resourceDefaults: { resourceStickiness: 50 } },
        ...Object.fromEntries(members.map((m) => [m, dummy])),
        g: { is: "Group", members: members.map((m) => `@${m}`) },
        prefers: { is: "Location", resource: "@g", node: home, score: 100 },
      } as unknown as Declaration);
      expect(starts).toEqual(members.map((m) => `start ${m} on ${home}: ok`));
    },
    120_000,
  );

  test("waits for the inline constraints of another resource and for a clone", async () => {
    const starts = await startsOf({
      options,
      a: dummy,
      z: { ...dummy, clone: {} },
      b: { ...dummy, colocations: [{ with: "@a" }], locations: [{ node: "rsha2", score: 5 }] },
      "after-z": { is: "Order", first: "@z", then: "@a" },
    } as unknown as Declaration);
    const own = starts.filter((s) => !s.includes(" z "));
    expect([...own].sort()).toEqual(["start a on rsha2: ok", "start b on rsha2: ok"]);
    const last = starts.findLastIndex((s) => s.includes(" z "));
    expect(starts.indexOf("start a on rsha2: ok")).toBeGreaterThan(last);
  }, 120_000);

  soakTest?.(
    "waits for what names a resource by a secret, and for a resource whose own id is one",
    async () => {
      const starts = await startsOf({
        options: { ...options, resourceDefaults: { resourceStickiness: 1000 } },
        a: dummy,
        prefers: { is: "Location", resource: "$a", node: "rsha2", score: 5 },
        b: { ...dummy, name: "$other" },
        dislikes: { is: "Location", resource: "other", node: "rsha1", score: -5 },
      } as unknown as Declaration);
      expect([...starts].sort()).toEqual(["start a on rsha2: ok", "start other on rsha2: ok"]);
      expect(failure(await stack.up("--refresh", "--expect-no-changes"))).toBe("");
    },
    120_000,
  );

  test("does not happen while a constraint cannot be created, and the next up goes on", async () => {
    const since = await mark(lab);
    const wrong = {
      options,
      a: dummy,
      b: dummy,
      together: { is: "Colocation", resource: "@a", with: "@b" },
      away: { is: "Location", resource: "@b", node: "nobody", score: 5 },
    } as unknown as Declaration;
    stack.declare(wrong);
    const failed = await stack.up();
    expect(failed.exitCode).not.toBe(0);
    expect(failed.output).toContain("b stays stopped until this is created");
    await quiet(lab);
    expect(changing(await operationsSince(lab, since))).toEqual([]);
    const { away, ...rest } = wrong;
    stack.declare({ ...rest, away: { ...away, node: "rsha2" } } as Declaration);
    expect(failure(await stack.up())).toBe("");
    expect(await places()).toEqual({ a: ["rsha2"], b: ["rsha2"] });
  }, 120_000);

  soakTest?.(
    "happens without a constraint that the program gives up before it was created",
    async () => {
      const wrong = {
        options,
        a: dummy,
        away: { is: "Location", resource: "@a", node: "nobody", score: 5 },
      } as unknown as Declaration;
      stack.declare(wrong);
      expect((await stack.up()).exitCode).not.toBe(0);
      const { away: _, ...rest } = wrong;
      stack.declare(rest);
      expect(failure(await stack.up())).toBe("");
      expect(Object.values(await places())).toEqual([["rsha1"]]);
      expect(failure(await stack.up("--refresh", "--expect-no-changes"))).toBe("");
    },
    120_000,
  );

  matrixTest?.(
    "waits for what --target has left out",
    async () => {
      const all = {
        options,
        a: dummy,
        b: dummy,
        together: { is: "Colocation", resource: "@a", with: "@b" },
      } as unknown as Declaration;
      const urn = (is: string, name: string): string =>
        `urn:pulumi:live::live::pulumi-nodejs:dynamic/pacemaker:${is}::${name}`;
      const targets = [urn("PacemakerProperties", "options"), urn("Primitive", "a")];
      const starts = await startsOf(all, ...targets.flatMap((t) => ["--target", t]));
      expect(starts).toEqual([]);
      expect((await startsOf(all)).sort()).toEqual([
        "start a on rsha1: ok",
        "start b on rsha1: ok",
      ]);
    },
    120_000,
  );
});
