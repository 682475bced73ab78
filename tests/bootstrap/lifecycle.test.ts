import { comparableCmanInputs } from "../../sdk/bootstrap/cman/lifecycle";
import { comparableCorosyncInputs } from "../../sdk/bootstrap/corosync/lifecycle";
import { type Bootstrap, clusterLifecycle, mustBeComplete } from "../../sdk/bootstrap/lifecycle";
import { NotConverged } from "../../sdk/errors";
import type { CmanInputs } from "../../sdk/kind/cluster-inputs";
import * as log from "../../sdk/log";
import { type Lifecycle, PartialFailure } from "../../sdk/kind/lifecycle";
import { cmanCluster } from "../../sdk/resources/clusters/cman-cluster";

const args: CmanInputs = {
  __kind: cmanCluster.type,
  cluster: { nodes: [] },
  clusterName: "pacemaker1",
  nodes: [{ name: "rsha1" }],
};
const failure = new Error("the node is full");
const nothing = (): Promise<void> => Promise.resolve();

/** The lifecycle of a cluster of a kind with these parts. */
function lifecycleWith(
  parts: Partial<Bootstrap<CmanInputs, object, object>>,
): Lifecycle<CmanInputs> {
  const bootstrap: Bootstrap<CmanInputs, object, object> = {
    inspect: () => Promise.resolve({ seen: [{}], unreachable: [] }),
    makePlan: () => ({}),
    ...{ check: nothing, write: nothing, run: nothing },
    isEmpty: () => false,
    describeFound: () => ({ isFound: false, isRunning: false }),
    runWaits: true,
    storesNewInputs: () => true,
    comparable: (inputs) => inputs,
    convergence: { timeout: 0, whereToInspect: "the log" },
    read: () => Promise.resolve(undefined),
    destroy: nothing,
    ...parts,
  };
  return clusterLifecycle(cmanCluster, bootstrap);
}

/** Creates a cluster of a kind with these parts, and returns the error. */
const createError = (parts: Partial<Bootstrap<CmanInputs, object, object>>): Promise<unknown> =>
  lifecycleWith(parts)
    .create(args)
    .catch((e: unknown) => e);

describe("clusterLifecycle.read", () => {
  afterEach(() => jest.restoreAllMocks());

  test("warns of a cluster that is gone", async () => {
    const warn = jest.spyOn(log, "warn").mockReturnValue();
    const cluster = { nodes: [{ name: "destroyed1" }] };
    expect(await lifecycleWith({}).read("pacemaker1", { ...args, cluster })).toBeUndefined();
    const there = { read: (seen: CmanInputs) => Promise.resolve(seen) };
    const other = { ...args, cluster: { nodes: [{ name: "rsha1" }] } };
    expect(await lifecycleWith(there).read("pacemaker1", other)).toBe(other);
    expect(warn.mock.calls).toEqual([
      [expect.stringMatching(/^destroyed1: no cluster is configured here any more/)],
    ]);
  });
});

describe("clusterLifecycle.create", () => {
  const fails = (): Promise<never> => Promise.reject(failure);

  test("throws PartialFailure only after the configuration is written", async () => {
    expect(await createError({ check: fails })).toBe(failure);
    expect(await createError({ write: fails })).toBe(failure);
    expect(await createError({ run: fails })).toBeInstanceOf(PartialFailure);
    expect(await createError({ run: fails, storesNewInputs: () => false })).toBe(failure);
  });

  test("throws the error of the wait, or the one by which the kind explains it", async () => {
    const waits = { runWaits: false, storesNewInputs: () => false };
    const plain = await createError(waits);
    expect(plain).toBeInstanceOf(NotConverged);
    const explained: unknown[] = [];
    const explain = (_args: CmanInputs, error: unknown): Promise<unknown> => {
      explained.push(error);
      return Promise.resolve(failure);
    };
    const convergence = { timeout: 0, whereToInspect: "the log", explain };
    expect(await createError({ ...waits, convergence })).toBe(failure);
    expect(explained).toEqual([plain]);
  });
});

describe.each<[kind: string, comparable: (inputs: never) => object]>([
  ["corosync", comparableCorosyncInputs],
  ["CMAN", comparableCmanInputs],
])("A cluster of %s whose plan is empty", (_kind, comparable) => {
  const compare = comparable as (inputs: object) => object;
  const before = { nodes: [{ name: "rsha1" }], cluster: { nodes: [{ name: "rsha1" }] } };
  const after = (change: object): boolean =>
    mustBeComplete(compare, { ...before, ...change }, before);

  test("must be complete at create, at a repair, and after a change of the cluster itself", () => {
    const changes = [{}, { boot: false }, { waitTimeout: "300s" }, { nodes: [{ name: "rsha2" }] }];
    expect(mustBeComplete(compare, before)).toBe(true);
    expect(changes.map(after)).toEqual([true, true, true, true]);
  });

  test("need not be complete after a change of the access to the nodes, force or adopt", () => {
    const node = { name: "rsha1", host: "10.0.0.1", port: 2222 };
    const reached = { nodes: [node], cluster: { nodes: [node], connection: {} } };
    expect([reached, { force: true, adopt: true }].map(after)).toEqual([false, false]);
  });
});
