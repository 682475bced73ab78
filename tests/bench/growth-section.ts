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

/** How often each size is tried: a round of 1,000 objects takes as long as ten of 100. */
const SIZES = new Map([
  [10, ROUNDS],
  [100, ROUNDS],
  [500, Math.min(ROUNDS, 3)],
  [1000, 1],
]);

const CREATE = "create";
const NOTHING = "up with nothing to do";
const REFRESH = "refresh";
const CHANGE = "one changed property";
const DESTROY = "destroy";

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
  const notes = [await ownWork(lab)];
  // What the cluster does after each creation and deletion is its own, and would be most of the time.
  await on(lab, "rsha1", "crm_attribute -n enable-startup-probes -v false");
  for (const [size, rounds] of SIZES)
    for (let round = 0; round < rounds; round++)
      for (const who of [OURS, FLOOR] as const)
        await step(`${size} objects by ${who}, round ${round + 1} of ${rounds}`, () =>
          once(lab, samples, who, size),
        );
  await on(lab, "rsha1", "crm_attribute -n enable-startup-probes -D");
  const above = (what: string, size: number): number =>
    samples.of(named(what, size), OURS) - samples.of(named(what, size), FLOOR);
  const state = (who: Who): number => samples.of(named("state per resource", 100), who);
  return {
    series: samples.series,
    notes,
    targets: [
      atMost(
        "creating 500 objects, in times of 10, above the floor: at most 12",
        12,
        above(CREATE, 500) / above(CREATE, 10),
      ),
      atMost(
        "up of 1,000 objects with nothing to do, as a part of the floor: at most 1.1",
        1.1,
        samples.of(named(NOTHING, 1000), OURS) / samples.of(named(NOTHING, 1000), FLOOR),
      ),
      atMost(
        "peak memory of the provider with 1,000 objects: at most 200 MB",
        200,
        samples.of(named("peak memory of the provider", 1000), OURS),
        " MB",
      ),
      atMost(
        "state of a resource above the floor: at most 0.5 KB",
        0.5,
        state(OURS) - state(FLOOR),
        " KB",
      ),
    ],
  };
}

const named = (what: string, size: number): string => `${what}, ${size} objects`;

async function once(lab: Lab, samples: Samples, who: Who, size: number): Promise<void> {
  const proxy = await Proxy.to(lab.connection().nodes[0]?.port ?? 0);
  const stack = await makeStack(lab, who, { PULUMI_PACEMAKER_LOG: "debug" });
  const declared = objects(size);
  const declare = (resources: Declared): void =>
    declareFor(stack, resources, behind(lab, proxy, stack.directory));
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
    const output = ended?.output.slice(ended.output.indexOf("Diagnostics:")) ?? "";
    samples.add(named("peak memory of the provider", size), who, peak, "MB");
    if (who === FLOOR) return;
    add("SSH connections", proxy.accepted - before.connections, "");
    add("bytes over SSH", (proxy.bytes - before.bytes) / 1000, "KB");
    add("CIB reads", count(output, /: cibadmin --query(?: \||:)/g), "");
    add("patches", count(output, /transaction: epoch/g), "");
  };
  try {
    declare(declared);
    await measure(CREATE, "up");
    await measure(NOTHING, "up");
    samples.add(named("state per resource", size), who, (await stateSize(stack)) / size, "KB");
    await measure(REFRESH, "refresh");
    declare({ ...declared, p0a: { ...stopped, waitFor: "none", parameters: { fake: "other" } } });
    await measure(CHANGE, "up");
    await measure(DESTROY, "destroy");
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
  const stack = await makeStack(lab, OURS);
  declareFor(stack, objects(500), lab.connection());
  await must(stack.up());
  const probes = await timed(() => idle(lab));
  await must(stack.destroy());
  const goes = await timed(() => idle(lab));
  await stack.remove();
  return `After 500 creations the cluster itself was at work for ${probes.toFixed(0)} s (it looks for each primitive on each node), after as many deletions for ${goes.toFixed(0)} s. In the measurements it does not (\`enable-startup-probes=false\`).`;
}
