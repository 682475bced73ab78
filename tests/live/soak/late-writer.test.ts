import type { Lab } from "../../lab/cluster/lab";
import { describeLive, ensureCluster } from "../support/cluster";
import { cib, clusterStatus } from "../support/cluster-status";
import type { Declaration } from "../programs/declared";
import { tried } from "../support/soak";
import { diagnostics } from "../cli/output";
import { Stack } from "../cli/stack";

const agent = "ocf:pacemaker:Dummy";
/** Starts slowly, so that the engine still waits when its object is overwritten. */
const late = { is: "Primitive", agent, parameters: { op_sleep: 3 } } as const;
const base: Declaration = {
  options: { is: "Properties", stonithEnabled: false },
  early: { is: "Primitive", agent },
};
const gone = { is: "Location", name: "gone", resource: "@early", node: "rsha1" } as const;

/** Acts like a very slow pcs: reads the configuration, waits for our change, and then replaces everything with its old copy. */
const overwriteWhen = (condition: string): string => `
old=$(cibadmin --query --scope configuration)
until ${condition}; do sleep 0.05; done
printf '%s' "$old" | cibadmin --replace --scope configuration --xml-pipe || exit
`;
const isThere = (xpath: string): string => `cibadmin --query --xpath "${xpath}" >/dev/null 2>&1`;

/** Writes a small change, so that the writer is seen at that time. The command always fails. */
const BUSY =
  "crm_resource --resource early --meta --set-parameter seen --parameter-value $(date +%s) >/dev/null && false";

describeLive("Transactions beside a writer that replaces the CIB with an old copy", (lab: Lab) => {
  let stack: Stack;
  beforeAll(async () => {
    await ensureCluster(lab);
    stack = await Stack.make(lab);
    stack.declare({ ...base, gone, late });
    expect((await stack.up()).exitCode).toBe(0);
  }, 180_000);
  afterAll(() => stack.remove(), 60_000);

  /** Runs `up` beside the writer. Returns the lines about overwriting, without values that vary from run to run. */
  async function upWhile(program: Declaration, script: string): Promise<readonly string[]> {
    stack.declare(program);
    const other = lab.exec("rsha2", ["timeout", "60", "sh", "-c", script]);
    const up = await stack.up();
    expect(await other).toMatchObject({ exitCode: 0, stderr: "" });
    expect(up).toMatchObject({ exitCode: 0 });
    const lines = diagnostics(up)["live-live"] ?? [];
    return lines
      .filter((line) => line.includes("another writer"))
      .map((line) => line.replace(/epoch \d+/, "epoch N"));
  }

  const who = "(update-client cibadmin, update-user root, update-origin rsha2, epoch N)";

  test("stop a resource again before its deletion, and report it", async () => {
    const held = "//primitive[@id='late']//nvpair[@name='target-role']";
    expect(await upWhile({ ...base, gone }, overwriteWhen(isThere(held)))).toEqual([
      `late: another writer has started late again ${who}, stopping again`,
    ]);
    expect(Object.keys((await clusterStatus(lab)).resources)).toEqual(["early"]);
    tried("Concurrency", { what: "stops overwritten by a slow writer", times: 1, lost: 0 });
  }, 180_000);

  test("create and delete again what was overwritten, and report it", async () => {
    const script =
      overwriteWhen(isThere("//primitive[@id='late']")) +
      `until ${isThere("//primitive[@id='late']")}; do sleep 0.05; done` +
      overwriteWhen(`! ${isThere("//rsc_location[@id='gone']")} || { ${BUSY}; }`);
    expect(await upWhile({ ...base, late }, script)).toEqual([
      `late: overwritten by another writer ${who}, applying it again`,
      `gone: another writer has brought it back ${who}, deleting it again`,
    ]);
    const { resources } = await clusterStatus(lab);
    expect(Object.keys(resources)).toEqual(["early", "late"]);
    expect(await cib(lab, "//constraints")).toBe("<constraints/>\n");
    expect((await stack.preview("--refresh", "--expect-no-changes")).exitCode).toBe(0);
    tried("Concurrency", { what: "commits overwritten by a slow writer", times: 2, lost: 0 });
  }, 180_000);
});
