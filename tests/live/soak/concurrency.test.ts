import type { Lab } from "../../lab/cluster/lab";
import { describeLive, ensureCluster } from "../support/cluster";
import { on } from "../support/shell";
import type { NodeName } from "../../lab/cluster/addresses";
import { DC } from "../support/distribution";
import { type Made, whileOthersWrite } from "../support/foreign";
import { cib } from "../support/cluster-status";
import type { Declaration } from "../programs/declared";
import { idOfChange, record, replayed, stopRecording } from "../support/recorder";
import { soaking, tried } from "../support/soak";
import { type Ended, diagnostics, failure } from "../cli/output";
import { untilPrinted } from "../cli/printed";
import { Stack } from "../cli/stack";

const HEADING = "Concurrency";
const dummy = { is: "Primitive", agent: "ocf:pacemaker:Dummy" } as const;

/** Ten objects: four primitives, two groups with a member each, and two constraints. */
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

/** Errors that an `up` may report because of other writers. The next `up` repairs them. */
const HINDERED =
  /^\* \S+: (not there in time: |another writer overwrote it)|^error: \d+ errors? occurred:$/;

describeLive("Transactions beside other writers", (lab: Lab) => {
  let stack: Stack;
  const ours = new Set<string>();
  /** Commits that the engine has reported. */
  const commits = new Set<string>();

  beforeAll(async () => {
    await ensureCluster(lab);
    await lab.exec("rsha1", ["sh", "-c", prepared]);
    stack = await Stack.make(lab, { env: { PULUMI_PACEMAKER_LOG: "debug" } });
    await record(lab);
  }, 180_000);
  afterAll(async () => {
    await stopRecording(lab);
    await stack.remove("--parallel", "64");
    await lab.exec("rsha1", ["sh", "-c", emptied]);
  }, 300_000);

  async function run(verb: "up" | "destroy", ...flags: string[]): Promise<Ended> {
    return told(await stack[verb]("--parallel", "64", ...flags));
  }

  function told(ended: Ended): Ended {
    for (const [commit] of ended.output.matchAll(/transaction: epoch \d+ -> \d+/g))
      commits.add(commit);
    return ended;
  }

  function declare(program: Declaration): readonly string[] {
    stack.declare(program);
    const ids = Object.keys(program);
    for (const id of ids) ours.add(id);
    return ids;
  }

  const isExact = async (): Promise<void> =>
    expect(failure(await stack.preview("--refresh", "--expect-no-changes"))).toBe("");

  test("lose no change while no writer replaces the whole configuration", async () => {
    const ids = declare(tens("v", 100));
    const { done, made } = await whileOthersWrite(lab, ["cibadmin", "versioned"], () => run("up"));
    expect(failure(done)).toBe("");
    expect(Object.values(made).every((theirs) => theirs.length > 0)).toBe(true);
    const lost = await missing(lab, [...ids, ...all(made)]);
    tried(HEADING, {
      what: "objects of ours and of two writers that do not replace (cibadmin, a versioned patch)",
      times: ids.length + all(made).length,
      lost: lost.length,
    });
    expect(lost).toEqual([]);
  }, 300_000);

  test("delete only our objects in a destroy while others write", async () => {
    const { done, made } = await whileOthersWrite(lab, ["cibadmin", "versioned"], () =>
      run("destroy"),
    );
    const left = [...(await cib(lab, "//resources")).matchAll(/<primitive id="([^"]+)"/g)];
    expect(Object.values(made).every((theirs) => theirs.length > 0)).toBe(true);
    const lost = await missing(lab, all(made));
    tried(HEADING, {
      what: "foreign objects made during a destroy",
      times: all(made).length,
      lost: lost.length,
    });
    expect({ said: failure(done), left: left.map(([, id]) => id), lost }).toEqual({
      said: "",
      left: ["foreign"],
      lost: [],
    });
  }, 300_000);

  test("write again what full replacements by pcs have removed", async () => {
    const ids = declare(tens("p", 100));
    const { done, made } = await whileOthersWrite(lab, ["pcs", "crm", "cibadmin"], () => run("up"));
    expect(Object.values(made).every((theirs) => theirs.length > 0)).toBe(true);
    const inState = Object.values(await stack.ids());
    const wiped = await missing(lab, inState);
    for (const [author, theirs] of Object.entries(made))
      tried(HEADING, {
        what: `changes by ${author} during an up of ours`,
        times: theirs.length,
        lost: (await missing(lab, theirs)).length,
        note: "lost to the full replacements of pcs",
      });
    const { "live-live": lines = [], ...others } = diagnostics(done);
    const again = lines.filter((line) => line.includes("applying it again")).length;
    tried(HEADING, {
      what: "objects of ours in an up while pcs, crm and cibadmin write",
      times: inState.length,
      lost: wiped.length,
      note: `lost to the full replacements of pcs after the second look; ${again} applied again; ${Object.keys(others).length} of ${ids.length} not started in time, and not made what depends on them`,
    });
    expect(
      Object.values(others)
        .flat()
        .filter((line) => !HINDERED.test(line)),
    ).toEqual([]);
    expect(failure(await run("up", "--refresh"))).toBe("");
    expect(await missing(lab, ids)).toEqual([]);
    await isExact();
  }, 300_000);

  if (soaking)
    test("need at most one retry under constant status changes and with a dying DC", async () => {
      const ids = declare({ ...tens("p", 50), ...tens("s", 50) });
      const dc = (await on(lab, "rsha1", DC)) as NodeName;
      const { done, made } = await whileOthersWrite(lab, ["status"], async () => {
        const up = stack.begin("up", "--parallel", "64");
        await untilPrinted(up, / created \(/);
        const { exitCode } = await lab.exec(dc, ["killall", "-9", "pacemaker-controld"]);
        expect(exitCode).toBe(0);
        return told(await up.ended);
      });
      expect(failure(done)).toBe("");
      const lost = await missing(lab, ids);
      tried(HEADING, {
        what: "objects in an up while the status changes all the time and the DC's controld is killed",
        times: ids.length,
        lost: lost.length,
        note: `${all(made).length} changes of the status`,
      });
      expect(lost).toEqual([]);
      await isExact();
    }, 300_000);

  test("touch no foreign object", async () => {
    const mine = (id: string): boolean =>
      [...ours].some((own) => id === own || id.startsWith(`${own}-`));
    const patches = await replayed(lab);
    const foreign = patches
      .flat()
      .map(idOfChange)
      .filter((id) => !mine(id));
    tried(HEADING, {
      what: "our patches, replayed on the version that each names: changes of foreign objects",
      times: patches.length,
      lost: foreign.length,
    });
    expect(commits.size).toBeGreaterThan(0);
    expect(patches.length).toBeGreaterThanOrEqual(commits.size);
    expect(foreign).toEqual([]);
  }, 60_000);
});

const prepared = `
pcs property set stonith-enabled=false
pcs resource create foreign ocf:pacemaker:Dummy
`;

/** Deletes all objects of the other writers. */
const emptied = `
cibadmin --delete-all --force --xpath "//rsc_location[@rsc='foreign']"
pcs resource delete foreign
pcs property set stonith-enabled=
`;
