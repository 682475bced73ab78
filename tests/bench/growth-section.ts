import type { Lab } from "../lab/cluster/lab";
import { step } from "../lab/progress";
import { ensureCluster } from "../live/support/cluster";
import { Proxy, behind } from "../live/support/proxy";
import type { Ended } from "../live/cli/output";
import type { Stack } from "../live/cli/stack";
import { emptied, idle } from "./clean";
import { memoryOf } from "./memory";
import { ROUNDS, type Result, Samples, atMost, timed } from "./result";
import { on } from "../live/support/shell";
import {
  type Declared,
  FLOOR,
  OURS,
  type Who,
  declareFor,
  makeStack,
  must,
  unwatched,
} from "./stacks";

interface Size {
  readonly objects: number;
  readonly rounds: number;
  /** Runs with nothing to do in a round. Such a run is short, so one measurement is imprecise. @default 1 */
  readonly nothings?: number;
  /** Difference from the usual way, in words. */
  readonly how?: string;
  readonly env?: Readonly<Record<string, string>>;
}

const AT_THE_END = {
  how: "state saved at the end",
  env: { PULUMI_SKIP_CHECKPOINTS: "true" },
};
const WIDE = {
  how: `${AT_THE_END.how}, --parallel 64`,
  env: { ...AT_THE_END.env, PULUMI_PARALLEL: "64" },
};

/** The file backend writes the whole state at each step: a large size takes minutes, nearly all of them in Pulumi. */
const TEN: Size = { objects: 10, rounds: ROUNDS };
const HUNDRED: Size = { objects: 100, rounds: Math.min(ROUNDS, 2) };
const MANY: Size = { objects: 500, rounds: 1 };
const MANY_AT_THE_END: Size = { ...MANY, ...AT_THE_END };
const MANY_WIDE: Size = { ...MANY, ...WIDE };
const MOST: Size = { objects: 1000, rounds: 1, nothings: 3, ...AT_THE_END };
const SIZES: readonly Size[] = [TEN, HUNDRED, MANY, MANY_AT_THE_END, MANY_WIDE, MOST];

const CREATE = "create";
const NOTHING = "up with nothing to do";
const REFRESH = "refresh";
const CHANGE = "one changed property";
const DESTROY = "destroy";
const MEMORY = "peak memory of the provider";
const PATCHES = "patches";
const STATE = "state per resource";

/** Declares objects. Ten objects are six stopped primitives, a group of three of them, and three constraints. */
export function objects(count: number): Declared {
  const tens = Array.from({ length: count / 10 }, (_, i) => Object.entries(ten(`p${i}`)));
  return unwatched(Object.fromEntries(tens.flat()));
}

const stopped = {
  is: "Primitive",
  agent: "ocf:heartbeat:Dummy",
  meta: { "target-role": "Stopped" },
};

function ten(p: string): Declared {
  const primitives = ["a", "b", "c", "d", "e", "f"].map((x) => [`${p}${x}`, stopped] as const);
  const together = (one: string, other: string): Declared[string] => ({
    is: "Colocation",
    resource: `@${p}${one}`,
    with: `@${p}${other}`,
    score: 100,
  });
  return {
    ...Object.fromEntries(primitives),
    [`${p}g`]: { is: "Group", members: [`@${p}a`, `@${p}b`, `@${p}c`] },
    [`${p}de`]: together("d", "e"),
    [`${p}ef`]: together("e", "f"),
    [`${p}fg`]: together("f", "g"),
  };
}

/** Measures time, traffic, memory and state size over the number of objects. */
export async function growthSection(lab: Lab): Promise<Result> {
  await ensureCluster(lab);
  await emptied(lab);
  const samples = new Samples();
  await on(lab, "rsha1", "crm_attribute -n enable-startup-probes -v false");
  for (const size of SIZES)
    for (let round = 0; round < size.rounds; round++)
      for (const who of [OURS, FLOOR] as const)
        await step(`${named(who, size)}, round ${round + 1} of ${size.rounds}`, () =>
          once(lab, samples, who, size),
        );
  await on(lab, "rsha1", "crm_attribute -n enable-startup-probes -D");
  const of = (what: string, size: Size, who: Who): number => samples.of(named(what, size), who);
  const above = (what: string, size: Size): number => samples.above(named(what, size), OURS, FLOOR);
  const patches = (size: Size): number => of(`${CREATE}: ${PATCHES}`, size, OURS);
  const times = (size: Size): number => above(CREATE, size) / above(CREATE, TEN);
  const notes = [
    `The cluster's probes are off during the measurements (\`enable-startup-probes=false\`), because they are the cluster's own work after each creation and deletion: ${await ownWork(lab)}`,
    `With 1,000 objects, Pulumi saves the state only at the end (\`PULUMI_SKIP_CHECKPOINTS\`). Saving it after each step, the default, adds two to three minutes of Pulumi's own time to each creation and deletion of all objects. The state of the floor is larger: the SDK writes the provider's code into each resource, while this library writes only its name. If the state is saved after each step, this is a part of the difference. It may exceed the whole time of this library.`,
    `Without these saves, creating 500 objects takes ${above(CREATE, MANY_AT_THE_END).toFixed(1)} s above the floor in ${patches(MANY_AT_THE_END)} patches, and ${above(CREATE, MANY_WIDE).toFixed(1)} s in ${patches(MANY_WIDE)} patches with \`--parallel 64\`. Pulumi runs as many operations in parallel as it has slots (eight on two cores). Each patch is a commit in the cluster, of about 0.1 s. For many objects on few cores, use more slots.`,
    `The floor's memory is Node.js with Pulumi's SDK and TypeScript. This library's code and its data of 1,000 objects take about 20 MB. The rest is garbage: V8 does not collect its old space before the heap reaches about 127 MB (1,000 objects, Node.js 20, 2026-11-25), and data that the SDK holds while a node answers moves there. The floor takes 216 MB in the refresh of 1,000 objects if its first eight answers are late, and 215 MB with \`--parallel 64\`.`,
  ];
  return {
    series: samples.series,
    notes,
    targets: [
      ...[MANY_AT_THE_END, MANY_WIDE].map((size) =>
        atMost(
          `creating 500 objects above the floor, ${size.how}, as a multiple of creating 10: at most 12`,
          12,
          times(size),
        ),
      ),
      atMost(
        "up of 1,000 objects with nothing to do, as a multiple of the floor: at most 1.1",
        1.1,
        of(NOTHING, MOST, OURS) / of(NOTHING, MOST, FLOOR),
      ),
      atMost(
        "peak memory of the provider with 1,000 objects: at most 200 MB",
        200,
        of(MEMORY, MOST, OURS),
        " MB",
      ),
      atMost(
        "state of a resource above the floor: at most 0.5 KB",
        0.5,
        above(STATE, HUNDRED),
        " KB",
      ),
    ],
  };
}

const named = (what: string, { objects, how }: Size): string =>
  [what, `${objects} objects`, how].filter((part) => part !== undefined).join(", ");

async function once(lab: Lab, samples: Samples, who: Who, size: Size): Promise<void> {
  const proxy = await Proxy.to(lab.connection().nodes[0]?.port ?? 0);
  const stack = await makeStack(lab, who, { PULUMI_PACEMAKER_LOG: "debug", ...size.env });
  const declared = objects(size.objects);
  const declare = (resources: Declared): void =>
    declareFor(stack, resources, behind(lab, proxy, stack.directory));
  let most = 0;
  const measure = async (what: string, verb: "up" | "refresh" | "destroy"): Promise<void> => {
    const add = (of: string, value: number, unit: string): void =>
      samples.add(named(of === "" ? what : `${what}: ${of}`, size), who, value, unit);
    const before = { bytes: proxy.bytes, connections: proxy.accepted };
    let ended: Ended | undefined;
    let peak = 0;
    add(
      "",
      await timed(async () => {
        const running = stack.begin(verb);
        [peak, ended] = await Promise.all([memoryOf(running), must(running.ended)]);
      }),
      "s",
    );
    most = Math.max(most, peak);
    if (who === FLOOR) return;
    const output = ended?.output.slice(ended.output.indexOf("Diagnostics:")) ?? "";
    add("SSH connections", proxy.accepted - before.connections, "");
    add("bytes over SSH", (proxy.bytes - before.bytes) / 1000, "KB");
    add("CIB reads", count(output, /: cibadmin --query(?: \||:)/g), "");
    add(PATCHES, count(output, /transaction: epoch/g), "");
  };
  try {
    declare(declared);
    await measure(CREATE, "up");
    for (let time = 0; time < (size.nothings ?? 1); time++) await measure(NOTHING, "up");
    samples.add(named(STATE, size), who, (await stateSize(stack)) / size.objects, "KB");
    await measure(REFRESH, "refresh");
    declare({ ...declared, p0a: { ...stopped, waitFor: "none", parameters: { fake: "other" } } });
    await measure(CHANGE, "up");
    await measure(DESTROY, "destroy");
    samples.add(named(MEMORY, size), who, most, "MB");
  } finally {
    await stack.remove();
    await proxy.stop();
  }
}

const count = (text: string, what: RegExp): number => [...text.matchAll(what)].length;

/** Returns the size of the exported state in thousands of bytes, without white space. */
const stateSize = async (stack: Stack): Promise<number> =>
  JSON.stringify(JSON.parse(await stack.exported())).length / 1000;

/** Measures the cluster's own work for 500 objects: it probes each one on each node. */
async function ownWork(lab: Lab): Promise<string> {
  const stack = await makeStack(lab, OURS, { PULUMI_SKIP_CHECKPOINTS: "true" });
  declareFor(stack, objects(500), lab.connection());
  const creation = await timed(() => must(stack.up()));
  const probes = await timed(() => idle(lab));
  const deletion = await timed(() => must(stack.destroy()));
  const ends = await timed(() => idle(lab));
  await stack.remove();
  // Deletes the recorded results of the probes, which would enlarge each later CIB.
  await on(lab, "rsha1", "crm_resource --refresh");
  await idle(lab);
  const seconds = (value: number): string => `${value.toFixed(0)} s`;
  return `with probes, 500 creations take ${seconds(creation)} and ${seconds(probes)} more until the cluster is idle; 500 deletions take ${seconds(deletion)} and ${seconds(ends)} more.`;
}
