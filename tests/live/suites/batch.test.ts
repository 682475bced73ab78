import { rmSync } from "node:fs";
import { join } from "node:path";
import { FLOOR, OURS, type Who, declareFor, makeStack, must, unwatched } from "../../bench/stacks";
import type { Lab } from "../../lab/cluster/lab";
import { describeLive, ensureCluster, validateWith } from "../support/cluster";
import { clusterStatus } from "../support/cluster-status";
import type { Declaration } from "../programs/declared";
import { soakTest } from "../support/soak";
import { type Ended, diagnostics } from "../cli/output";
import { Stack } from "../cli/stack";

const ten = Array.from({ length: 10 }, (_, i) => `d${i}`);
const dummy = { is: "Primitive", agent: "ocf:pacemaker:Dummy" } as const;
const options = { is: "Properties", stonithEnabled: false } as const;

const dummies = (names: readonly string[]): Declaration => ({
  options,
  ...Object.fromEntries(names.map((name) => [name, dummy])),
});

interface Traffic {
  /** The node of each connection. */
  readonly connections: readonly string[];
  readonly patches: number;
  /** Reads of the CIB alone. */
  readonly reads: number;
  /** Reads of the CIB with the scheduler's plan, during a wait. */
  readonly looks: number;
}

/** Counts the traffic in the debug log. */
function traffic({ output }: Ended): Traffic {
  // The CLI prints each line immediately, and all lines again under Diagnostics.
  const [, again = ""] = output.split("\nDiagnostics:\n");
  const connected = [...again.matchAll(/ssh: connected to (\S+)/g)].map(([, node = ""]) => node);
  const patches = [...again.matchAll(/transaction: epoch /g)].length;
  const reads = [...again.matchAll(/: cibadmin --query:/g)].length;
  const looks = [...again.matchAll(/: cibadmin --query \|/g)].length;
  return { connections: connected.sort(), patches, reads, looks };
}

describeLive("A batch of ten resources", (lab: Lab) => {
  let stack: Stack;

  beforeAll(async () => {
    await ensureCluster(lab);
    stack = await Stack.make(lab, { env: { PULUMI_PACEMAKER_LOG: "debug" } });
  }, 180_000);
  afterAll(() => stack.discard());

  test("is created over one connection with few patches", async () => {
    stack.declare(dummies(ten));
    const ended = await stack.up("--parallel", "64");
    expect(ended.exitCode).toBe(0);
    const { connections, patches, reads } = traffic(ended);
    expect(connections).toEqual(["rsha1"]);
    expect(patches).toBeLessThanOrEqual(5); // as many as batches of calls arrive
    expect(reads).toBeLessThanOrEqual(3); // one for all resources, at most every two seconds
    const { resources } = await clusterStatus(lab);
    expect(Object.keys(resources).sort()).toEqual(ten);
    expect(Object.values(resources).every((nodes) => nodes.length === 1)).toBe(true);
  }, 90_000);

  test("opens no connection with nothing to do, and refreshes over one with few reads", async () => {
    const none: Traffic = { connections: [], patches: 0, reads: 0, looks: 0 };
    expect(traffic(await stack.up())).toEqual(none);
    const { connections, patches, reads, looks } = traffic(await stack.refresh());
    expect([connections, patches, looks]).toEqual([["rsha1"], 0, 0]);
    expect(reads).toBeLessThanOrEqual(3);
  }, 60_000);

  soakTest?.(
    "has at most 0.5 KB more state per resource than a resource that does nothing",
    async () => {
      const size = async (who: Who): Promise<number> => {
        const same = await makeStack(lab, who);
        declareFor(same, unwatched(dummies(ten)), lab.connection());
        await must(same.up());
        const state = JSON.stringify(JSON.parse(await same.exported()));
        // Our resource has adopted the existing object, so only its state is removed.
        rmSync(join(same.directory, ".."), { recursive: true });
        return state.length;
      };
      expect((await size(OURS)) - (await size(FLOOR))).toBeLessThanOrEqual(500 * (ten.length + 1));
    },
    90_000,
  );

  test("creates the nine others when the schema refuses one", async () => {
    const more = ten.map((name) => name.replace("d", "e"));
    const bad = { ...dummy, operations: [{ name: "monitor", interval: "9s", onFail: "demote" }] };
    stack.declare({ ...dummies([...ten, ...more]), e4: bad });
    await validateWith(lab, "pacemaker-3.0");
    // Without this flag, Pulumi starts no further operation after a failure, and timing decides which ones have started.
    const ended = await stack.up("--parallel", "64", "--continue-on-error");
    await validateWith(lab, "pacemaker-3.9");
    expect(ended.exitCode).not.toBe(0);
    const others = more.filter((name) => name !== "e4");
    expect(Object.keys((await clusterStatus(lab)).resources).sort()).toEqual([...ten, ...others]);
    expect(Object.keys(diagnostics(ended)).sort()).toEqual(["e4", "live-live"]);
  }, 90_000);

  test("is deleted with nine others over one connection with few patches", async () => {
    stack.declare({ options });
    const ended = await stack.up("--parallel", "64");
    expect(ended.exitCode).toBe(0);
    const { connections, patches } = traffic(ended);
    expect(connections).toEqual(["rsha1"]);
    expect(patches).toBeLessThanOrEqual(8); // for the stops and the removals
    expect((await clusterStatus(lab)).resources).toEqual({});
  }, 120_000);
});
