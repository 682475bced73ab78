import { cleanUpResource } from "../../sdk/cluster/cleanup";
import { fixtureXml } from "../helpers";

/** The commands that clean up a resource in that state, on a node with that Pacemaker. */
async function commands(features: string, state: string, resource: string): Promise<string[]> {
  const ran: string[] = [];
  const session = {
    node: "rsha1",
    run: (argv: readonly string[]) => {
      const isQuestion = argv[0] === "pacemakerd";
      if (!isQuestion) ran.push(argv.join(" "));
      return Promise.resolve({ stdout: isQuestion ? features : "", stderr: "", exitCode: 0 });
    },
    close: () => undefined,
  };
  const cib = fixtureXml(`${state}.cib.xml`);
  await cleanUpResource(session, resource, () => Promise.resolve(cib));
  return ran;
}

const OLD = " Supporting v3.0.7:  cman";
const CLEAN = "crm_resource --cleanup --resource";

describe("cleanUpResource", () => {
  test.each<[string, string, string[]]>([
    ["start-failed", "grp", [`${CLEAN} m2 --node rsha1`, `${CLEAN} m2 --node rsha2`]],
    ["stop-failed", "m2", [`${CLEAN} m2 --node rsha1`, `${CLEAN} m2 --node rsha2`]],
    // m2 runs on rsha1: 1.1.10 must not forget its parameters.
    ["agent-missing", "grp", [`${CLEAN} m2 --node rsha2`]],
    ["agent-missing", "missl", [`${CLEAN} missl --node rsha1`, `${CLEAN} missl --node rsha2`]],
    ["all-started", "grp", []],
    ["node-dead", "ping-clone", []],
  ])(
    "on 1.1.10, in state %s, cleans up %s on each node where it failed",
    async (state, id, expected) => {
      expect(await commands(OLD, `pacemaker-1.1/1.1.10/${state}`, id)).toEqual(expected);
    },
  );

  test("asks no remote node that the cluster has lost: it would never answer", async () => {
    const state = "snapshots/remote-lost";
    expect(await commands(" Supporting v3.16.2: x", state, "services")).toEqual([]);
  });

  test("cleans up all nodes with one command on newer versions", async () => {
    expect(await commands(" Supporting v3.16.2: x", "snapshots/start-failed", "broken")).toEqual([
      `${CLEAN} broken`,
    ]);
  });
});
