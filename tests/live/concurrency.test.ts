import type { Lab } from "../lab/lab";
import { describeLive, ensureCluster } from "./cluster";
import { type AuthorName, type Made, whileOthersWrite } from "./foreign";
import { cib } from "./picture";
import type { Declaration } from "./programs/declared";
import { idOfChange, record, replayed, stopRecording } from "./recorder";
import { times, tried } from "./soak";
import { Stack, counts } from "./stack";

const HEADING = "Concurrency";
const dummy = { is: "Primitive", agent: "ocf:pacemaker:Dummy" } as const;
const options = { is: "Properties", stonithEnabled: false } as const;

/** Of ten objects, four are primitives, two groups with a member each, and two constraints. */
const tens = (prefix: string, count: number): Declaration =>
  Object.assign(
    {},
    ...Array.from({ length: count / 10 }, (_, i) => ten(`${prefix}${i}`)),
  ) as Declaration;

const ten = (p: string): Declaration => ({
  ...Object.fromEntries(["a", "b", "c", "d"].map((x) => [`${p}${x}`, dummy])),
  [`${p}m`]: { ...dummy, startWithGroup: true },
  [`${p}n`]: { ...dummy, startWithGroup: true },
  [`${p}g`]: { is: "Group", members: [`@${p}m`] },
  [`${p}h`]: { is: "Group", members: [`@${p}n`] },
  [`${p}o`]: { is: "Order", name: `${p}o`, first: `@${p}a`, then: `@${p}b`, kind: "Optional" },
  [`${p}l`]: { is: "Location", name: `${p}l`, resource: `@${p}c`, node: "rsha2", score: 7 },
});

const missing = async (lab: Lab, ids: readonly string[]): Promise<string[]> => {
  const now = await cib(lab);
  return ids.filter((id) => !now.includes(`id="${id}"`));
};

const all = (made: Made): string[] => Object.values(made).flat();

describeLive("a cluster to which others write", (lab: Lab) => {
  let stack: Stack;
  const versus = tens("v", times(10, 100));

  beforeAll(async () => {
    await ensureCluster(lab);
    await lab.exec("rsha1", [
      ...["cibadmin", "--create", "-o", "resources", "-X"],
      '<primitive id="foreign" class="ocf" provider="pacemaker" type="Dummy"/>',
    ]);
    stack = await Stack.make(lab, { env: { PULUMI_PACEMAKER_LOG: "debug" } });
    stack.declare({ options });
    const { exitCode, output } = await stack.up();
    if (exitCode !== 0) throw new Error(output);
    await record(lab);
  }, 180_000);
  afterAll(async () => {
    await stopRecording(lab);
    await lab.exec("rsha1", ["sh", "-c", emptied]);
    await stack.remove("--parallel", "64");
  }, 300_000);

  /** What our patches changed that is not ours. */
  async function trespasses(ids: readonly string[]): Promise<string[]> {
    const mine = (id: string): boolean =>
      ids.some((own) => id === own || id.startsWith(`${own}-`)) || id.startsWith("cib-bootstrap");
    const patches = await replayed(lab);
    expect(patches.length).toBeGreaterThan(0);
    tried(HEADING, {
      what: "our patches, replayed on the version that each names: changes of foreign objects",
      times: patches.length,
      lost: patches.flat().filter((c) => !mine(idOfChange(c))).length,
    });
    return patches
      .flat()
      .map(idOfChange)
      .filter((id) => !mine(id));
  }

  async function upWhile(
    names: readonly AuthorName[],
    program: Declaration,
  ): Promise<{ exitCode: number; output: string; made: Made }> {
    stack.declare(program);
    const { done, made } = await whileOthersWrite(lab, names, () => stack.up("--parallel", "64"));
    return { ...done, made };
  }

  test("where nobody replaces the whole configuration nothing of anybody is lost", async () => {
    const program = { options, ...versus };
    const { exitCode, output, made } = await upWhile(["cibadmin", "versioned"], program);
    expect({ exitCode, output: exitCode === 0 ? "" : output }).toEqual({ exitCode: 0, output: "" });
    expect(Object.values(made).every((ids) => ids.length > 0)).toBe(true);
    const ids = Object.keys(program).filter((id) => id !== "options");
    const lost = await missing(lab, [...ids, ...all(made)]);
    tried(HEADING, {
      what: "objects of ours and of two writers that do not replace (cibadmin, a versioned patch)",
      times: ids.length + all(made).length,
      lost: lost.length,
    });
    expect(lost).toEqual([]);
    expect(await trespasses(ids)).toEqual([]);
  }, 300_000);

  test("what pcs wipes by its full replacements comes back, and no patch of ours touches what is foreign", async () => {
    const program = { options, ...versus, ...tens("p", times(10, 100)) };
    const { exitCode, output, made } = await upWhile(["pcs", "crm", "cibadmin"], program);
    const ids = Object.keys(program).filter((id) => id !== "options");
    const wiped = await missing(lab, ids);
    for (const [author, theirs] of Object.entries(made))
      tried(HEADING, {
        what: `changes by ${author} during an up of ours`,
        times: theirs.length,
        lost: (await missing(lab, theirs)).length,
        note: "lost to the full replacements of pcs",
      });
    tried(HEADING, {
      what: "objects of ours in an up while pcs, crm and cibadmin write",
      times: ids.length,
      lost: wiped.length,
      note: `lost to the full replacements of pcs after the second look; ${output.split("applying it again").length - 1} applied again; exit code ${exitCode}`,
    });
    expect(await trespasses(ids)).toEqual([]);
    const again = await stack.up("--refresh", "--parallel", "64");
    expect(again.exitCode).toBe(0);
    expect(await missing(lab, ids)).toEqual([]);
    const preview = await stack.preview("--refresh", "--expect-no-changes");
    expect({ exitCode: preview.exitCode, counts: counts(preview) }).toEqual({
      exitCode: 0,
      counts: [`${ids.length + 2} unchanged`],
    });
  }, 300_000);
});

/** Everything that the others have made. */
const emptied = `
cibadmin --delete-all --force --xpath "//rsc_location[@rsc='foreign']"
cibadmin --delete --xpath "//primitive[@id='foreign']"
`;
