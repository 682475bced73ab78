import { nodeNames } from "../../lab/cluster/addresses";
import type { Lab } from "../../lab/cluster/lab";
import { describeLive, ensureCluster, quiet } from "../support/cluster";
import { changing, mark, operationsSince, shown } from "../support/operations";
import { cib, epoch, clusterStatus } from "../support/cluster-status";
import type { Declaration } from "../programs/declared";
import { matrixTest, soaking } from "../support/soak";
import { changes, counts, diagnostics, failure } from "../cli/output";
import { Stack } from "../cli/stack";

const dummy = { is: "Primitive", agent: "ocf:pacemaker:Dummy" } as const;
const member = { ...dummy, startWithGroup: true } as const;
const safe = { or: [{ attribute: "pingd", operation: "lt", value: 1 }, { notDefined: "pingd" }] };

/** Filled in: the node where Pacemaker would not put the group by itself. */
const declared = (home: string, score = 50): Declaration =>
  ({
    options: { is: "Properties", stonithEnabled: false, noQuorumPolicy: "ignore" },
    ping: { is: "Ping", hostList: ["10.60.13.1"], timeout: 5, attempts: 3, dampen: "2s" },
    a: member,
    b: member,
    g: {
      is: "Group",
      members: ["@a", "@b"],
      colocations: [{ with: "@ping" }],
      locations: [
        { node: home, score },
        { rule: safe, score: "-INFINITY" },
      ],
      orders: [{ first: "@ping" }],
    },
    lone: { ...dummy, locations: [{ node: home }], colocations: [{ with: "@ping", score: 3 }] },
  }) as unknown as Declaration;

const IDS = [
  "colocation-g-ping-clone-INFINITY",
  "colocation-lone-ping-clone-3",
  "location-g",
  "location-g-HOME-50",
  "location-lone-HOME-INFINITY",
  "order-ping-clone-g-mandatory",
];

describeLive("Constraints inside a resource", (lab: Lab) => {
  let stack: Stack;
  /** Without a constraint Pacemaker starts the first resource on rsha1. */
  const home = "rsha2";
  const ids = async (): Promise<string[]> =>
    [...(await cib(lab, "//constraints")).matchAll(/<rsc_\w+ .*?\bid="([^"]*)"/g)]
      .map(([, id = ""]) => id)
      .sort();
  const expected = (): string[] => IDS.map((id) => id.replace("HOME", home)).sort();
  const declare = (resources: Declaration): void => {
    const gateway = JSON.stringify(resources).replaceAll("10.60.13.1", lab.facts().gateway);
    stack.declare(JSON.parse(gateway) as Declaration);
  };
  const on = (node: string): string[] => ["a", "b"].map((r) => `start ${r} on ${node}: ok`);
  const groups = async (since: Awaited<ReturnType<typeof mark>>): Promise<string[]> =>
    changing(await operationsSince(lab, since))
      .filter(({ resource }) => resource === "a" || resource === "b")
      .map(shown);

  beforeAll(async () => {
    await ensureCluster(lab);
    stack = await Stack.make(lab);
  }, 180_000);
  afterAll(() => stack.discard());

  test("start the group once, on the node that they prefer, and nothing moves", async () => {
    const since = await mark(lab);
    declare(declared(home));
    const up = await stack.up();
    expect({ failed: failure(up), counts: counts(up) }).toEqual({
      failed: "",
      counts: ["+ 7 created"],
    });
    await quiet(lab);
    expect(await groups(since)).toEqual(on(home));
    expect((await clusterStatus(lab)).resources).toMatchObject({
      a: [home],
      b: [home],
      lone: [home],
    });
    expect(await ids()).toEqual(expected());
  }, 120_000);

  test("change nothing in a second up and in a refresh", async () => {
    const before = await epoch(lab);
    expect(failure(await stack.up("--refresh", "--expect-no-changes"))).toBe("");
    if (soaking) {
      const runs = [
        await stack.up("--expect-no-changes"),
        await stack.refresh("--expect-no-changes"),
        await stack.preview("--expect-no-changes"),
      ];
      expect(runs.map(failure)).toEqual(["", "", ""]);
    }
    expect(await epoch(lab)).toBe(before);
  }, 120_000);

  matrixTest?.(
    "show what pcs changes as drift of that entry, and up restores it",
    async () => {
      const rule = `//rsc_location[@id='location-g']//expression[@operation='lt']`;
      const changed = `<expression id="location-g-rule-expr" value="0"/>`;
      const edits = [
        ["pcs", "constraint", "delete", "order-ping-clone-g-mandatory"],
        ["cibadmin", "--modify", "--xml-text", changed],
      ];
      for (const argv of edits) expect((await lab.exec(nodeNames[0], argv)).stderr).toBe("");
      const preview = await stack.preview("--refresh", "--diff");
      expect(changes(preview)).toEqual({
        g: [
          "~ locations: [",
          "~ [1]: {",
          "~ rule: {",
          "~ or: [",
          "~ [0]: {",
          "~ value: 0 => 1",
          "~ orders   : [",
          "+ [0]: {",
          '+ first: "ping-clone"',
        ],
      });
      const since = await mark(lab);
      const up = await stack.up("--refresh");
      expect(failure(up)).toBe("");
      expect(await ids()).toEqual(expected());
      expect(await cib(lab, rule)).toContain('value="1"');
      expect(failure(await stack.preview("--refresh", "--expect-no-changes"))).toBe("");
      expect(await groups(since)).toEqual([]);
    },
    180_000,
  );

  test("change a score in place, and delete an entry that is left out", async () => {
    const { g, ...rest } = declared(home, 60) as Required<Declaration>;
    declare({ ...rest, g: { ...g, orders: [] } } as unknown as Declaration);
    const since = await mark(lab);
    expect(failure(await stack.up())).toBe("");
    expect(await cib(lab, `//rsc_location[@id='location-g-${home}-50']`)).toContain('score="60"');
    expect(await ids()).toEqual(expected().filter((id) => !id.startsWith("order")));
    expect(await groups(since)).toEqual([]);
  }, 120_000);

  test("refuse the same constraint as a separate resource", async () => {
    const twin = { is: "Location", resource: "@g", node: home, score: 50 };
    declare({ ...declared(home), twin } as unknown as Declaration);
    expect((await stack.preview()).output).toContain(
      `twin: the constraint rsc_location node="${home}" rsc="g" score="50" is already declared by the resource "g"`,
    );
    declare(declared(home));
  }, 60_000);

  test("do not prevent the deletion of the group, but a foreign constraint does", async () => {
    const argv = ["pcs", "constraint", "location", "g", "prefers", `${home}=7`];
    await lab.exec(nodeNames[0], argv);
    const refused = await stack.destroy();
    expect(diagnostics(refused).g?.join(" ")).toMatch(
      /g cannot be deleted: rsc_location location-g-\w+-7 in the cluster names it and is not/,
    );
    await lab.exec(nodeNames[0], ["pcs", "constraint", "delete", `location-g-${home}-7`]);
    const since = await mark(lab);
    expect(failure(await stack.destroy())).toBe("");
    expect(await groups(since)).toEqual([`stop b on ${home}: ok`, `stop a on ${home}: ok`]);
    expect(await ids()).toEqual([]);
    expect((await clusterStatus(lab)).resources).toEqual({});
  }, 180_000);
});
