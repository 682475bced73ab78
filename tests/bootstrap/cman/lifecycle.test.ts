import type { CmanInputs } from "../../../sdk/kind/cluster-inputs";
import { cmanCluster } from "../../../sdk/resources/clusters/cman-cluster";
import { cmanLifecycle } from "../../../sdk/bootstrap/cman/lifecycle";

const life = cmanLifecycle(cmanCluster);
const guide: CmanInputs = {
  __kind: cmanCluster.type,
  cluster: { nodes: [] },
  clusterName: "pacemaker1",
  transport: "udpu",
  nodes: [{ name: "rsha1" }, { name: "rsha2" }],
};

/** What a diff answers, and what it says. */
function differ(change: Partial<CmanInputs>): unknown {
  const said: string[] = [];
  const log = jest.spyOn(console, "log").mockImplementation((line: string) => said.push(line));
  const answer = life.findReplacement(guide, { ...guide, ...change });
  log.mockRestore();
  return { answer, said };
}
const never = { properties: [] };

test("a change that needs a restart of the whole cluster is said, with what up will do about it", () => {
  const why =
    "pacemaker1: transport (udpu to udp) changes only while CMAN is stopped on every node: ";
  expect(differ({ transport: "udp" })).toEqual({
    answer: never,
    said: [`${why}up refuses it, unless restartPolicy is "all"`],
  });
  expect(differ({ transport: "udp", restartPolicy: "all" })).toEqual({
    answer: never,
    said: [`${why}all services are stopped and started again`],
  });
});

test("of a change that CMAN takes over while it runs nothing is said", () => {
  expect(differ({ totem: { token: 20_000 }, logging: { debug: true }, twoNode: false })).toEqual({
    answer: never,
    said: [],
  });
});
