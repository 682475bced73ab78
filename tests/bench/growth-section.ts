import type { Lab } from "../lab/lab";
import { step } from "../lab/progress";
import { ensureCluster } from "../live/cluster";
import { Proxy, behind } from "../live/proxy";
import { type Ended, type Stack } from "../live/stack";
import { emptied, idle } from "./clean";
import { memoryOf } from "./memory";
import { ROUNDS, type Result, Samples, atMost, timed } from "./result";
import { on } from "../live/shell";
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
  /** How often nothing is done in a round: it is quick, and a single time tells little. */
  readonly nothings: number;
  readonly env?: Readonly<Record<string, string>>;
}

const AT_THE_END = "state saved at the end";

/** Each step of the file backend writes the whole state: a large size takes minutes, nearly all of them Pulumi's. */
const SIZES: readonly Size[] = [
  { objects: 10, rounds: ROUNDS, nothings: 1 },
  { objects: 100, rounds: Math.min(ROUNDS, 2), nothings: 1 },
  { objects: 500, rounds: Math.min(ROUNDS, 2), nothings: 1 },
  { objects: 1000, rounds: 1, nothings: 3, env: { PULUMI_SKIP_CHECKPOINTS: "true" } },
];

const CREATE = "create";
const NOTHING = "up with nothing to do";
const REFRESH = "refresh";
const CHANGE = "one changed property";
const DESTROY = "destroy";
const MEMORY = "peak memory of the provider";
const PATCHES = "patches";
const STATE = "state per resource";

/** Of ten objects six are primitives that stay stopped, one is a group of three of them, and three are constraints. */
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

/** Time, traffic, memory and state over the number of objects. */
export async function growthSection(lab: Lab): Promise<Result> {
  await ensureCluster(lab);
  await emptied(lab);
  const samples = new Samples();
  await on(lab, "rsha1", "crm_attribute -n enable-startup-probes -v false");
  for (const size of SIZES)
    for (let round = 0; round < size.rounds; round++)
      for (const who of [OURS, FLOOR] as const)
        await step(`${size.objects} objects by ${who}, round ${round + 1} of ${size.rounds}`, () =>
          once(lab, samples, who, size),
        );
  await on(lab, "rsha1", "crm_attribute -n enable-startup-probes -D");
  const [ten, hundred, many, most] = SIZES as [Size, Size, Size, Size];
  const of = (what: string, size: Size, who: Who): number => samples.of(named(what, size), who);
  const above = (what: string, size: Size): number => of(what, size, OURS) - of(what, size, FLOOR);
  const notes = [
    `In the measurements the cluster looks for nothing that it did not start (\`enable-startup-probes=false\`), because what it does after each creation and deletion is its own: ${await ownWork(lab)}`,
    `With 1,000 objects the state is saved at the end only (\`PULUMI_SKIP_CHECKPOINTS\`): after each step, as usual, it is two to three minutes of Pulumi's own for each creation and deletion of them all. The state of the floor is larger, because the SDK writes the code of the provider into each resource, and this library its name: where the state is saved after each step, that is a part of the difference.`,
    `So measured, 1,000 creations take ${above(CREATE, most).toFixed(0)} s above the floor, in ${of(`${CREATE}: ${PATCHES}`, most, OURS)} patches: Pulumi asks for as many at once as \`--parallel\` says (here eight, four for each core), each batch waits for the cluster's commit of about 0.1 s, and there is no saving meanwhile that would hide it. More slots make larger patches.`,
    "The floor's memory is Node.js with Pulumi's SDK and TypeScript. Of what this library adds (heap profiles of 2026-11-25, Node.js 20), 20 MB are SSH, XML and itself; a refresh asks for all objects at once, and while they wait for the first look at the cluster the SDK holds 30 KB for each; the rest is garbage that V8 has not collected yet, which it does when its old space has grown to about 80 MB.",
  ];
  return {
    series: samples.series,
    notes,
    targets: [
      atMost(
        "creating 500 objects, in times of 10, above the floor: at most 12",
        12,
        above(CREATE, many) / above(CREATE, ten),
      ),
      atMost(
        "up of 1,000 objects with nothing to do, as a part of the floor: at most 1.1",
        1.1,
        of(NOTHING, most, OURS) / of(NOTHING, most, FLOOR),
      ),
      atMost(
        "peak memory of the provider with 1,000 objects: at most 200 MB",
        200,
        of(MEMORY, most, OURS),
        " MB",
      ),
      atMost(
        "state of a resource above the floor: at most 0.5 KB",
        0.5,
        above(STATE, hundred),
        " KB",
      ),
    ],
  };
}

const named = (what: string, { objects, env }: Size): string =>
  `${what}, ${objects} objects${env ? `, ${AT_THE_END}` : ""}`;

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
    for (let time = 0; time < size.nothings; time++) await measure(NOTHING, "up");
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

/** In thousands of bytes, as the CLI exports it, without white space. */
const stateSize = async (stack: Stack): Promise<number> =>
  JSON.stringify(JSON.parse(await stack.exported())).length / 1000;

/** What the cluster itself does when many objects come and go: it looks for each one on each node. */
async function ownWork(lab: Lab): Promise<string> {
  const stack = await makeStack(lab, OURS, { PULUMI_SKIP_CHECKPOINTS: "true" });
  declareFor(stack, objects(500), lab.connection());
  const creation = await timed(() => must(stack.up()));
  const probes = await timed(() => idle(lab));
  const deletion = await timed(() => must(stack.destroy()));
  const ends = await timed(() => idle(lab));
  await stack.remove();
  // It remembers what it has looked for, which would be in every CIB that is read from now on.
  await on(lab, "rsha1", "crm_resource --refresh");
  await idle(lab);
  const seconds = (value: number): string => `${value.toFixed(0)} s`;
  return `with its probes 500 creations take ${seconds(creation)} and ${seconds(probes)} more until it is idle, as many deletions ${seconds(deletion)} and ${seconds(ends)}.`;
}
