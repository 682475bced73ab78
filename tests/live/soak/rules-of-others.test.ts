import { childrenNamed, sectionOf } from "../../../sdk/cib/xml/element";
import { parseXml, writeXml } from "../../../sdk/cib/xml/parse";
import type { Lab } from "../../lab/cluster/lab";
import { describeLive, ensureCluster, quiet } from "../support/cluster";
import { clusterStatus } from "../support/cluster-status";
import type { Declaration } from "../programs/declared";
import { type Ended, diagnostics } from "../cli/output";
import { Stack } from "../cli/stack";

const member = { is: "Primitive", agent: "ocf:pacemaker:Dummy", startWithGroup: true } as const;
const safe = {
  is: "Location",
  score: "-INFINITY",
  rule: { or: [{ attribute: "pingd", operation: "lt", value: 1 }, { notDefined: "pingd" }] },
} as const;

/** pcs 0.11 adds no rule to a constraint that has one. */
const SECOND = `cibadmin --modify --xml-text '<rsc_location id="theirs"><rule id="r2" score="5"><expression id="r2-expr" attribute="site" operation="defined"/></rule></rsc_location>'`;

describeLive("Rules beside existing and other new objects", (lab: Lab) => {
  let stack: Stack;
  let declared: Declaration = {
    options: { is: "Properties", stonithEnabled: false },
    a: member,
    b: member,
    g: { is: "Group", members: ["@a", "@b"] },
    ping: { is: "Ping", hostList: [lab.facts().gateway] },
    "g-with-gateway": { ...safe, resource: "@g" },
  };

  async function byHand(script: string): Promise<string> {
    const { exitCode, stdout, stderr } = await lab.exec("rsha1", ["sh", "-ec", script]);
    if (exitCode !== 0) throw new Error(`by hand: ${stdout}${stderr}`);
    await quiet(lab);
    return stdout;
  }

  const theirs = async (): Promise<string[]> => {
    const now = parseXml(await byHand("cibadmin --query"));
    const found = childrenNamed(sectionOf(now, "constraints"), "rsc_location");
    return found.filter((e) => e.attributes.rsc === "lone").map(writeXml);
  };

  function up(change: Declaration, ...flags: string[]): Promise<Ended> {
    declared = { ...declared, ...change };
    stack.declare(declared);
    return stack.up(...flags);
  }

  beforeAll(async () => {
    await ensureCluster(lab);
    stack = await Stack.make(lab);
  }, 180_000);
  afterAll(() => stack.discard());

  test("run with the group and the ping at the end of one run that creates all", async () => {
    const { exitCode, output } = await up({});
    expect({ exitCode, output: exitCode === 0 ? "" : output }).toEqual({ exitCode: 0, output: "" });
    const { resources } = await clusterStatus(lab);
    expect([resources.a?.length, resources.b, resources.ping]).toEqual([
      1,
      resources.a,
      ["rsha1", "rsha2"],
    ]);
    expect((await stack.up("--refresh", "--expect-no-changes")).exitCode).toBe(0);
  }, 120_000);

  const lone = { ...safe, resource: "lone" };

  test("adopt an equal foreign rule with its ids", async () => {
    await byHand(
      "pcs resource create lone ocf:pacemaker:Dummy\n" +
        "pcs constraint location lone rule id=r1 constraint-id=theirs score=-INFINITY not_defined pingd or pingd lt 1",
    );
    const before = await theirs();
    const taken = await up({ lone });
    expect([taken.exitCode, (await stack.ids()).lone, await theirs()]).toEqual([
      0,
      "theirs",
      before,
    ]);
    expect(diagnostics(taken)["live-live"]).toContain(
      "theirs: is already there, taken over; a destroy of any stack that declares it removes it",
    );
  }, 120_000);

  test("refuse a rule that cannot be declared, and leave it unchanged", async () => {
    await byHand(SECOND);
    const before = await theirs();
    const refused = await up({}, "--refresh");
    expect([refused.exitCode === 0, await theirs()]).toEqual([false, before]);
    expect(refused.output).toContain(
      "theirs in the cluster is left as it is: it has 2 rules, which cannot be declared here",
    );
    await byHand(`cibadmin --delete --xml-text '<rule id="r2"/>'`);
    expect((await up({}, "--refresh")).exitCode).toBe(0);
  }, 120_000);

  test("replace a rule with a node in the same constraint, and back", async () => {
    const node = await up({ lone: { is: "Location", resource: "lone", node: "rsha1" } });
    expect([node.exitCode, await theirs()]).toEqual([
      0,
      ['<rsc_location id="theirs" rsc="lone" node="rsha1" score="INFINITY"/>'],
    ]);
    const rule = await up({ lone });
    expect([rule.exitCode, (await theirs()).join()]).toEqual([
      0,
      expect.stringContaining('<rule id="theirs-rule" boolean-op="or" score="-INFINITY">'),
    ]);
    expect((await stack.ids()).lone).toBe("theirs");
  }, 120_000);
});
