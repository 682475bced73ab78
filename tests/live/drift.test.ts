import type { Lab } from "../lab/lab";
import { describeLive, ensureCluster, quiet } from "./cluster";
import { changing, mark, operationsSince, shown } from "./operations";
import { cib, epoch, picture } from "./picture";
import type { Declaration } from "./programs/declared";
import { Stack, changes, counts } from "./stack";

const dummy = { is: "Primitive", agent: "ocf:pacemaker:Dummy" } as const;

const declared: Declaration = {
  options: {
    is: "Properties",
    stonithEnabled: false,
    resourceDefaults: { resourceStickiness: 100 },
  },
  a: {
    ...dummy,
    startWithGroup: true,
    parameters: { fake: "one" },
    meta: { migrationThreshold: 3 },
  },
  b: {
    ...dummy,
    startWithGroup: true,
    operations: [
      { name: "monitor", interval: "9s" },
      { name: "monitor", interval: "13s", timeout: "30s" },
    ],
  },
  g: { is: "Group", members: ["@a", "@b"] },
  k: { ...dummy, clone: true },
  together: { is: "Colocation", resource: "@g", with: "@k" },
  lone: dummy,
  after: { is: "Order", first: "@k", then: "@g", symmetrical: false },
};

/** Behind the program's back; each line has to succeed. */
const drift = `set -e
pcs resource defaults update resource-stickiness=7
pcs resource update a fake=two
pcs resource meta a migration-threshold=
pcs resource op remove b-monitor-interval-13s
pcs resource group remove g a
pcs resource group add g a --after b
pcs constraint delete colocation-g-k-clone-INFINITY
pcs property set stonith-enabled=true
`;

/** What an operator may do on purpose: none of it is declared, so none of it is drift. */
const operators = `set -e
pcs node standby rsha2
crm_resource --ban -r g -N rsha2
pcs resource disable lone
pcs resource create foreign ocf:pacemaker:Dummy
pcs constraint location foreign avoids rsha2
pcs resource meta b resource-stickiness=5
`;

const operatorsMarks = [
  'name="standby" value="on"',
  'id="cli-ban-g-on-rsha2"',
  '<nvpair id="lone-meta_attributes-target-role" name="target-role" value="Stopped"/>',
  '<primitive id="foreign"',
  '<rsc_location id="location-foreign-rsha2--INFINITY"',
  '<nvpair id="b-meta_attributes-resource-stickiness" name="resource-stickiness" value="5"/>',
];

const undo = `
pcs node unstandby rsha2
crm_resource --clear -r g
pcs resource delete foreign --force
`;

describeLive("a cluster that is changed by hand", (lab: Lab) => {
  let stack: Stack;

  async function byHand(script: string): Promise<void> {
    const { exitCode, stdout, stderr } = await lab.exec("rsha1", ["sh", "-c", script]);
    if (exitCode !== 0) throw new Error(`by hand: ${stdout}${stderr}`);
    await quiet(lab);
  }

  beforeAll(async () => {
    await ensureCluster(lab);
    stack = await Stack.make(lab);
    stack.declare(declared);
    const { exitCode, output } = await stack.up();
    if (exitCode !== 0) throw new Error(output);
  }, 180_000);
  afterAll(async () => {
    await lab.exec("rsha1", ["sh", "-c", undo]);
    await stack.remove();
  }, 90_000);

  test("what an operator does on purpose is no difference, and stays", async () => {
    await byHand(operators);
    const before = await epoch(lab);
    const { exitCode } = await stack.up("--refresh", "--expect-no-changes");
    expect({ exitCode, epoch: await epoch(lab) }).toEqual({ exitCode: 0, epoch: before });
  }, 60_000);

  test("drift is shown property by property, and nothing else", async () => {
    await byHand(drift);
    const preview = await stack.preview("--refresh", "--diff");
    expect(preview.exitCode).toBe(0);
    expect(changes(preview)).toEqual({
      a: [
        "~ meta      : {",
        "+ migrationThreshold: 3",
        "~ parameters: {",
        '~ fake: "two" => "one"',
      ],
      b: [
        "~ operations: [",
        "+ [1]: {",
        '+ interval: "13s"',
        '+ name    : "monitor"',
        '+ timeout : "30s"',
      ],
      g: ["~ members: [", '~ [0]: "b" => "a"', '~ [1]: "a" => "b"'],
      options: [
        "~ resourceDefaults: {",
        "~ resourceStickiness: 7 => 100",
        "~ stonithEnabled  : true => false",
      ],
    });
    expect(counts(preview)).toEqual(["+ 1 to create", "~ 4 to update", "5 changes. 4 unchanged"]);
  }, 60_000);

  test("refresh takes exactly that into the state", async () => {
    const refreshed = await stack.refresh();
    expect(counts(refreshed)).toEqual(["~ 4 updated", "- 1 deleted", "5 changes. 4 unchanged"]);
  }, 60_000);

  test("up mends it, and restarts nothing", async () => {
    const before = await mark(lab);
    const { exitCode, output } = await stack.up();
    expect({ exitCode, output: exitCode === 0 ? "" : output }).toEqual({ exitCode: 0, output: "" });
    await quiet(lab);
    const operations = changing(await operationsSince(lab, before)).map(shown);
    expect(operations).toEqual(["reload-agent a on rsha1: ok"]);
    const now = await cib(lab);
    expect(operatorsMarks.filter((mark) => !now.includes(mark))).toEqual([]);
  }, 60_000);

  test("a resource that was deleted by hand comes back", async () => {
    await byHand("pcs resource delete b");
    const { exitCode } = await stack.up("--refresh");
    expect(exitCode).toBe(0);
    expect(await picture(lab)).toEqual({
      online: ["rsha1", "rsha2"],
      resources: { a: ["rsha1"], b: ["rsha1"], foreign: ["rsha1"], k: ["rsha1"], lone: [] },
      compounds: { g: ["a", "b"], "k-clone": ["k"] },
    });
    expect((await stack.up("--refresh", "--expect-no-changes")).exitCode).toBe(0);
  }, 90_000);
});
