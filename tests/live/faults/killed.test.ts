import type { Lab } from "../../lab/cluster/lab";
import { waitUntil } from "../../lab/cluster/wait";
import { describeLive, ensureCluster, quiet } from "../support/cluster";
import { configuration } from "../support/configuration";
import { type Moment, type Victim, killed, stepsOf } from "../support/killing";
import { leftovers } from "../support/leftovers";
import { clusterStatus } from "../support/cluster-status";
import type { Declaration } from "../programs/declared";
import { soakTest, soaking, times, tried } from "../support/soak";
import { type Ended, changes } from "../cli/output";
import { Stack } from "../cli/stack";

const dummy = { is: "Primitive", agent: "ocf:pacemaker:Dummy" } as const;
/** Starts and stops slowly, so that the engine waits. */
const slow = { ...dummy, parameters: { op_sleep: 1 } } as const;

const declared: Declaration = {
  options: { is: "Properties", stonithEnabled: false },
  a: { ...slow, startWithGroup: true },
  b: { ...dummy, startWithGroup: true },
  g: { is: "Group", members: ["@a", "@b"] },
  k: { ...dummy, clone: true },
  lone: slow,
  together: { is: "Colocation", resource: "@g", with: "@k" },
};

/** Processes to kill, one run after the other. Each run continues from the state that the killed runs left. */
const victims = times<Victim[]>(
  ["kill -9 of the provider", "kill -9 of the CLI"],
  [
    "kill -9 of the provider",
    "kill -9 of the CLI",
    "^C twice",
    "kill -9 of the CLI",
    "kill -9 of the provider",
  ],
);
const ROUNDS = times(1, 4);
/** Number of moments for kill -9. One or two runs may end before their moment. */
const LEAST = times(2, 20);

const verbs = ["destroy", "up"] as const;
type Verb = (typeof verbs)[number];

interface Kill extends Moment {
  readonly what: string;
  readonly victim: Victim;
  /** Share of all steps that the runs had printed, in percent. */
  readonly after: number;
  lost: boolean;
}

/** Each round starts with another process. */
const inTurn = (round: number): readonly Victim[] => [
  ...victims.slice(round % victims.length),
  ...victims.slice(0, round % victims.length),
];

async function must(what: string, run: Promise<Ended>): Promise<string> {
  const { exitCode, output } = await run;
  if (exitCode !== 0) throw new Error(`${what} ended with ${exitCode}:\n${output}`);
  return output;
}

const countOf = (steps: readonly string[]): number => new Set(steps).size;

describeLive("A killed run", (lab: Lab) => {
  let stack: Stack;
  /** The empty configuration, and the one after an undisturbed `up`. */
  const whole = { destroy: "", up: "" };
  /** Number of steps of an undisturbed run. */
  const steps = { destroy: 0, up: 0 };
  let inNodes: Record<string, string[]>;

  beforeAll(async () => {
    await ensureCluster(lab);
    whole.destroy = await configuration(lab);
    // A CLI that is killed while it writes the attributes file beside its state cannot read its state again.
    stack = await Stack.make(lab, { backend: "?metadata=skip" });
    stack.declare(declared);
    for (const verb of times<readonly Verb[]>(["up"], ["up", "destroy", "up"]))
      steps[verb] = countOf(stepsOf(await must(verb, stack[verb]())));
    steps.destroy ||= steps.up; // about as many steps
    await quiet(lab);
    whole.up = await configuration(lab);
    inNodes = await leftovers(lab);
  }, 240_000);
  afterAll(() => stack.discard());

  const kills: Kill[] = [];

  /** Kills one run after the other, each when all runs together have reached its share of the steps. */
  async function chain(verb: Verb, round: number): Promise<readonly Kill[]> {
    const own: Kill[] = [];
    let before: string[] = [];
    for (const [i, victim] of inTurn(round).entries()) {
      const share = (i + (round + 0.5) / ROUNDS) / victims.length;
      const isSoFar = (printed: string): boolean =>
        countOf([...before, ...stepsOf(printed)]) >= Math.max(1, steps[verb] * share);
      const moment = await killed(stack.begin(verb), victim, isSoFar);
      if (victim !== "kill -9 of the provider") await stack.cancel(); // fails without a lock
      if (!moment) break;
      before = [...before, ...stepsOf(moment.printed)];
      const after = Math.round((100 * countOf(before)) / steps[verb]);
      own.push({ ...moment, victim, what: `${victim} during ${verb}`, after, lost: true });
    }
    kills.push(...own);
    return own;
  }

  const rounds = Array.from({ length: ROUNDS }, (_, i) => i);
  test.each(rounds)(
    "is completed by the next run, with no partial, duplicate or remaining object (round %i)",
    async (round) => {
      for (const verb of verbs) {
        const own = await chain(verb, round);
        const output = await must(`${verb} after kills`, stack[verb]());
        await quiet(lab);
        const context = { killed: own.map(({ what, printed }) => `${what}:\n${printed}`), output };
        expect({ ...context, configuration: await configuration(lab) }).toEqual({
          ...context,
          configuration: whole[verb],
        });
        for (const kill of own) kill.lost = false;
      }
      await must("preview", stack.preview("--expect-no-changes"));
      const { resources } = await clusterStatus(lab);
      const places = Object.entries(resources).map(([id, nodes]) => [id, nodes.length]);
      expect(Object.fromEntries(places)).toEqual({ a: 1, b: 1, k: 2, lone: 1 });
      const isClean = async (): Promise<boolean> =>
        JSON.stringify(await leftovers(lab)) === JSON.stringify(inNodes);
      await waitUntil("the nodes hold nothing else than before", 15, isClean).catch(
        () => undefined,
      );
      expect(await leftovers(lab)).toEqual(inNodes);
    },
    300_000,
  );

  soakTest?.(
    "of destroy is undone by up --refresh while a resource stops",
    async () => {
      const isStopping = async (): Promise<boolean> =>
        (await configuration(lab)).includes('id="lone-stopped-for-deletion"');
      await killed(stack.begin("destroy"), "kill -9 of the CLI", isStopping);
      await stack.cancel();
      await quiet(lab);
      const seen = await stack.preview("--refresh", "--diff");
      expect(changes(seen).lone).toEqual(["- stoppedForDeletion: true"]);
      await must("up", stack.up("--refresh"));
      await quiet(lab);
      expect(await configuration(lab)).toBe(whole.up);
      await must("preview", stack.preview("--refresh", "--expect-no-changes"));
    },
    180_000,
  );

  test("was killed at the declared number of moments", () => {
    for (const what of new Set(kills.map((kill) => kill.what))) {
      const own = kills.filter((kill) => kill.what === what);
      const waiting = own.filter((kill) => kill.waiting).length;
      const afters = own.map(({ after }) => after);
      tried("Killed runs", {
        what,
        times: own.length,
        lost: own.filter((kill) => kill.lost).length,
        note: `after ${Math.min(...afters)} to ${Math.max(...afters)} % of the run, ${waiting} of them while the engine waited for the cluster`,
      });
    }
    const hard = kills.filter(({ victim }) => victim !== "^C twice");
    expect(hard.length).toBeGreaterThanOrEqual(LEAST);
    // One round may have no kill during a wait.
    if (soaking) expect(hard.filter(({ waiting }) => waiting).length).toBeGreaterThanOrEqual(2);
  });
});
