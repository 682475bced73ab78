import { type Bootstrap, clusterLifecycle } from "../../sdk/bootstrap/lifecycle";
import type { CmanInputs } from "../../sdk/kind/cluster-inputs";
import { PartialFailure } from "../../sdk/kind/lifecycle";
import { cmanCluster } from "../../sdk/resources/clusters/cman-cluster";

const args: CmanInputs = {
  __kind: cmanCluster.type,
  cluster: { nodes: [] },
  clusterName: "pacemaker1",
  nodes: [{ name: "rsha1" }],
};
const failure = new Error("the node is full");
const nothing = (): Promise<void> => Promise.resolve();

/** Creates a cluster whose step fails, and returns the error. */
async function failingAt(
  step: "check" | "write" | "run",
  storesNewInputs = true,
): Promise<unknown> {
  const bootstrap: Bootstrap<CmanInputs, object, object> = {
    inspect: () => Promise.resolve({ seen: [{}], unreachable: [] }),
    makePlan: () => ({}),
    ...{ check: nothing, write: nothing, run: nothing },
    isEmpty: () => false,
    describeFound: () => ({ isFound: false, isRunning: false }),
    waitsAfterRun: false,
    storesNewInputs: () => storesNewInputs,
    comparable: (inputs) => inputs,
    waiting: { timeout: 0, whereToInspect: "" },
    read: () => Promise.resolve(undefined),
    destroy: nothing,
    [step]: () => Promise.reject(failure),
  };
  return clusterLifecycle(cmanCluster, bootstrap)
    .create(args)
    .catch((e: unknown) => e);
}

describe("clusterLifecycle.create", () => {
  test("throws PartialFailure only after the configuration is written", async () => {
    expect(await failingAt("check")).toBe(failure);
    expect(await failingAt("write")).toBe(failure);
    expect(await failingAt("run")).toBeInstanceOf(PartialFailure);
    expect(await failingAt("run", false)).toBe(failure);
  });
});
