import { childrenNamed, sectionOf } from "../../../sdk/cib/xml/element";
import { parseXml } from "../../../sdk/cib/xml/parse";
import { canonical } from "../../cib/patch/apply-patch";
import { type NodeName, nodeNames } from "../../lab/cluster/addresses";
import type { Lab } from "../../lab/cluster/lab";
import { waitUntil } from "../../lab/cluster/wait";
import { describeLive, ensureCluster, quiet } from "../support/cluster";
import { guide } from "../support/guide";
import { changing, mark, operationsSince, shown } from "../support/operations";
import { cib, epoch, clusterStatus } from "../support/cluster-status";
import type { Declaration } from "../programs/declared";
import { soakTest, times, tried } from "../support/soak";
import { type Ended, changes, diagnostics } from "../cli/output";
import { Stack } from "../cli/stack";

const group = ["vm_repository", "ClusterIP", "tomcat-service"];
const ID = "location-abiquo_rs";

const safe = (value: number): Declaration[string] => ({
  is: "Location",
  resource: "@abiquo_rs",
  score: "-INFINITY",
  rule: { or: [{ attribute: "pingd", operation: "lt", value }, { notDefined: "pingd" }] },
});

/** Commands of the guide, which run on a copy of the configuration. */
const PCS = `dir=$(mktemp -d); cibadmin --query > $dir/cib.xml
pcs -f $dir/cib.xml constraint location abiquo_rs rule score=-INFINITY pingd lt 1 or not_defined pingd >&2
cat $dir/cib.xml; rm -r $dir`;

describeLive("A rule that keeps the services on nodes with the gateway", (lab: Lab) => {
  let stack: Stack;
  let declared: Declaration = {};
  let [active, other]: [NodeName, NodeName] = [...nodeNames];

  const places = async (): Promise<string[]> => {
    const { resources } = await clusterStatus(lab);
    return group.map((name) => resources[name]?.join() ?? "");
  };
  const isOn = async (node: string): Promise<boolean> =>
    (await places()).every((place) => place === node);

  async function byHand(script: string): Promise<string> {
    const { exitCode, stdout, stderr } = await lab.exec("rsha1", ["sh", "-c", `set -e\n${script}`]);
    if (exitCode !== 0) throw new Error(`by hand: ${stdout}${stderr}`);
    await quiet(lab);
    return stdout;
  }

  /** Returns the location constraints, written by pcs or by us. */
  const locations = async (): Promise<string[]> => {
    const now = parseXml(await byHand("cibadmin --query"));
    return childrenNamed(sectionOf(now, "constraints"), "rsc_location").map(canonical);
  };

  const waitForPing = (node: NodeName, value: string): Promise<void> =>
    waitUntil(
      `pingd is ${value} on ${node}`,
      90,
      async () => {
        // The rule uses the attribute in the status. The attribute daemon knows it earlier (dampen).
        const path = `//node_state[@uname='${node}']//nvpair[@name='pingd']`;
        return (await cib(lab, path)).includes(`value="${value}"`);
      },
      1000,
    );

  async function upWith(change: Declaration): Promise<Ended & { operations: string[] }> {
    declared = { ...declared, ...change };
    stack.declare(declared);
    const before = await mark(lab);
    const ended = await stack.up();
    await quiet(lab);
    return { ...ended, operations: changing(await operationsSince(lab, before)).map(shown) };
  }

  beforeAll(async () => {
    await ensureCluster(lab);
    stack = await Stack.make(lab);
    const { exitCode, output } = await upWith(guide(lab.facts()));
    if (exitCode !== 0) throw new Error(output);
    active = (await places())[0] as NodeName;
    other = nodeNames.find((node) => node !== active) ?? nodeNames[0];
  }, 240_000);

  afterAll(async () => {
    await lab.fault("gateway-back");
    stack.discard();
  }, 180_000);

  soakTest?.(
    "is needed, because with the colocation alone the services stay on a node without the gateway",
    async () => {
      await lab.fault("gateway-lost", active);
      await waitForPing(active, "0");
      await quiet(lab); // the scheduler has seen the attribute and planned nothing
      expect(await isOn(active)).toBe(true);
      await lab.fault("gateway-back", active);
      await waitForPing(active, "1");
    },
    180_000,
  );

  test("equals the rule of pcs, starts and stops nothing, and is unchanged in a second up", async () => {
    const theirs = await byHand(PCS);
    const { exitCode, operations } = await upWith({ "services-with-gateway": safe(1) });
    expect({ exitCode, operations }).toEqual({ exitCode: 0, operations: [] });
    const [ours = "", ...more] = await locations();
    const pcs = childrenNamed(sectionOf(parseXml(theirs), "constraints"), "rsc_location");
    expect([ours, more]).toEqual([pcs.map(canonical).join(), []]);
    const before = await epoch(lab);
    const again = await stack.up("--refresh", "--expect-no-changes");
    expect([again.exitCode, await epoch(lab)]).toEqual([0, before]);
  }, 120_000);

  const RULE = `${ID}-rule`;
  const expression = (id: string, said: string): string =>
    `cibadmin --modify --xml-text '<expression id="${RULE}-${id}" ${said}/>'`;
  const shownOr = (...lines: string[]): string[] => ["~ rule: {", "~ or: [", ...lines];
  const SCORE = `cibadmin --modify --xml-text '<rule id="${RULE}" score="-5"/>'`;
  const MORE = `cibadmin --modify --xml-text '<rule id="${RULE}"><expression id="theirs" attribute="site" operation="eq" value="x"/></rule>'`;
  const shownMore = ["- [2]: {", '- attribute: "site"', '- operation: "eq"', '- value    : "x"'];
  type Drift = [what: string, script: string, lines: string[]];
  const oneByOne: readonly Drift[] = [
    ["the value", expression("expr", 'value="0"'), shownOr("~ [0]: {", "~ value: 0 => 1")],
    [
      "the operation",
      expression("expr", 'operation="gt"'),
      shownOr("~ [0]: {", '~ operation: "gt" => "lt"'),
    ],
    ["an expression more", MORE, shownOr(...shownMore)],
    ["the score", SCORE, ['~ score: "-5" => "-INFINITY"']],
    ["the whole rule", `pcs constraint delete ${ID}`, []],
  ];
  const together: Drift = [
    "the value, the operation, an expression more and the score",
    `${expression("expr", 'operation="gt" value="0"')}\n${MORE}\n${SCORE}`,
    [
      "~ rule : {",
      ...["~ or: [", "~ [0]: {", '~ operation: "gt" => "lt"', "~ value    : 0 => 1"],
      ...shownMore,
      '~ score: "-5" => "-INFINITY"',
    ],
  ];
  test.each(times([together], [together, ...oneByOne]))(
    "shows drift, which up repairs without a restart: %s",
    async (_what, script, lines) => {
      const intact = await locations();
      await byHand(script);
      const preview = await stack.preview("--refresh", "--diff");
      const seen = changes(preview)["services-with-gateway"] ?? [];
      const before = await mark(lab);
      const up = await stack.up("--refresh");
      const operations = changing(await operationsSince(lab, before)).map(shown);
      expect({ seen, exitCode: up.exitCode, operations, now: await locations() }).toEqual({
        seen: lines.length > 0 ? lines : seen,
        exitCode: 0,
        operations: [],
        now: intact,
      });
    },
    120_000,
  );

  soakTest?.(
    "moves the services within 90 s from a node that alone has lost the gateway",
    async () => {
      expect(await isOn(active)).toBe(true);
      await lab.fault("gateway-lost", active);
      await waitUntil(`all of them run on ${other}`, 90, () => isOn(other), 1000);
      tried("Failover", {
        what: "gateway lost for the active node only: services not on the other within 90 s",
        times: 1,
        lost: 0,
      });
      expect((await stack.up("--refresh", "--expect-no-changes")).exitCode).toBe(0);
    },
    150_000,
  );

  soakTest?.(
    "moves nothing when the gateway is back",
    async () => {
      const before = await mark(lab);
      await lab.fault("gateway-back", active);
      await waitForPing(active, "1");
      await quiet(lab);
      expect(changing(await operationsSince(lab, before)).map(shown)).toEqual([]);
      expect(await isOn(other)).toBe(true);
    },
    120_000,
  );

  soakTest?.(
    "stops the services while no node has the gateway, and no run of Pulumi fails",
    async () => {
      await lab.fault("gateway-lost");
      await waitUntil("all of them are stopped", 90, () => isOn(""), 1000);
      expect((await stack.up("--refresh", "--expect-no-changes")).exitCode).toBe(0);
      await lab.fault("gateway-back");
      await waitUntil("all of them run", 90, async () => !(await places()).includes(""), 1000);
    },
    240_000,
  );

  soakTest?.(
    "is named by an update that stops the services; the next update starts them",
    async () => {
      const stops = await upWith({ "services-with-gateway": safe(2) });
      const why = `${ID} forbids rsha1, rsha2 (rule: pingd lt 2 or not_defined pingd)`;
      expect(stops.exitCode).toBe(0);
      expect(diagnostics(stops)["live-live"]?.join()).toContain(
        group.map((name) => `${name} does not run: ${why}`).join("; "),
      );
      const starts = await upWith({ "services-with-gateway": safe(1) });
      expect([starts.exitCode, (await places()).includes("")]).toEqual([0, false]);
    },
    180_000,
  );
});
