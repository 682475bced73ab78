import type { Lab } from "../lab/lab";
import { waitUntil } from "../lab/wait";
import { describeLive, ensureCluster, quiet } from "./cluster";
import { configuration } from "./configuration";
import { leftovers } from "./leftovers";
import { picture } from "./picture";
import { alive, providerOf } from "./processes";
import type { Declaration } from "./programs/declared";
import { times, tried } from "./soak";
import { type Ended, type Running, Stack, changes } from "./stack";

const dummy = { is: "Primitive", agent: "ocf:pacemaker:Dummy" } as const;

const declared: Declaration = {
  options: { is: "Properties", stonithEnabled: false },
  a: { ...dummy, startWithGroup: true },
  b: { ...dummy, startWithGroup: true },
  g: { is: "Group", members: ["@a", "@b"] },
  k: { ...dummy, clone: true },
  // It stops so slowly that a deletion can be killed meanwhile.
  lone: { ...dummy, parameters: { op_sleep: 2 } },
  together: { is: "Colocation", resource: "@g", with: "@k" },
};

/** What is ended by a signal, one run after the other: each run finds what the killed ones before it have left. */
const victims = times(
  ["the provider", "the CLI"] as const,
  ["the provider", "the CLI", "the CLI, by ^C twice"] as const,
);
type Victim = "the provider" | "the CLI" | "the CLI, by ^C twice";
type Verb = "up" | "destroy";
const ROUNDS = times(1, 4);

/** How many lines about resources the CLI has printed: each is a moment. */
const linesIn = (printed: string): number =>
  printed.split("\n").filter((line) => /^ [ +~-] /.test(line)).length;

async function send({ pid, printed }: Running, provider: number, victim: Victim): Promise<void> {
  if (victim !== "the CLI, by ^C twice") {
    kill(victim === "the CLI" ? pid : provider, "SIGKILL");
    return;
  }
  kill(pid, "SIGINT");
  const isHeard = (): boolean => printed().includes("^C received") || alive([pid]).length === 0;
  await waitUntil("the CLI has heard ^C", 30, () => Promise.resolve(isHeard()), 20);
  kill(pid, "SIGINT");
}

/** A process may have come to its end just now. */
function kill(pid: number, signal: NodeJS.Signals): void {
  if (alive([pid]).length > 0) process.kill(pid, signal);
}

const ended = (pid: number): Promise<void> =>
  waitUntil("the provider has ended", 20, () => Promise.resolve(alive([pid]).length === 0));

async function must(what: string, run: Promise<Ended>): Promise<string> {
  const { exitCode, output } = await run;
  if (exitCode !== 0) throw new Error(`${what} ended with ${exitCode}:\n${output}`);
  return output;
}

describeLive("a run that is killed", (lab: Lab) => {
  let stack: Stack;
  /** The configuration with nothing in it, and after an undisturbed `up`. */
  const whole = { destroy: "", up: "" };
  let lines = 0;
  let inNodes: Record<string, string[]>;

  beforeAll(async () => {
    await ensureCluster(lab);
    whole.destroy = await configuration(lab);
    // A CLI that is killed while it writes the attributes beside its state cannot read its own state any more.
    stack = await Stack.make(lab, { backend: "?metadata=skip" });
    stack.declare(declared);
    lines = linesIn(await must("up", stack.up()));
    await quiet(lab);
    whole.up = await configuration(lab);
    inNodes = await leftovers(lab);
  }, 240_000);
  afterAll(() => stack.remove(), 120_000);

  /** Kills a run when it has printed so many lines; false when it had ended by then. */
  async function disturb(verb: Verb, victim: Victim, moment: number): Promise<boolean> {
    const run = stack.begin(verb);
    let over = false;
    void run.ended.then(() => (over = true));
    const provider = await providerOf(run.pid);
    const isThere = (): Promise<boolean> =>
      Promise.resolve(over || linesIn(run.printed()) >= moment);
    await waitUntil(`${verb} has printed ${moment} lines`, 120, isThere, 10);
    await send(run, provider, victim);
    const { exitCode } = await run.ended;
    // Killed before it has asked for anything, the CLI leaves a process that has loaded nothing of ours: Pulumi's own.
    if (/(created|deleted) \(|waiting for/.test(run.printed())) await ended(provider);
    else kill(provider, "SIGKILL");
    if (victim !== "the provider") await stack.cancel(); // fails where there is no lock
    return exitCode !== 0;
  }

  const counted = new Map<string, { times: number; lost: number }>();
  afterAll(() => {
    for (const [what, count] of counted) tried("Killed runs", { what, ...count });
  });

  const rounds = Array.from({ length: ROUNDS }, (_, i) => i);
  test.each(rounds)(
    "at any moment is finished by the next one, with nothing half, double or left over (round %i)",
    async (round) => {
      // Each run of a chain goes on where the killed one before it had come to.
      const moment = Math.max(1, Math.round((lines * (round + 0.5)) / ROUNDS / victims.length));
      for (const verb of ["destroy", "up"] as const) {
        const killed: string[] = [];
        for (const victim of victims)
          if (await disturb(verb, victim, moment)) killed.push(`${victim} killed during ${verb}`);
        const output = await must(killed.join("; "), stack[verb]());
        await quiet(lab);
        const now = await configuration(lab);
        for (const what of killed) {
          const { times, lost } = counted.get(what) ?? { times: 0, lost: 0 };
          counted.set(what, { times: times + 1, lost: lost + (now === whole[verb] ? 0 : 1) });
        }
        const context = { killed, moment, output };
        expect({ ...context, configuration: now }).toEqual({
          ...context,
          configuration: whole[verb],
        });
      }
      await must("preview", stack.preview("--expect-no-changes"));
      const { resources } = await picture(lab);
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

  test("a destroy that is killed while something stops is taken back by up --refresh", async () => {
    const run = stack.begin("destroy");
    const provider = await providerOf(run.pid);
    const isStopping = async (): Promise<boolean> =>
      (await configuration(lab)).includes('id="lone-stopped-for-deletion"');
    await waitUntil("a resource stops", 60, isStopping, 20);
    await send(run, provider, "the CLI");
    await run.ended;
    await ended(provider);
    await stack.cancel();
    await quiet(lab);
    const seen = await stack.preview("--refresh", "--diff");
    expect(changes(seen).lone).toEqual(["- stoppedForDeletion: true"]);
    await must("up", stack.up("--refresh"));
    await quiet(lab);
    expect(await configuration(lab)).toBe(whole.up);
    await must("preview", stack.preview("--refresh", "--expect-no-changes"));
  }, 180_000);
});
