import type { CmanInputs } from "../../../sdk/kind/cluster-inputs";
import { cmanCluster } from "../../../sdk/resources/clusters/cman-cluster";
import { cmanLifecycle } from "../../../sdk/bootstrap/cman/lifecycle";

/** How Pulumi sends an unknown list. */
const UNKNOWN = "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2";

const life = cmanLifecycle(cmanCluster);
const guide: CmanInputs = {
  __kind: cmanCluster.type,
  cluster: { nodes: [] },
  clusterName: "pacemaker1",
  transport: "udpu",
  nodes: [{ name: "rsha1" }, { name: "rsha2" }],
};

/** Returns the answer and the log of a diff. */
function diff(change: Partial<CmanInputs>): unknown {
  const log: string[] = [];
  const spy = jest.spyOn(console, "log").mockImplementation((line: string) => log.push(line));
  const answer = life.findReplacement(guide, { ...guide, ...change });
  spy.mockRestore();
  return { answer, log };
}
const never = { properties: [] };

describe("cmanLifecycle.findReplacement", () => {
  test("logs a change that needs a restart of the whole cluster, and what up will do", () => {
    const why =
      "pacemaker1: transport (udpu to udp) changes only while CMAN is stopped on every node: ";
    expect(diff({ transport: "udp" })).toEqual({
      answer: never,
      log: [`${why}up refuses it, unless restartPolicy is "all"`],
    });
    expect(diff({ transport: "udp", restartPolicy: "all" })).toEqual({
      answer: never,
      log: [`${why}all services are stopped and started again`],
    });
  });

  test("logs nothing for a change with unknown values, which only up knows", () => {
    const nodes = UNKNOWN as unknown as CmanInputs["nodes"];
    expect(diff({ nodes })).toEqual({ answer: never, log: [] });
    expect(diff({ totem: UNKNOWN } as never)).toEqual({ answer: never, log: [] });
  });

  test("logs nothing for a change that CMAN takes over while it runs", () => {
    expect(diff({ totem: { token: 20_000 }, logging: { debug: true }, twoNode: false })).toEqual({
      answer: never,
      log: [],
    });
  });
});
