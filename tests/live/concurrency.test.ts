import type { Lab } from "../lab/lab";
import { describeLive, ensureCluster } from "./cluster";
import { type AuthorName, type Made, whileOthersWrite } from "./foreign";
import { cib } from "./picture";
import type { Declaration } from "./programs/declared";
import { idOfChange, record, replayed, stopRecording } from "./recorder";
import { soaking, times, tried } from "./soak";
import { Stack, counts } from "./stack";

const HEADING = "Concurrency";
const dummy = { is: "Primitive", agent: "ocf:pacemaker:Dummy" } as const;

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
    await lab.exec("rsha1", ["sh", "-c", prepared]);
    stack = await Stack.make(lab, { env: { PULUMI_PACEMAKER_LOG: "debug" } });
    await record(lab);
  }, 180_000);
  afterAll(async () => {
    await stopRecording(lab);
    await lab.exec("rsha1", ["sh", "-c", emptied]);
    await stack.remove("--parallel", "64");
  }, 300_000);

  /** What our patches changed that is not ours. */
  async function trespasses(ids: readonly string[]): Promise<string[]> {
    const mine = (id: string): boolean => ids.some((own) => id === own || id.startsWith(`${own}-`));
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
    const program = { ...versus };
    const { exitCode, output, made } = await upWhile(["cibadmin", "versioned"], program);
    expect({ exitCode, output: exitCode === 0 ? "" : output }).toEqual({ exitCode: 0, output: "" });
    expect(Object.values(made).every((ids) => ids.length > 0)).toBe(true);
    const ids = Object.keys(program);
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
    const program = { ...versus, ...tens("p", times(10, 100)) };
    const { exitCode, output, made } = await upWhile(["pcs", "crm", "cibadmin"], program);
    const ids = Object.keys(program);
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
      counts: [`${ids.length + 1} unchanged`],
    });
  }, 300_000);

  if (soaking)
    test("status changes all the time, and a DC that dies in the middle, cost a retry at most", async () => {
      const program = { ...versus, ...tens("s", 20) };
      const ids = Object.keys(program);
      stack.declare(program);
      const dc = (await lab.exec("rsha1", ["crmadmin", "-q", "-D"])).stdout.trim() as "rsha1";
      const killed = lab.exec(dc, ["sh", "-c", "sleep 5; killall -9 pacemaker-controld"]);
      const churn = lab.exec("rsha2", ["timeout", "40", "sh", "-c", CHURN]);
      const { exitCode, output } = await stack.up("--parallel", "64");
      await Promise.all([killed, churn]);
      expect({ exitCode, output: exitCode === 0 ? "" : output }).toEqual({
        exitCode: 0,
        output: "",
      });
      const lost = await missing(lab, ids);
      tried(HEADING, {
        what: "objects in an up while the status changes all the time and the DC's controld is killed",
        times: ids.length,
        lost: lost.length,
      });
      expect(lost).toEqual([]);
    }, 300_000);

  test("a destroy while others write takes what is ours, and nothing else", async () => {
    const { done, made } = await whileOthersWrite(lab, ["cibadmin", "versioned"], () =>
      stack.destroy("--parallel", "64"),
    );
    const left = [...(await cib(lab, "//resources")).matchAll(/<primitive id="([^"]+)"/g)];
    const lost = await missing(lab, all(made));
    tried(HEADING, {
      what: "foreign objects made during a destroy",
      times: all(made).length,
      lost: lost.length,
    });
    expect({ exitCode: done.exitCode, left: left.map(([, id]) => id), lost }).toEqual({
      exitCode: 0,
      left: ["foreign"],
      lost: [],
    });
  }, 300_000);
});

const CHURN = "i=0; while :; do i=$((i+1)); attrd_updater -n churn -U $i; sleep 0.1; done";

const prepared = `
pcs property set stonith-enabled=false
pcs resource create foreign ocf:pacemaker:Dummy
`;

/** Everything that the others have made. */
const emptied = `
cibadmin --delete-all --force --xpath "//rsc_location[@rsc='foreign']"
pcs resource delete foreign
pcs property set stonith-enabled=
`;
